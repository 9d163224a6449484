// Batched generation with a key-value cache: one prefill of the prompts, then one token a sequence and step, for greedy
// and sampled decoding and for beams. Rows that are finished make room: once half of the rows or more are done, the
// rest go on with a step that was planned for half as many.
import type { Gpu } from '../gpu/device.ts';
import { ConfigError } from '../base/errors.ts';
import { NONE } from '../base/indices.ts';
import { Random, deriveSeed } from '../base/random.ts';
import { fillRows, imagePlaces } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import type { Graph } from '../graph/graph.ts';
import { Layout } from '../graph/layout.ts';
import { plan, type Plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Workspace } from '../graph/workspace.ts';
import { checkDecoding, type Decoding } from '../protocol/decoding.ts';
import { BeamSearch } from './beamSearch.ts';
import type { ModelConfig } from './config.ts';
import { imageTokensOf } from './forward.ts';
import { cacheTensors, moveGraph, prefillGraph, stepGraph } from './generationGraphs.ts';
import type { Search } from './search.ts';
import { placeSequences, type Move } from './slots.ts';
import { UNPACKED, type Formats } from './storage.ts';
import { TokenSearch } from './tokenSearch.ts';

export interface GenerationSize {
  /** Prompts at a time. */
  readonly B: number;
  /** Longest prompt, image tokens included. */
  readonly T: number;
  readonly maxNew: number;
  /** Most beams a prompt. */
  readonly beams: number;
  /** Most image tokens of all prompts together; absent = one tile a prompt. */
  readonly imageTokens?: number;
}

/** A prompt that ends where the answer begins, and the features of its image. */
export interface Prompt {
  readonly row: Row;
  /** [n * C], n = the row's image tokens: of one tile, of several one after the other, or none. */
  readonly features: Float32Array;
  /** Identity of the prompt: seeds its sampling, so that a row's answer does not depend on its neighbours. */
  readonly key: string;
}

/** The random stream of a prompt. */
export function promptRandom(key: string, seed: number): Random {
  return new Random(deriveSeed(seed, key));
}

/** A plan, and its program from the first use on. */
interface Stage {
  readonly label: string;
  /** What it was planned for: tokens a prompt (prefill) or prompts (step). */
  readonly size: number;
  readonly plan: Plan;
  program?: Program;
}

/** A prompt whose answer is being searched. */
interface ActiveRow {
  readonly search: Search;
  /** Tokens of the prompt. */
  readonly length: number;
  /** Slots of its live sequences. */
  readonly slots: readonly number[];
}

export class Generator {
  private constructor(
    private readonly config: ModelConfig,
    private readonly size: GenerationSize,
    private readonly workspace: Workspace,
    /** Largest first. */
    private readonly prefills: readonly Stage[],
    private readonly steps: readonly Stage[],
    private readonly move: Stage,
  ) {}

  /**
   * Plans everything and allocates caches and arena. The program of the full step is made here, so that a fault of
   * the kernels shows at once; the others are made when they are first needed.
   * @param weights the workspace that holds the model's parameters @param formats of those that are packed there
   */
  static async create(
    gpu: Gpu,
    config: ModelConfig,
    weights: Workspace,
    size: GenerationSize,
    formats: Formats = UNPACKED,
  ): Promise<Generator> {
    const { B, T, maxNew, beams } = size;
    const all = { S: B * beams, Tmax: T + maxNew };
    const layout = new Layout(weights.layout);
    for (const { name, shape } of cacheTensors(config, all)) layout.add('cache', name, shape);
    const stage = (label: string, of: number, graph: Graph): Stage => {
      return { label, size: of, plan: plan(graph, layout, gpu.traits) };
    };
    const prefills = promptLengths(T).map((t) =>
      stage('prefill', t, prefillGraph(config, { ...all, S: B }, t, imageTokensOf(config, size), formats)),
    );
    const steps = halves(B).map((rows) =>
      stage('decode', rows, stepGraph(config, { ...all, S: rows * beams }, formats)),
    );
    const move = stage('move', B, moveGraph(config, all));
    const plans = [...prefills, ...steps, move].map((s) => s.plan);
    const workspace = new Workspace(gpu, layout, plans, weights);
    const generator = new Generator(config, size, workspace, prefills, steps, move);
    await generator.program(steps[0] as Stage);
    return generator;
  }

