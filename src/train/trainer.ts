// The GPU side of a run: memory laid out once, a step planned per bucket of lengths, then replayed.
import type { Gpu } from '../gpu/device.ts';
import type { BatchSize, TokenWeight } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import { Program } from '../graph/program.ts';
import { Workspace } from '../graph/workspace.ts';
import { mergeAdapter } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import { readWeights, TRAINABLE, writeWeights, type Weights } from '../model/weights.ts';
import type { MemoryRow, TrainConfig } from '../protocol/run.ts';
import { fillSamples, perAnswer, tokenWeight, type Sample } from './fillSamples.ts';
import { largestRead, memoryOf } from './memory.ts';
import { rowsPerLadder } from './objective.ts';
import { planRun, type RunPlan } from './plans.ts';
import { firstAdapter, loraOf, trainedOf, type ImageKind, type Trained } from './trained.ts';
import { FLAT, fillHyper, SUMS } from './update.ts';

export type { Sample };

/** A sample with its reference log-probabilities [K], which SFT does without. */
export interface Example extends Sample {
  readonly reference?: Float32Array;
  /** Of the best answer with the cropped image, for the image-conditional term. */
  readonly croppedReference?: number;
}

/** What a micro-batch reports, reused by the next. */
export interface MicroResult {
  readonly loss: number;
  /** [rows, K] */
  readonly logps: Float32Array;
  /** [pairs, B], preference losses only. */
  readonly pairLosses: Float32Array | undefined;
  /** [B, K], preference losses only. */
  readonly rewards: Float32Array | undefined;
}

export interface StepResult extends MicroResult {
  readonly gradNorm: number;
}

/** What a run carries from step to step. */
export interface TrainState {
  readonly weights: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

/** Log-probabilities of a batch: [rows, K] sums, and one list of token log-probabilities for every answer. */
export interface Logps {
  readonly answers: Float32Array;
  readonly tokens: readonly (readonly Float32Array[])[];
}

interface Bucket {
  readonly size: BatchSize;
  readonly step: Program;
  readonly policy: Program;
  /** The model with the adapter off; the policy itself where there is no adapter. */
  readonly reference: Program;
}

export class Trainer {
  private constructor(
    readonly config: ModelConfig,
    private readonly train: TrainConfig,
    readonly workspace: Workspace,
    private readonly trained: Trained,
    /** By length, shortest first. */
    private readonly buckets: readonly Bucket[],
    private readonly accumulate: Program | undefined,
    private readonly update: Program,
    /** What all of this takes on the GPU. */
    readonly memory: readonly MemoryRow[],
  ) {}

  /**
   * Plans, allocates and compiles; nothing is allocated later.
   * @param sizes one for every bucket of lengths
   * @throws ConfigError, OutOfMemoryError, DeviceLostError
   */
  static async create(
    gpu: Gpu,
    config: ModelConfig,
    weights: Weights,
    train: TrainConfig,
    sizes: BatchSize | readonly BatchSize[],
  ): Promise<Trainer> {
    const trained = trainedOf(config, train);
    const plans = planRun(config, train, [sizes].flat(), trained, gpu.traits);
    const made: { destroy(): void }[] = [];
    try {
      return await gpu.probe('the memory of this run', async () => {
        gpu.reserveReading(largestRead(plans));
        const workspace = new Workspace(gpu, plans.layout, plans.all);
        made.push(workspace);
        writeWeights(workspace, weights, trained.formats);
        writeWeights(workspace, firstAdapter(config, train));
        const program = async (plan: RunPlan['update'], label: string): Promise<Program> => {
          const created = await Program.create(plan, workspace, label);
          made.push(created);
          return created;
        };
        const buckets: Bucket[] = [];
        for (const { size, step, policy, reference } of plans.buckets) {
          const now = await program(policy, 'log-probabilities');
          const before = reference === undefined ? now : await program(reference, 'reference');
          buckets.push({ size, step: await program(step, 'step'), policy: now, reference: before });
        }
        const sum = plans.accumulate && (await program(plans.accumulate, 'accumulate'));
        const update = await program(plans.update, 'update');
        return new Trainer(config, train, workspace, trained, buckets, sum, update, memoryOf(plans));
      });
    } catch (error) {
      for (const thing of made) thing.destroy();
      throw error;
    }
  }

