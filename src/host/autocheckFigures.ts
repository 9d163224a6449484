// How often the order of ladders contradicts the facts, before and after auto-check. Only this side sees the scenes:
// auto-check is given the ladders alone.
import { rankLadder, readChunks, type ReadLadder } from '../amp/autoCheck/autoCheck.ts';
import type { SentenceEncoder } from '../amp/autoCheck/encoder.ts';
import type { Tagger } from '../amp/autoCheck/token.ts';
import type { AutoCheckOptions } from '../amp/autoCheck/options.ts';
import { Random, deriveSeed } from '../base/random.ts';
import {
  contradictions,
  plantedDisorder,
  rungTruth,
  type RungTruth,
  type TruthOrder,
} from '../bench/ladderTruth.ts';
import { wilson } from '../bench/statistics.ts';
import { sceneOf } from '../data/scenes/scene.ts';
import type { Estimate } from '../protocol/bench.ts';
import type { Ladder, Level } from '../protocol/ladder.ts';

export const ORDERS: readonly TruthOrder[] = ['facts', 'judge'];

/** A share of ladders with its 95 % interval, under each order of truth. */
export type Shares = Record<TruthOrder, Estimate>;

export interface EncoderFigures {
  readonly encoder: string;
  readonly version: string;
  readonly seconds: number;
  readonly autoChecked: Shares;
  /** Of ladders with a planted disorder, the share whose order no longer contradicts the facts. */
  readonly mended: Shares;
  /** Over thresholds and shares of the local metric. */
  readonly curve: readonly (AutoCheckOptions & { readonly contradicting: Shares })[];
  /** Types of the rounds in which contradicting rungs differ, and in how many ladders. */
  readonly types: Readonly<Record<string, number>>;
}

/** Ladders with the truth of every rung, kept by rung because ranking moves rungs. */
export class JudgedLadders {
  private readonly truths: Map<Level['answers'], RungTruth>[];

  constructor(readonly ladders: readonly Ladder[]) {
    this.truths = ladders.map((ladder) => {
      if (ladder.image.kind !== 'scene') throw new Error(`Ladder ${ladder.id} is not of a scene.`);
      const scene = sceneOf(ladder.image);
      return new Map(ladder.levels.map((l) => [l.answers, rungTruth(scene, ladder.questions, l)]));
    });
  }

  /** The share whose order contradicts the facts. `ladders` are these in this order, their rungs in any. */
  contradicting(ladders: readonly Ladder[]): Shares {
    return shares((order) =>
      ladders.map((ladder, i) => contradictions(this.rungs(ladder, i), order).length > 0),
    );
  }

  rungs(ladder: Ladder, i: number): RungTruth[] {
    return ladder.levels.map((level) => this.truths[i]?.get(level.answers) as RungTruth);
  }

  async figures(
    tag: Tagger,
    encoder: SentenceEncoder,
    defaults: AutoCheckOptions,
    sweep: readonly AutoCheckOptions[],
    seed: number,
  ): Promise<EncoderFigures> {
    const started = performance.now();
    const reads = await readChunks(this.ladders, tag, encoder);
    const seconds = (performance.now() - started) / 1000;
    const rank = (options: AutoCheckOptions): Ladder[] =>
      reads.map((read) => rankLadder(read, encoder, options));
    const ranked = rank(defaults);
    return {
      encoder: encoder.name,
      version: encoder.version,
      seconds,
      autoChecked: this.contradicting(ranked),
      mended: shares((order) => this.mended(reads, encoder, defaults, order, seed)),
      curve: sweep.map((options) => ({ ...options, contradicting: this.contradicting(rank(options)) })),
      types: this.types(ranked),
    };
  }

  private mended(
    reads: readonly ReadLadder[],
    encoder: SentenceEncoder,
    options: AutoCheckOptions,
    order: TruthOrder,
    seed: number,
  ): boolean[] {
    return reads.flatMap((read, i) => {
      const random = new Random(deriveSeed(seed, `disorder ${i}`));
      const rungs = plantedDisorder(this.rungs(read.ladder, i), order, random);
      if (!rungs) return [];
      const ranked = rankLadder(permuted(read, rungs), encoder, options);
      return [contradictions(this.rungs(ranked, i), order).length === 0];
    });
  }

  private types(ranked: readonly Ladder[]): Record<string, number> {
    const count: Record<string, number> = {};
    ranked.forEach((ladder, i) => {
      const [pair] = contradictions(this.rungs(ladder, i), 'facts');
      if (!pair) return;
      const [a, b] = pair.map((k) => ladder.levels[k]?.answers ?? []);
      const differing = new Set(ladder.types.filter((_, r) => a?.[r] !== b?.[r]));
      const name = [...differing].sort().join(' + ');
      count[name] = (count[name] ?? 0) + 1;
    });
    return count;
  }
}

/** The ladder with its generated levels in another order. */
function permuted({ ladder, chunks, matches }: ReadLadder, rungs: readonly number[]): ReadLadder {
  const pick = <T>(from: readonly T[], shift: number): T[] => rungs.map((k) => from[k - shift] as T);
  return {
    ladder: { ...ladder, levels: [...ladder.levels.slice(0, 1), ...pick(ladder.levels, 0)] },
    chunks: [...chunks.slice(0, 1), ...pick(chunks, 0)],
    matches: pick(matches, 1),
  };
}

function shares(of: (order: TruthOrder) => readonly boolean[]): Shares {
  const share = (order: TruthOrder): Estimate => {
    const hits = of(order);
    return wilson(hits.filter(Boolean).length, hits.length);
  };
  return { facts: share('facts'), judge: share('judge') };
}
