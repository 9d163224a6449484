// The lab's main job, end to end: three checkpoints of one SFT run answer questions about unseen scenes (incremental
// generation), the answers become four-level ladders, MDPO trains the last checkpoint on them, and a multi-round
// benchmark is answered before and after. The same code runs in the page's worker and under Node.
import { assembleLadders, mostDistinct, type Generation } from '../amp/ladders.ts';
import { compare } from '../bench/scores.ts';
import { mrhal, mrhalScenes } from '../bench/tasks/mrhal.ts';
import { batchSize } from '../data/batch.ts';
import { ladderRow, type RowContext } from '../data/rows.ts';
import { LADDER_MIX, ladderSceneDialogues } from '../data/scenes/ladderSet.ts';
import { imageTokens } from '../model/config.ts';
import { hashWeights, type Weights } from '../model/weights.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { QuickstartEvent, QuickstartOptions, QuickstartResult } from '../protocol/lab.ts';
import type { Run } from '../protocol/run.ts';
import { trainLoop, type Example } from '../train/loop.ts';
import { quickstartConfig } from '../train/presets.ts';
import { Trainer } from '../train/trainer.ts';
import { sceneDecoding, SceneModel } from './sceneModel.ts';
import { loadCheckpoint, loadTiny, SFT_CHECKPOINTS } from './bundle.ts';
import { withClaims } from './checkedLadder.ts';
import { Images, noFiles } from './images.ts';
import type { JobDeps } from './jobDeps.ts';
import { Progress } from './progress.ts';
import { resultTable, ladderInWords } from './report.ts';
import { sha256 } from '../base/hash.ts';

/** How much of everything. `reduced` takes the same path for tests. */
const SIZES = {
  full: { scenes: 576, ladders: 384, steps: 96, batch: 8, bench: 210, rows: 48 },
  reduced: { scenes: 24, ladders: 8, steps: 4, batch: 4, bench: 12, rows: 12 },
} as const;

const LEVELS = SFT_CHECKPOINTS.length + 1;
const LADDER_ROUNDS = 2;
/** The paper samples its generators at this temperature. */
const TEMPERATURE = 0.7;
const SHOWN_LADDERS = 3;

