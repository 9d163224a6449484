// The order in which a run sees its data: seeded shuffles, one per epoch, computable from the position alone, so that
// a resumed run goes on exactly where the broken one stood.
import { Random, deriveSeed } from '../base/random.ts';

export class DataOrder {
  private epoch = -1;
  private order: number[] = [];

  /** @param n number of examples */
  constructor(
    private readonly n: number,
    private readonly seed: number,
  ) {}

  /** Index of the example at a position counted from the start of the run. */
  at(position: number): number {
    const epoch = Math.floor(position / this.n);
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      const indices = Array.from({ length: this.n }, (_, i) => i);
      this.order = new Random(deriveSeed(this.seed, `epoch ${epoch}`)).shuffle(indices);
    }
    return this.order[position % this.n] as number;
  }
}
