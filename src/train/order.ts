// The order in which a run sees its data: seeded shuffles, one per epoch, computable from the position alone, so that
// a resumed run goes on exactly where the broken one stood.
import { Random, deriveSeed } from '../base/random.ts';

/** Batches that are sorted by length together: enough to pad little, few enough to stay random. */
const WINDOW = 16;

/** Batches of like length, as in transformers' group_by_length. */
export interface Grouping {
  /** Of example i, in tokens. */
  readonly lengths: readonly number[];
  readonly batch: number;
}

export class DataOrder {
  private epoch = -1;
  private order: readonly number[] = [];

  /** @param n number of examples; @param grouping examples of like length stand together; none = wholly shuffled */
  constructor(
    private readonly n: number,
    private readonly seed: number,
    private readonly grouping?: Grouping,
  ) {}

  /** Index of the example at a position counted from the start of the run. */
  at(position: number): number {
    const epoch = Math.floor(position / this.n);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      const random = new Random(deriveSeed(this.seed, `epoch ${epoch}`));
      const shuffled = random.shuffle(Array.from({ length: this.n }, (_, i) => i));
      this.order = this.grouping === undefined ? shuffled : grouped(shuffled, this.grouping, random);
    }
    return this.order[position % this.n] as number;
  }
}

/** Sorts windows of batches by length, then shuffles whole batches; the one that is not full stays last. */
function grouped(shuffled: readonly number[], { lengths, batch }: Grouping, random: Random): number[] {
  const length = (i: number): number => lengths[i] as number;
  const batches: number[][] = [];
  for (let at = 0; at < shuffled.length; at += WINDOW * batch) {
    const window = shuffled.slice(at, at + WINDOW * batch).sort((a, b) => length(a) - length(b));
    for (let b = 0; b < window.length; b += batch) batches.push(window.slice(b, b + batch));
  }
  const full = batches.filter((b) => b.length === batch);
  const rest = batches.filter((b) => b.length < batch);
  return [...random.shuffle(full), ...rest].flat();
}