  /** The kind of image that samples must have. */
  get image(): ImageKind {
    return this.trained.image;
  }

  /** What a step of the longest bucket runs, for those who measure it. */
  get programs(): Readonly<Record<'step' | 'policy' | 'update', Program>> {
    const { step, policy } = this.buckets.at(-1) as Bucket;
    return { step, policy, update: this.update };
  }

  /** Forward, backward, clip, update on one micro-batch, whose loss counts whole. */
  async step(
    samples: readonly Sample[],
    learningRate: number,
    t: number,
    reference?: Float32Array,
  ): Promise<StepResult> {
    const result = await this.backward([samples], 0, reference);
    return { ...result, gradNorm: await this.apply(learningRate, t) };
  }

  /**
   * Loss and gradients of one micro-batch; with several a step, the gradients are summed.
   * @param all the step's micro-batches; @param i the one to do now, in order from 0
   * @param reference [rows, K] log-probabilities under the reference, preference losses only
   */
  async backward(
    all: readonly (readonly Sample[])[],
    i: number,
    reference?: Float32Array,
  ): Promise<MicroResult> {
    const samples = all[i] as readonly Sample[];
    const { train } = this;
    const sft = train.objective === 'sft';
    const rows = this.rowsOf(samples);
    const program = this.bucketOf(rows).step;
    this.fill(program, rows, sft ? sftWeight(train, all.flat()) : this.ladderWeight);
    if (reference !== undefined && program.plan.inputs.has('reference')) {
      program.floats('reference').fill(0).set(reference);
    }
    if (!sft && train.sftWeight > 0) this.fillBest(program, samples);
    program.run();
    if (this.accumulate !== undefined) {
      if (i === 0) this.workspace.gpu.clear(this.workspace.buffer(SUMS));
      this.accumulate.floats('share')[0] = sft ? 1 : 1 / all.length;
      this.accumulate.run();
    }
    const results = await program.read();
    return {
      loss: (results.get('loss') as Float32Array)[0] as number,
      logps: results.get('logps') as Float32Array,
      pairLosses: results.get('pairLosses') as Float32Array | undefined,
      rewards: results.get('rewards') as Float32Array | undefined,
    };
  }

  /** Clips and applies what `backward` left. @param t optimiser step from 1; @returns the norm before clipping */
  async apply(learningRate: number, t: number): Promise<number> {
    fillHyper(this.update.floats('hyper'), this.train, learningRate, t);
    this.update.floats('maxNorm')[0] = this.train.maxGradNorm > 0 ? this.train.maxGradNorm : 3e38;
    this.update.run();
    return ((await this.update.read()).get('gradNorm') as Float32Array)[0] as number;
  }

  /** Weighted log-probabilities [rows, K] of ladders under the present weights. */
  async logps(samples: readonly Sample[]): Promise<Float32Array> {
    return (await this.score(samples, 'policy')).answers;
  }

  /**
   * Log-probabilities under the present weights, or under the reference. With LoRA the reference is the same memory with
   * the adapter off; without, it is the model only as long as no step was made.
   */
  async score(samples: readonly Sample[], under: 'policy' | 'reference'): Promise<Logps> {
    const rows = this.rowsOf(samples);
    const bucket = this.bucketOf(rows);
    const program = bucket[under];
    this.fill(program, rows, this.ladderWeight);
    program.run();
    const results = await program.read();
    const tokens = perAnswer(rows, results.get('tokenLogps') as Float32Array);
    return { answers: (results.get('logps') as Float32Array).slice(), tokens };
  }

  /** The model's weights; with LoRA those of the base, which never change, as they are stored. */
  weights(): Promise<Map<string, Float32Array>> {
    return readWeights(this.workspace, this.trained.model, this.trained.formats);
  }

  /** LoRA's matrices; empty without. */
  adapter(): Promise<Map<string, Float32Array>> {
    return readWeights(this.workspace, this.trained.adapter);
  }

