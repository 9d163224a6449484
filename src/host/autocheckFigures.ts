// How often the order of ladders contradicts the facts, before and after auto-check. Only this side sees the scenes:
// auto-check is given the ladders alone.
import { rankLadder, readChunks, type ReadLadder } from '../amp/autoCheck/autoCheck.ts';
import type { SentenceEncoder } from '../amp/autoCheck/encoder.ts';
import type { Tagger } from '../amp/autoCheck/token.ts';
import { defaultAutoCheck, type AutoCheckOptions } from '../amp/autoCheck/options.ts';
import { SWEEPS, VARIANTS, withOtherNouns, type Sweep, type VariantName } from './autocheckVariants.ts';
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
import type { Ladder } from '../protocol/ladder.ts';

export const ORDERS: readonly TruthOrder[] = ['facts', 'judge'];

/** A share of ladders with its 95 % interval, under each order of truth. */
export type Shares = Record<TruthOrder, Estimate>;

export interface EncoderFigures {
  readonly encoder: string;
  readonly version: string;
  readonly seconds: number;
  /** After auto-check, from the paper's formula to the lab's. */
  readonly variants: Readonly<Record<VariantName, Shares>>;
  /** Of ladders with a planted disorder, the share whose order no longer contradicts the facts. */
  readonly mended: Shares;
  /** The same ladders with every noun replaced by one that no scene has. */
  readonly otherNouns: Shares;
  readonly curves: readonly Curve[];
  /** Types of the rounds in which contradicting rungs differ, and in how many ladders. */
  readonly types: Readonly<Record<string, number>>;
}

export interface Curve {
  readonly sweep: Sweep;
  /** One row for each share of the local metric, one column for each value. */
  readonly rows: readonly (readonly Shares[])[];
}

/** Ladders with the truth of every rung, kept by its place as generated because ranking moves rungs. */
export class JudgedLadders {
  private readonly truths: Map<number, RungTruth>[];

  constructor(readonly ladders: readonly Ladder[]) {
    this.truths = ladders.map((ladder) => {
      if (ladder.image.kind !== 'scene') throw new Error(`Ladder ${ladder.id} is not of a scene.`);
      const scene = sceneOf(ladder.image);
      return new Map(ladder.levels.map((l) => [l.ranks.generated, rungTruth(scene, ladder.questions, l)]));
    });
  }

  /** The share whose order contradicts the facts. `ladders` are these in this order, their rungs in any. */
  contradicting(ladders: readonly Ladder[]): Shares {
    return shares((order) =>
      ladders.map((ladder, i) => contradictions(this.rungs(ladder, i), order).length > 0),
    );
  }

  rungs(ladder: Ladder, i: number): RungTruth[] {
    return ladder.levels.map((level) => this.truths[i]?.get(level.ranks.generated) as RungTruth);
  }

  async figures(tag: Tagger, encoder: SentenceEncoder, seed: number): Promise<EncoderFigures> {
    const started = performance.now();
    const statements = await readChunks(this.ladders, tag, encoder, 'statements');
    const seconds = (performance.now() - started) / 1000;
    const nouns = await readChunks(this.ladders, tag, encoder, 'nouns');
    const other = await readChunks(this.ladders.map(withOtherNouns), tag, encoder, 'statements');
    const rank = (options: AutoCheckOptions, reads = options.chunking === 'nouns' ? nouns : statements) =>
      reads.map((read) => rankLadder(read, encoder, options));
    const after = (options: AutoCheckOptions): Shares => this.contradicting(rank(options));
    const variants = Object.entries(VARIANTS).map(([name, options]) => [name, after(options)]);
    return {
      encoder: encoder.name,
      version: encoder.version,
      seconds,
      variants: Object.fromEntries(variants) as Record<VariantName, Shares>,
      mended: shares((order) => this.mended(statements, encoder, order, seed)),
      otherNouns: this.contradicting(rank(defaultAutoCheck, other)),
      curves: SWEEPS.map((sweep) => ({
        sweep,
        rows: sweep.localShares.map((localShare) =>
          sweep.values.map((value) => after({ ...VARIANTS[sweep.of], localShare, [sweep.across]: value })),
        ),
      })),
      types: this.types(rank(defaultAutoCheck)),
    };
  }

  private mended(
    reads: readonly ReadLadder[],
    encoder: SentenceEncoder,
    order: TruthOrder,
    seed: number,
  ): boolean[] {
    return reads.flatMap((read, i) => {
      const random = new Random(deriveSeed(seed, `disorder ${i}`));
      const rungs = plantedDisorder(this.rungs(read.ladder, i), order, random);
      if (!rungs) return [];
      const ranked = rankLadder(permuted(read, rungs), encoder, defaultAutoCheck);
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
function permuted({ ladder, chunks, compared }: ReadLadder, rungs: readonly number[]): ReadLadder {
  const pick = <T>(from: readonly T[], shift: number): T[] => rungs.map((k) => from[k - shift] as T);
  return {
    ladder: { ...ladder, levels: [...ladder.levels.slice(0, 1), ...pick(ladder.levels, 0)] },
    chunks: [...chunks.slice(0, 1), ...pick(chunks, 0)],
    compared: pick(compared, 1),
  };
}

function shares(of: (order: TruthOrder) => readonly boolean[]): Shares {
  const share = (order: TruthOrder): Estimate => {
    const hits = of(order);
    return wilson(hits.filter(Boolean).length, hits.length);
  };
  return { facts: share('facts'), judge: share('judge') };
}
