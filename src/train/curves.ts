// A run's metrics as means over windows, and where an observation becomes a diagnosis. Pure.
import { formatNumber } from '../base/format.ts';
import type { RunEvent, TrainConfig } from '../protocol/run.ts';

/** When the rules speak, and why then. */
export const THRESHOLDS = {
  /** Steps before anything but NaN is said: two windows of 5. With fewer, single batches would decide. */
  firstSteps: 10,
  /** A window is this share of the steps so far, so that the first and the last do not overlap, within these bounds:
   * 5 steps tame a batch's noise, and more than 25 would hide what the run does now. */
  windowShare: 0.25,
  windowMin: 5,
  windowMax: 25,
  /** ... and so many ladders or rows at least, before anything but divergence is said: of fewer, all are right or none
   * better than a coin by luck too often. */
  windowRows: 30,
  /** What is missing may still come: said after this share of the run, so many steps, and so many past warm-up. */
  waitShare: 0.25,
  waitSteps: 30,
  waitAfterWarmup: 10,
  /** Diverged: loss above twice the first step's and half a nat more. At 1.9, DPO orders pairs wrongly by a margin of 1.7. */
  lossTimes: 2,
  lossMore: 0.5,
  /** Diverged: gradients ten times the early ones while the loss is no lower than at the start. */
  gradientTimes: 10,
  /** Likelihoods have moved: by 1 nat an answer (e times), or 0.1 a token where log-probabilities are means. */
  nats: 1,
  natsPerToken: 0.1,
  /** Fallen: by a 20th of the answer's log-probability as well, as 1 nat is nothing to an answer of 200 tokens. */
  fallenShare: 0.05,
  /** Not learned: a margin under 0.01 takes a pair's loss from 0.693 to 0.688; accuracy within 0.05 of a coin's. */
  margin: 0.01,
  chance: 0.55,
  /** Not learned, SFT: loss down by less than 1 %, or by less than two standard errors. */
  lossShare: 0.01,
  errors: 2,
  /** Saturated: at most one pair in 50 wrong; by heart where held-out accuracy is lower by 0.1. */
  saturated: 0.98,
  heldGap: 0.1,
  /** Loss 0: at 0.01 DPO's margin is 4.6, and a pair's gradient a 50th of what it was. */
  lossZero: 0.01,
  /** Length: |correlation| 0.6 is a third of the margins' variance; chance gives 30 pairs 0.36 in one case of 20. */
  length: 0.6,
  /** Penalty: nine tenths of the force on the best answer. The paper's has 0.95 from the start, so also an ailment:
   * one pair in four is out of order, or the others rise more than half as much as the best. */
  penaltyShare: 0.9,
  penaltyAccuracy: 0.75,
  penaltyLeak: 0.5,
  /** Overfitting: of 3 evaluations or more the last two are 5 % above the lowest (of a loss near 0: above by 0.01). */
  evaluations: 3,
  evalRise: 0.05,
  evalFloor: 0.2,
} as const;

const T = THRESHOLDS;

/** The metrics as windows. Steps are counted from 1, as the page counts them. */
export class Curves {
  readonly width: number;
  readonly enough: boolean;
  /** Nats by which an answer's log-probability must change for it to have moved. */
  readonly nats: number;

  constructor(
    readonly config: TrainConfig,
    readonly events: readonly RunEvent[],
  ) {
    const share = Math.min(T.windowMax, Math.floor(events.length * T.windowShare));
    const width = Math.max(
      T.windowMin,
      share,
      Math.ceil(T.windowRows / (config.batch * config.accumulation)),
    );
    this.width = Math.min(width, events.length >> 1);
    this.enough = events.length >= Math.max(T.firstSteps, 2 * width);
    this.nats = config.lengthNormalisation ? T.natsPerToken : T.nats;
  }

  /** Values of a metric over the window that ends before index `end`; steps without it are left out. */
  window(name: string, end = this.events.length): number[] {
    const events = this.events.slice(Math.max(0, end - this.width), end);
    return events.map(({ metrics }) => metrics[name]).filter((x) => x !== undefined);
  }

  /** Mean over the last window; NaN where the run lacks the metric, and then no comparison holds. */
  now(name: string): number {
    return mean(this.window(name));
  }

  /** `rewards/margins 0.41`, over the last window. */
  say(name: string): string {
    return `${name} ${figure(this.now(name))}`;
  }

  /** The first step at whose end the window's mean met the condition. */
  since(name: string, met: (mean: number) => boolean): number {
    let end = Math.min(this.width, this.events.length);
    while (end < this.events.length && !met(mean(this.window(name, end)))) end++;
    return this.stepOf(end - 1);
  }

  stepOf(index: number): number {
    return (this.events.at(index)?.step ?? -1) + 1;
  }

  /** `steps 31 to 40` */
  get span(): string {
    return `steps ${this.stepOf(-this.width)} to ${this.stepOf(-1)}`;
  }

  /** Whether what is missing had its time to come. */
  get waited(): boolean {
    const { steps, epochs, warmupSteps } = this.config;
    const done = this.stepOf(-1);
    const total = epochs === 0 ? steps : (done * epochs) / (this.events.at(-1)?.metrics.epoch ?? NaN);
    const wait = Math.max(T.waitSteps, T.waitShare * total, warmupSteps + T.waitAfterWarmup);
    return done >= Math.min(wait, total);
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** About three digits: `142`, `−1.25`, `0.004`, `1e-9`. */
export function figure(x: number): string {
  const size = Math.abs(x);
  if (size > 0 && (size < 5e-4 || size >= 1e6)) return `${x < 0 ? '−' : ''}${Number(size.toPrecision(2))}`;
  return formatNumber(x, size >= 100 ? 0 : size >= 0.1 ? 2 : 3);
}
