// Batched generation with a key-value cache: one prefill of the prompts, then one token a row and step.
import type { Gpu } from '../gpu/device.ts';
import { NONE } from '../base/indices.ts';
import { Random, deriveSeed } from '../base/random.ts';
import { fillRows } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import { Layout } from '../graph/layout.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Trace } from '../graph/trace.ts';
import { Workspace } from '../graph/workspace.ts';
import { attention } from '../ops/attention.ts';
import { cacheWrite } from '../ops/cacheWrite.ts';
import { decodeAttention } from '../ops/decodeAttention.ts';
import { embedding } from '../ops/embedding.ts';
import { gatherRows } from '../ops/gatherRows.ts';
import { matmul } from '../ops/matmul.ts';
import type { Tensor } from '../ops/op.ts';
import { decode } from './decoder.ts';
import { imageTokens, type ModelConfig } from './config.ts';
import { embed } from './forward.ts';
import { ModelTrace } from './parameters.ts';
import { chooseToken, type Sampling } from './sample.ts';

export interface GenerationSize {
  /** Rows at a time. */
  readonly B: number;
  /** Longest prompt, image tokens included. */
  readonly T: number;
  readonly maxNew: number;
}

/** A prompt that ends where the answer begins, and the features of its image. */
export interface Prompt {
  readonly row: Row;
  readonly features: Float32Array;
  /** Identity of the prompt: seeds its sampling, so that a row's answer does not depend on its neighbours. */
  readonly key: string;
}

export class Generator {
  private constructor(
    private readonly config: ModelConfig,
    private readonly size: GenerationSize,
    private readonly workspace: Workspace,
    private readonly prefill: Program,
    private readonly step: Program,
  ) {}

  /** @param weights the workspace that holds the model's parameters */
  static async create(
    gpu: Gpu,
    config: ModelConfig,
    weights: Workspace,
    size: GenerationSize,
  ): Promise<Generator> {
    const layout = new Layout(weights.layout);
    for (const { name, shape } of caches(config, size)) layout.add('cache', name, shape);
    const plans = [
      plan(prefillGraph(config, size), layout, gpu.traits),
      plan(stepGraph(config, size), layout, gpu.traits),
    ] as const;
    const workspace = new Workspace(gpu, layout, plans, weights);
    return new Generator(
      config,
      size,
      workspace,
      await Program.create(plans[0], workspace, 'prefill'),
      await Program.create(plans[1], workspace, 'decode'),
    );
  }

  /**
   * Answers of up to B prompts as token ids, the end token left out.
   * @param onToken called between steps; may throw to cancel
   */
  async run(
    prompts: readonly Prompt[],
    sampling: Sampling,
    eos: number,
    onToken?: () => Promise<void>,
  ): Promise<number[][]> {
    const { B, maxNew } = this.size;
    const V = this.config.decoder.vocab;
    const lengths = prompts.map((p) => p.row.ids.length);
    const randoms = prompts.map((p) => this.randomOf(p.key, sampling.seed));
    const answers: number[][] = prompts.map(() => []);
    const done = prompts.map(() => false);
    let logits = await this.firstLogits(prompts);
    for (let t = 0; t < maxNew; t++) {
      await onToken?.();
      const ids = this.step.words('ids').fill(NONE);
      const positions = this.step.words('positions').fill(0);
      const starts = this.step.words('starts').fill(NONE);
      const seen = this.step.words('seen').fill(0);
      for (let b = 0; b < prompts.length; b++) {
        if (done[b]) continue;
        const token = chooseToken(logits.subarray(b * V, (b + 1) * V), sampling, randoms[b] as Random);
        if (token === eos) {
          done[b] = true;
          continue;
        }
        const at = (lengths[b] as number) + t;
        (answers[b] as number[]).push(token);
        ids[b] = token;
        positions[b] = at;
        starts[b] = at;
        seen[b] = at + 1;
      }
      if (t === maxNew - 1 || done.every(Boolean)) break;
      const order = this.step.words('idOrder');
      for (let b = 0; b < B; b++) order[b] = b;
      this.step.run();
      logits = (await this.step.read()).get('logits') as Float32Array;
    }
    return answers;
  }