  /** Weights of a plain model that computes what this one does now. */
  async merged(): Promise<Weights> {
    const weights = await this.weights();
    if (this.trained.adapters === undefined) return weights;
    return mergeAdapter(this.config, weights, await this.adapter(), loraOf(this.train));
  }

  /** Everything that the next step depends on, beside the data: trained weights and AdamW's moments, flat [N] each. */
  async state(): Promise<TrainState> {
    const shape = this.flatShape;
    return {
      weights: await this.trainedWeights(),
      m: await this.workspace.read(FLAT.m, shape),
      v: await this.workspace.read(FLAT.v, shape),
    };
  }

  /** What is trained, flat [N], as `weightsAt` (snapshots.ts) takes it. */
  trainedWeights(): Promise<Float32Array> {
    return this.workspace.read(FLAT.weights, this.flatShape);
  }

  private get flatShape(): [number] {
    return [(this.workspace.layout.buffers.get(TRAINABLE) ?? 0) / 4];
  }

  /** Goes back to a state; the steps that follow are those that followed it, to the bit on the same adapter. */
  restore({ weights, m, v }: TrainState): void {
    this.workspace.write(FLAT.weights, weights);
    this.workspace.write(FLAT.m, m);
    this.workspace.write(FLAT.v, v);
  }

  destroy(): void {
    for (const { step, policy, reference } of this.buckets) {
      step.destroy();
      policy.destroy();
      if (reference !== policy) reference.destroy();
    }
    this.accumulate?.destroy();
    this.update.destroy();
    this.workspace.destroy();
  }

  /** The rows of a batch: the samples', and with the image-conditional term those with a cropped image. */
  private rowsOf(samples: readonly Sample[]): readonly Sample[] {
    if (rowsPerLadder(this.train) === 1) return samples;
    const B = (this.buckets[0] as Bucket).size.B / 2;
    const rows = new Array<Sample>(2 * B);
    const empty: Row = { ids: [], positions: [], segments: [], answers: [] };
    for (let b = 0; b < B; b++) {
      rows[b] = samples[b] ?? { row: empty };
      rows[B + b] = samples[b]?.cropped ?? { row: empty };
    }
    return rows;
  }

  private bucketOf(rows: readonly Sample[]): Bucket {
    const longest = Math.max(0, ...rows.map(({ row }) => row.ids.length));
    const last = this.buckets.at(-1) as Bucket;
    return this.buckets.find(({ size }) => size.T >= longest) ?? last;
  }

  /**
   * As the loss sums log-probabilities over tokens. Public because reference log-probabilities that were kept by token
   * are summed in the same way.
   */
  readonly ladderWeight: TokenWeight = (_row, round, answerTokens) =>
    tokenWeight(this.train, round, answerTokens);

  private fill(program: Program, samples: readonly Sample[], weight: TokenWeight): void {
    const { size } = this.buckets.find((b) => [b.step, b.policy, b.reference].includes(program)) as Bucket;
    fillSamples(program, samples, size, this.trained.image, weight);
  }

  /** `bestWeights` [M]: the mean over all tokens of the best answers. */
  private fillBest(program: Program, samples: readonly Sample[]): void {
    const weights = program.floats('bestWeights').fill(0);
    const tokens = samples.reduce((n, { row }) => n + (row.answers[0]?.length ?? 0), 0);
    let at = 0;
    for (const { row } of samples) {
      row.answers.forEach((answer, k) => {
        if (k === 0) weights.fill(1 / tokens, at, at + answer.length);
        at += answer.length;
      });
    }
  }
}

/** SFT: the mean over rows of the mean over a row's tokens, or the mean over all tokens of the step. */
function sftWeight({ tokenAverage }: TrainConfig, samples: readonly Sample[]): TokenWeight {
  const tokens = samples.reduce((n, { row }) => n + row.answers.reduce((m, a) => m + a.length, 0), 0);
  return tokenAverage
    ? () => 1 / tokens
    : (_row, _round, answerTokens) => 1 / (samples.length * answerTokens);
}