/** Runs the whole experiment. @throws CancelledError, DeviceLostError; what was made so far stays in the store */
export async function runQuickstart(
  deps: Omit<JobDeps<QuickstartEvent>, 'images'>,
  options: QuickstartOptions,
): Promise<QuickstartResult> {
  const { gpu, assets, store, control, emit } = deps;
  const size = SIZES[options.size];
  const started = performance.now();
  const progress = new Progress(emit, control);

  progress.stage('load', 'Loading the bundled checkpoints and drawing scenes.');
  const tiny = await loadTiny(assets);
  const checkpoints: Weights[] = [];
  for (const name of SFT_CHECKPOINTS) checkpoints.push(await loadCheckpoint(assets, tiny.config, name));
  const lab = await SceneModel.create(gpu, tiny, checkpoints[0] as Weights, new Images(assets, noFiles));
  const bench = mrhalScenes(size.bench);
  const asked = ladderSceneDialogues(size.scenes, options.seed, {
    rounds: LADDER_ROUNDS,
    mix: LADDER_MIX,
  });
  try {
    const benchFeatures = await lab.features(bench);
    const askedFeatures = await lab.features(asked);

    progress.stage('before', 'The fine-tuned model answers the benchmark.');
    const greedy = sceneDecoding();
    const weights = checkpoints[0] as Weights;
    const before = await lab.bench(bench, benchFeatures, size.rows, greedy, weights, 'sft-3of3', progress);
    await store.putResult(before);
    emit({ kind: 'bench', when: 'before', result: before });

    progress.stage('generate', 'Three checkpoints answer questions about unseen scenes.');
    const sampling = sceneDecoding({ temperature: TEMPERATURE, seed: options.seed });
    const generations: Generation[] = [];
    for (const [i, source] of SFT_CHECKPOINTS.entries()) {
      lab.use(checkpoints[i] as Weights);
      const answers = await lab.answer(
        asked,
        askedFeatures,
        size.rows,
        sampling,
        progress,
        i,
        SFT_CHECKPOINTS.length,
      );
      generations.push({ source, answers });
    }
    const made = assembleLadders(asked, generations);
    const chosen = mostDistinct(made, size.ladders);
    const ladders = chosen.map((i) => withClaims(made[i] as Ladder));
    await store.putLadders(ladders);

    progress.stage('reference', 'The reference model scores every rung, once.');
    const context: RowContext = {
      special: tiny.tokenizer.special,
      encode: tiny.tokenizer.encode,
      imageTokens: imageTokens(tiny.config),
    };
    const rows = ladders.map((l) =>
      ladderRow(
        context,
        l.questions,
        l.levels.map((level) => level.answers),
      ),
    );
    const config = { ...quickstartConfig, steps: size.steps, batch: size.batch, seed: options.seed };
    const trainer = await Trainer.create(
      gpu,
      tiny.config,
      weights,
      config,
      batchSize(rows, size.batch, LEVELS),
    );
    const samples = rows.map((row, i) => ({
      row,
      features: askedFeatures[chosen[i] as number] as Float32Array,
    }));
    const score = (indices: readonly number[]): Promise<Float32Array> =>
      trainer.logps(indices.map((i) => samples[i] as Example));
    const reference: Float32Array[] = [];
    for (let at = 0; at < samples.length; at += size.batch) {
      const indices = samples.slice(at, at + size.batch).map((_, b) => at + b);
      const logps = await score(indices);
      indices.forEach((_, b) => reference.push(logps.slice(b * LEVELS, (b + 1) * LEVELS)));
      await progress.done(reference.length, samples.length);
    }
    const show = async (): Promise<void> => {
      const shown = samples.slice(0, SHOWN_LADDERS).map((_, i) => i);
      const logps = await score(shown);
      shown.forEach((i) => {
        const levels = Array.from({ length: LEVELS }, (_, k) => ({
          policy: logps[i * LEVELS + k] as number,
          reference: (reference[i] as Float32Array)[k] as number,
        }));
        emit({ kind: 'ladder', view: { ladder: ladders[i] as Ladder, logps: levels } });
      });
    };
    await show();

    progress.stage('train', `MDPO on ${ladders.length} ladders, ${config.steps} steps of ${config.batch}.`);
    let run: Run = {
      id: `quickstart-${Date.now().toString(36)}`,
      name: `Quickstart, seed ${options.seed}`,
      createdAt: new Date().toISOString(),
      status: 'running',
      config,
      codeVersion: __VERSION__,
      weightsHash: await hashWeights(weights),
      dataHash: await sha256(JSON.stringify(ladders)),
      adapter: gpu.adapter.name,
      stepsDone: 0,
    };
    const update = async (change: Partial<Run>): Promise<void> => {
      run = { ...run, ...change };
      await store.putRun(run);
      emit({ kind: 'run', run });
    };
    await update({});
    const trainStart = performance.now();
    try {
      await trainLoop(
        trainer,
        config,
        {
          K: LEVELS,
          examples: samples.map((s, i): Example => ({ ...s, reference: reference[i] as Float32Array })),
        },
        {
          between: () => progress.done(run.stepsDone, config.steps),
          onStep: (step, metrics) => {
            run = { ...run, stepsDone: step + 1 };
            const event = { runId: run.id, step, seconds: (performance.now() - trainStart) / 1000, metrics };
            store
              .putEvent(event)
              .catch((error: unknown) => emit({ kind: 'warning', message: String(error) }));
            emit({ kind: 'step', event });
          },
          afterStep: ({ stepsDone }) => (stepsDone % 8 === 0 ? show() : Promise.resolve()),
        },
      );
    } catch (error) {
      await update({ status: 'stopped', error: error instanceof Error ? error.message : String(error) });
      trainer.destroy();
      throw error;
    }
    await show();
    await update({ status: 'finished' });
    const tuned = await trainer.weights();
    trainer.destroy();

    progress.stage('after', 'The tuned model answers the same benchmark.');
    const after = await lab.bench(bench, benchFeatures, size.rows, greedy, tuned, run.id, progress);
    await store.putResult(after);
    emit({ kind: 'bench', when: 'after', result: after });

    progress.stage('report', 'Done.');
    const change = compare(mrhal, before.dialogues, after.dialogues, options.seed);
    const result: QuickstartResult = {
      id: run.id,
      createdAt: run.createdAt,
      seed: options.seed,
      size: options.size,
      adapter: gpu.adapter,
      runId: run.id,
      before: before.id,
      after: after.id,
      change,
      seconds: (performance.now() - started) / 1000,
      table: resultTable(before, after, change),
      ladders: ladders.slice(0, SHOWN_LADDERS).map(ladderInWords),
    };
    await store.putQuickstart(result);
    return result;
  } finally {
    lab.destroy();
  }
}
