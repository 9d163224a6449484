// One MDPO step as it is written where rows cannot be packed: every answer is a row with the image and the question
// before it, and the log-probabilities of the rows are put together to ladders. Everything else is `Trainer.step`'s: the
// same kernels and update, the same uploads, the same results read back.
import { fillRows, fillScored, type BatchArrays, type BatchSize } from '../../src/data/batch.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { differentiate } from '../../src/graph/differentiate.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { plan } from '../../src/graph/plan.ts';
import { Program } from '../../src/graph/program.ts';
import { Trace } from '../../src/graph/trace.ts';
import { Workspace } from '../../src/graph/workspace.ts';
import { preferenceLoss, preferenceOptions } from '../../src/amp/preference.ts';
import { ModelTrace } from '../../src/model/parameters.ts';
import { layoutWeights, TRAINABLE, writeWeights } from '../../src/model/weights.ts';
import { reshape } from '../../src/ops/reshape.ts';
import type { TrainConfig } from '../../src/protocol/run.ts';
import { answerLogps } from '../../src/train/objective.ts';
import { trainedOf, type Trained } from '../../src/train/trained.ts';
import { fillHyper, layoutOptimiser, updateGraph } from '../../src/train/update.ts';
import { LEARNING_RATE, type Stepper } from './steppers.ts';
import type { Batch, Tiny } from './tinyBatch.ts';

export const UNPACKED = 'AMP Lab, unpacked';

export class UnpackedStepper implements Stepper {
  readonly name = UNPACKED;
  private t = 0;

  private constructor(
    readonly programs: Readonly<Record<'step' | 'update', Program>>,
    private readonly workspace: Workspace,
    private readonly train: TrainConfig,
    private readonly batch: Batch,
  ) {}

  /** @param batch a row an answer; @param reference [B * K] */
  static async create(
    gpu: Gpu,
    tiny: Tiny,
    train: TrainConfig,
    batch: Batch,
    K: number,
    reference: Float32Array,
  ): Promise<UnpackedStepper> {
    const trained = trainedOf(tiny.config, train);
    const layout = layoutWeights(trained.model, new Set(trained.trained.map(({ name }) => name)));
    layoutOptimiser(layout, trained.trained, false);
    const elements = (layout.buffers.get(TRAINABLE) ?? 0) / 4;
    const plans = {
      step: plan(unpackedGraph(tiny, train, batch.size, K, trained), layout, gpu.traits),
      update: plan(updateGraph(elements, false), layout, gpu.traits),
    };
    const workspace = new Workspace(gpu, layout, Object.values(plans));
    writeWeights(workspace, tiny.weights);
    const programs = {
      step: await Program.create(plans.step, workspace, 'unpacked step'),
      update: await Program.create(plans.update, workspace, 'update'),
    };
    programs.step.floats('reference').set(reference);
    return new UnpackedStepper(programs, workspace, train, batch);
  }

  async step(): Promise<number> {
    const { step, update } = this.programs;
    const { rows, features, size } = this.batch;
    const arrays: BatchArrays = step;
    fillRows(arrays, rows, size.T);
    fillScored(arrays, rows, size, () => 1);
    const images = step.floats('features');
    features.forEach((image, b) => images.set(image, b * image.length));
    step.run();
    const loss = ((await step.read()).get('loss') as Float32Array)[0] as number;
    fillHyper(update.floats('hyper'), this.train, LEARNING_RATE, ++this.t);
    update.floats('maxNorm')[0] = this.train.maxGradNorm;
    update.run();
    await update.read();
    return loss;
  }

  dispose(): void {
    for (const program of Object.values(this.programs)) program.destroy();
    this.workspace.destroy();
  }
}

function unpackedGraph(
  { config }: Tiny,
  train: TrainConfig,
  size: BatchSize,
  K: number,
  { adapters, image, trained }: Trained,
): Graph {
  const trace = new Trace();
  const { answers } = answerLogps(new ModelTrace(trace, config, adapters), size, image); // [B * K, 1]
  const logps = reshape(answers, [size.B / K, K]);
  const result = preferenceLoss(logps, trace.input('reference', logps.shape), preferenceOptions(train));
  trace.result('logps', logps);
  for (const name of ['loss', 'pairLosses', 'rewards'] as const) trace.result(name, result[name]);
  return differentiate(
    trace.graph(),
    'loss',
    trained.map(({ name }) => name),
  );
}