  /**
   * Answers of up to B prompts as token ids, the end token left out.
   * @param onToken called between steps; may throw to cancel
   * @throws ConfigError when the decoding is out of range or exceeds what the generator was made for
   */
  async run(
    prompts: readonly Prompt[],
    decoding: Decoding,
    eos: number,
    onToken?: () => Promise<void>,
  ): Promise<(readonly number[])[]> {
    this.check(prompts, decoding);
    const V = this.config.decoder.vocab;
    const searches = prompts.map((p): Search => {
      const random = promptRandom(p.key, decoding.seed);
      const input = { decoding, eos, prompt: p.row.ids, random };
      return decoding.beams > 1 ? new BeamSearch(input) : new TokenSearch(input);
    });
    let rows = searches.map((search, b): ActiveRow => {
      return { search, length: (prompts[b] as Prompt).row.ids.length, slots: [b] };
    });
    let logits = await this.firstLogits(prompts);
    for (let t = 0; rows.length > 0; t++) {
      await onToken?.();
      const next = rows.flatMap((row) => {
        const going = row.search.step(row.slots.map((s) => logits.subarray(s * V, (s + 1) * V)));
        return going.length > 0 ? [{ row, going }] : [];
      });
      if (next.length === 0) break;
      const stage = smallest(this.steps, next.length);
      const placed = placeSequences(
        next.map(({ row, going }) => going.map(({ parent }) => row.slots[parent] as number)),
        stage.size * this.size.beams,
      );
      rows = next.map(({ row }, r) => ({ ...row, slots: placed.slots[r] as readonly number[] }));
      await this.moveSequences(placed.moves, rows, t);
      const step = await this.program(stage);
      clearStep(step);
      rows.forEach((row, r) => {
        row.slots.forEach((slot, i) => {
          const token = next[r]?.going[i]?.token as number;
          fillSlot(step, slot, token, row.length + t);
        });
      });
      step.run();
      logits = (await step.read()).get('logits') as Float32Array; // the CPU waits for the GPU here
    }
    return searches.map((search) => search.answer());
  }

  /** Prefills the cache. Returns the logits [B, V] of every prompt's next token; reused by the next read. */
  async firstLogits(prompts: readonly Prompt[]): Promise<Float32Array> {
    const rows = prompts.map((p) => p.row);
    const stage = smallest(this.prefills, Math.max(0, ...rows.map((row) => row.ids.length)));
    const prefill = await this.program(stage);
    fillRows(prefill, rows, stage.size);
    const features = prefill.floats('features').fill(0);
    let filled = 0;
    for (const { row, features: own } of prompts) {
      features.set(own, filled);
      filled += imagePlaces(row) * this.config.decoder.hidden;
    }
    const last = prefill.words('last').fill(NONE);
    const inverse = prefill.words('lastInverse').fill(NONE);
    rows.forEach((row, b) => {
      const at = b * stage.size + row.ids.length - 1;
      last[b] = at;
      inverse[at] = b;
    });
    prefill.run();
    return (await prefill.read()).get('logits') as Float32Array; // the CPU waits for the GPU here
  }

  destroy(): void {
    for (const { program } of [...this.prefills, ...this.steps, this.move]) program?.destroy();
    this.workspace.destroy();
  }

  private check(prompts: readonly Prompt[], decoding: Decoding): void {
    checkDecoding(decoding);
    const { B, maxNew, beams } = this.size;
    const fits = prompts.length <= B && decoding.maxNew <= maxNew && decoding.beams <= beams;
    if (fits) return;
    throw new ConfigError(
      `${prompts.length} prompts, answers of ${decoding.maxNew} tokens and ${decoding.beams} beams do not fit a ` +
        `generator made for ${B}, ${maxNew} and ${beams}.`,
    );
  }

  /** Copies sequences of a prompt and `t` tokens to the slots that `rows` have from here on. */
  private async moveSequences(moves: readonly Move[], rows: readonly ActiveRow[], t: number): Promise<void> {
    if (moves.length === 0) return;
    const program = await this.program(this.move);
    const source = program.words('from').fill(NONE);
    const seen = program.words('seen');
    for (const { from, to } of moves) source[to] = from;
    for (const { slots, length } of rows) for (const slot of slots) seen[slot] = length + t;
    program.run();
  }

  private async program(stage: Stage): Promise<Program> {
    stage.program ??= await Program.create(stage.plan, this.workspace, stage.label);
    return stage.program;
  }
}

/** n, n / 2, n / 4 .. 1, rounded up. */
function halves(n: number): number[] {
  return n > 1 ? [n, ...halves(Math.ceil(n / 2))] : [n];
}

/** T and its halves in whole sixteens: a batch of short prompts need not be prefilled as long as the longest. */
function promptLengths(T: number): number[] {
  const shorter = halves(T).map((t) => Math.ceil(t / 16) * 16);
  return [T, ...new Set(shorter.filter((t) => t < T))];
}

/** The smallest stage that has room for n. */
function smallest(stages: readonly Stage[], n: number): Stage {
  return stages.findLast((stage) => stage.size >= n) ?? (stages[0] as Stage);
}

/** Every slot idle. */
function clearStep(step: Program): void {
  step.words('ids').fill(NONE);
  step.words('positions').fill(0);
  step.words('starts').fill(NONE);
  step.words('seen').fill(0);
  const order = step.words('idOrder');
  for (let s = 0; s < order.length; s++) order[s] = s;
}

/** A token at position `at` of its sequence. */
function fillSlot(step: Program, slot: number, token: number, at: number): void {
  step.words('ids')[slot] = token;
  step.words('positions')[slot] = at;
  step.words('starts')[slot] = at;
  step.words('seen')[slot] = at + 1;
}
