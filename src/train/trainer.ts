// The GPU side of a run: memory laid out once, a step planned per batch size, then replayed.
import type { Gpu } from '../gpu/device.ts';
import { fillRows, fillScored, type BatchArrays, type BatchSize, type TokenWeight } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import type { Layout } from '../graph/layout.ts';
import { plan, type Plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Workspace } from '../graph/workspace.ts';
import { imageTokens, type ModelConfig } from '../model/config.ts';
import { parametersOf, type Parameter, type Part } from '../model/parameters.ts';
import { layoutWeights, readWeights, TRAINABLE, writeWeights, type Weights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { logpsGraph, stepGraph } from './objective.ts';
import { FLAT, fillHyper, layoutOptimiser, updateGraph } from './update.ts';

/** One row of a batch with its image: features when the vision tower is frozen, normalised pixels [3 * S * S] when not. */
export interface Sample {
  readonly row: Row;
  readonly features?: Float32Array;
  readonly pixels?: Float32Array;
}

/** What a step reports, reused by the next step. */
export interface StepResult {
  readonly loss: number;
  readonly gradNorm: number;
  /** [B, K] */
  readonly logps: Float32Array;
  /** [pairs, B], MDPO only. */
  readonly pairLosses: Float32Array | undefined;
  /** [B, K], MDPO only. */
  readonly rewards: Float32Array | undefined;
}

/** What a run carries from step to step. */
export interface TrainState {
  readonly weights: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

export class Trainer {
  private constructor(
    readonly config: ModelConfig,
    private readonly train: TrainConfig,
    private readonly size: BatchSize,
    readonly workspace: Workspace,
    private readonly stepProgram: Program,
    private readonly logpsProgram: Program,
    private readonly updateProgram: Program,
  ) {}

  /** Plans, allocates and compiles; nothing is allocated later. */
  static async create(
    gpu: Gpu,
    config: ModelConfig,
    weights: Weights,
    train: TrainConfig,
    size: BatchSize,
  ): Promise<Trainer> {
    const trained = trainedParameters(config, train);
    const layout = trainLayout(config, train);
    const elements = (layout.buffers.get(TRAINABLE) ?? 0) / 4;
    const step = plan(stepGraph(config, train, size, trained), layout, gpu.traits);
    const logps = plan(logpsGraph(config, size), layout, gpu.traits);
    const update = plan(updateGraph(elements), layout, gpu.traits);
    const workspace = await gpu.probe(
      'the memory of this run',
      () => new Workspace(gpu, layout, [step, logps, update]),
    );
    writeWeights(workspace, weights);
    return new Trainer(
      config,
      train,
      size,
      workspace,
      await Program.create(step, workspace, 'step'),
      await Program.create(logps, workspace, 'logps'),
      await Program.create(update, workspace, 'update'),
    );
  }

  /**
   * Forward, backward, clip, update.
   * @param reference [B, K] log-probabilities under the reference, MDPO only
   * @param t optimiser step from 1
   */
  async step(
    samples: readonly Sample[],
    learningRate: number,
    t: number,
    reference?: Float32Array,
  ): Promise<StepResult> {
    const program = this.stepProgram;
    this.fill(program, samples, this.train.objective === 'sft' ? this.sftWeight(samples) : this.mdpoWeight);
    if (reference !== undefined) program.floats('reference').set(reference);
    program.run();
    fillHyper(this.updateProgram.floats('hyper'), this.train, learningRate, t);
    this.updateProgram.floats('maxNorm')[0] = this.train.maxGradNorm > 0 ? this.train.maxGradNorm : 3e38;
    this.updateProgram.run();
    const results = await program.read();
    const norm = (await this.updateProgram.read()).get('gradNorm') as Float32Array;
    return {
      loss: (results.get('loss') as Float32Array)[0] as number,
      gradNorm: norm[0] as number,
      logps: results.get('logps') as Float32Array,
      pairLosses: results.get('pairLosses') as Float32Array | undefined,
      rewards: results.get('rewards') as Float32Array | undefined,
    };
  }

  /** Summed log-probabilities [B, K] of ladders under the present weights. Needs features, not pixels. */
  async logps(samples: readonly Sample[]): Promise<Float32Array> {
    this.fill(this.logpsProgram, samples, this.mdpoWeight);
    this.logpsProgram.run();
    const results = await this.logpsProgram.read();
    return (results.get('logps') as Float32Array).slice();
  }

  weights(): Promise<Map<string, Float32Array>> {
    return readWeights(this.workspace, this.config);
  }

  /** Everything that the next step depends on, beside the data: trained weights and AdamW's moments, flat [N] each. */
  async state(): Promise<TrainState> {
    const shape = [(this.workspace.layout.buffers.get(TRAINABLE) ?? 0) / 4];
    return {
      weights: await this.workspace.read(FLAT.weights, shape),
      m: await this.workspace.read(FLAT.m, shape),
      v: await this.workspace.read(FLAT.v, shape),
    };
  }

  /** Goes back to a state; the steps that follow are those that followed it, to the bit on the same adapter. */
  restore({ weights, m, v }: TrainState): void {
    this.workspace.write(FLAT.weights, weights);
    this.workspace.write(FLAT.m, m);
    this.workspace.write(FLAT.v, v);
  }

  destroy(): void {
    for (const program of [this.stepProgram, this.logpsProgram, this.updateProgram]) program.destroy();
    this.workspace.destroy();
  }

  /** SFT: the mean over rows of the mean over a row's tokens, or the mean over all tokens of the batch. */
  private sftWeight(samples: readonly Sample[]): TokenWeight {
    const tokens = samples.reduce((n, { row }) => n + row.answers.reduce((m, a) => m + a.length, 0), 0);
    return this.train.tokenAverage
      ? () => 1 / tokens
      : (_row, _round, answerTokens) => 1 / (samples.length * answerTokens);
  }

  /** MDPO: sums; a token of round r weighs 1 + roundWeight * r. */
  private readonly mdpoWeight: TokenWeight = (_row, round) => 1 + this.train.roundWeight * round;

  private fill(program: Program, samples: readonly Sample[], weight: TokenWeight): void {
    const arrays = program as BatchArrays;
    const rows = samples.map((s) => s.row);
    const n = imageTokens(this.config);
    fillRows(arrays, rows, this.size.T, n);
    fillScored(arrays, rows, this.size, weight);
    const pixels = this.train.trainVision && program === this.stepProgram;
    const images = program.floats(pixels ? 'pixels' : 'features').fill(0);
    samples.forEach((sample, b) => {
      const image = (pixels ? sample.pixels : sample.features) as Float32Array;
      images.set(image, b * image.length);
    });
  }
}

export function trainedParts(train: Pick<TrainConfig, 'trainVision'>): Set<Part> {
  return new Set<Part>(train.trainVision ? ['vision', 'projector', 'decoder'] : ['decoder']);
}

function trainedParameters(config: ModelConfig, train: Pick<TrainConfig, 'trainVision'>): Parameter[] {
  const parts = trainedParts(train);
  return parametersOf(config).filter((p) => parts.has(p.part));
}

/** Weights, gradients and moments. */
export function trainLayout(config: ModelConfig, train: Pick<TrainConfig, 'trainVision'>): Layout {
  const layout = layoutWeights(parametersOf(config), trainedParts(train));
  layoutOptimiser(layout, trainedParameters(config, train));
  return layout;
}

/** What a run will allocate, before anything is: the bytes of every kind of buffer. */
export function memoryOf(
  config: ModelConfig,
  train: TrainConfig,
  size: BatchSize,
  traits: Parameters<typeof plan>[2],
): { readonly name: string; readonly bytes: number }[] {
  const layout = trainLayout(config, train);
  const elements = (layout.buffers.get(TRAINABLE) ?? 0) / 4;
  const plans: Plan[] = [
    plan(stepGraph(config, train, size, trainedParameters(config, train)), layout, traits),
    plan(logpsGraph(config, size), layout, traits),
    plan(updateGraph(elements), layout, traits),
  ];
  const rows = [...layout.buffers].map(([name, bytes]) => ({ name, bytes }));
  rows.push({ name: 'activations', bytes: Math.max(...plans.map((p) => p.bytes.arena)) });
  rows.push({ name: 'inputs', bytes: plans.reduce((n, p) => n + p.bytes.inputs, 0) });
  rows.push({ name: 'results', bytes: plans.reduce((n, p) => n + p.bytes.results, 0) });
  rows.push({ name: 'kernel parameters', bytes: plans.reduce((n, p) => n + p.bytes.params, 0) });
  return rows;
}