  /** Prefills the cache. Returns the logits [B, V] of every prompt's next token; reused by the next read. */
  async firstLogits(prompts: readonly Prompt[]): Promise<Float32Array> {
    const { T } = this.size;
    const n = imageTokens(this.config);
    const rows = prompts.map((p) => p.row);
    fillRows(this.prefill, rows, T, n);
    const features = this.prefill.floats('features').fill(0);
    prompts.forEach((p, b) => features.set(p.features, b * n * this.config.decoder.hidden));
    const last = this.prefill.words('last').fill(NONE);
    const inverse = this.prefill.words('lastInverse').fill(NONE);
    rows.forEach((row, b) => {
      const at = b * T + row.ids.length - 1;
      last[b] = at;
      inverse[at] = b;
    });
    this.prefill.run();
    return (await this.prefill.read()).get('logits') as Float32Array;
  }

  /** The random stream of a prompt. */
  randomOf(key: string, seed: number): Random {
    return new Random(deriveSeed(seed, key));
  }

  destroy(): void {
    this.prefill.destroy();
    this.step.destroy();
    this.workspace.destroy();
  }
}

function caches(config: ModelConfig, { B, T, maxNew }: GenerationSize): { name: string; shape: number[] }[] {
  const { layers, kvHeads, headDim } = config.decoder;
  const shape = [B, T + maxNew, kvHeads, headDim];
  return Array.from({ length: layers }, (_, i) => [
    { name: `cache.k.${i}`, shape },
    { name: `cache.v.${i}`, shape },
  ]).flat();
}

/** Writes a layer's keys and values at `starts` and returns the caches; they are results, so the writes are kept. */
function remember(
  model: ModelTrace,
  size: GenerationSize,
  layer: number,
  k: Tensor,
  v: Tensor,
  starts: Tensor,
): [Tensor, Tensor] {
  const { trace, config } = model;
  const all = caches(config, size);
  const write = (which: number, rows: Tensor): Tensor => {
    const { name, shape } = all[layer * 2 + which] as { name: string; shape: number[] };
    const cache = cacheWrite(trace.state(name, shape), rows, starts);
    trace.result(name, cache);
    return cache;
  };
  return [write(0, k), write(1, v)];
}

function prefillGraph(config: ModelConfig, size: GenerationSize): ReturnType<Trace['graph']> {
  const { B, T } = size;
  const trace = new Trace();
  const model = new ModelTrace(trace, config);
  const features = trace.input('features', [B * imageTokens(config), config.decoder.hidden]);
  const positions = trace.input('positions', [B, T], 'u32');
  const segments = trace.input('segments', [B, T], 'u32');
  const starts = trace.input('starts', [B], 'u32'); // stays zero: prompts begin at the cache's start
  const scale = 1 / Math.sqrt(config.decoder.headDim);
  const hidden = decode(model, embed(model, features, size), positions, (layer, q, k, v) => {
    remember(model, size, layer, k, v, starts);
    return attention(q, k, v, segments, { causal: true, scale });
  });
  const last = gatherRows(
    hidden,
    trace.input('last', [B], 'u32'),
    trace.input('lastInverse', [B * T], 'u32'),
  );
  trace.result('logits', matmul(last, model.head(), { transB: true })); // [B, V]
  return trace.graph();
}

function stepGraph(config: ModelConfig, size: GenerationSize): ReturnType<Trace['graph']> {
  const { B } = size;
  const trace = new Trace();
  const model = new ModelTrace(trace, config);
  const ids = trace.input('ids', [B], 'u32');
  const x = embedding(
    model.parameter('model.text_model.embed_tokens.weight'),
    ids,
    trace.input('idOrder', [B], 'u32'),
  );
  const positions = trace.input('positions', [B, 1], 'u32');
  const starts = trace.input('starts', [B], 'u32');
  const seen = trace.input('seen', [B], 'u32');
  const scale = 1 / Math.sqrt(config.decoder.headDim);
  const hidden = decode(model, x, positions, (layer, q, k, v) => {
    const [keys, values] = remember(model, size, layer, k, v, starts);
    return decodeAttention(q, keys, values, seen, { scale });
  });
  trace.result('logits', matmul(hidden, model.head(), { transB: true })); // [B, V]
  return trace.graph();
}
