// How everything here is timed: contenders take turns, so that a slow moment of the machine meets all of them, and
// the median with its quartiles is reported.

/** One way to do a piece of work. `run` does it n times and resolves when the GPU is done. */
export interface Contender {
  readonly name: string;
  run(n: number): Promise<void>;
  dispose?(): void;
}

/** A contender that cannot do the work, and why. */
export interface Unable {
  readonly name: string;
  readonly note: string;
}

/** What is measured: the same work by everybody who can do it. */
export interface Subject {
  readonly name: string;
  /** Floating-point operations of one run, where a rate says more than a time. */
  readonly flops?: number;
  /** Tokens of one run, likewise. */
  readonly tokens?: number;
  readonly contenders: readonly (Contender | Unable)[];
  /** What the times mean, worked out while the contenders still hold their memory. */
  explain?(times: TimesOf): Promise<Explanation>;
}

/** Milliseconds of one run of a contender, round by round; none when it could not be timed. */
export type TimesOf = (name: string) => readonly number[];

export interface Explanation {
  /** For people. */
  readonly note: string;
  /** The numbers in it, for results/bench.json. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Milliseconds of one run. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly rounds: number;
}

export interface Row {
  readonly subject: string;
  readonly flops?: number;
  readonly tokens?: number;
  readonly results: readonly (Timing | Unable)[];
  readonly explanation?: Explanation;
}

/** A round lasts about this long, so that the cost of waiting for the GPU is spread over many small runs. */
const ROUND_MS = 120;
const MAX_RUNS = 64;

async function time(contender: Contender, n: number): Promise<number> {
  const start = performance.now();
  await contender.run(n);
  return (performance.now() - start) / n;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.slice().sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? NaN) - low);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** How many times as long `slow` takes as `fast`: the median over rounds, in each of which both had their turn. */
export function timesAsLong(slow: readonly number[], fast: readonly number[]): number {
  return median(slow.map((time, round) => time / (fast[round] ?? NaN)));
}

/** Times a subject in alternating rounds. A contender that throws is reported as unable, with its message. */
export async function measure(subject: Subject, rounds: number): Promise<Row> {
  const { name, flops, tokens, contenders } = subject;
  const failed = new Map<string, string>();
  const active: { contender: Contender; runs: number; times: number[] }[] = [];
  for (const contender of contenders) {
    if ('note' in contender) continue;
    try {
      await contender.run(1); // compiles
      const once = await time(contender, 1);
      active.push({
        contender,
        runs: Math.max(1, Math.min(MAX_RUNS, Math.round(ROUND_MS / once))),
        times: [],
      });
    } catch (error) {
      failed.set(contender.name, String(error));
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, runs, times } of active) times.push(await time(contender, runs));
  }
  const timesOf: TimesOf = (wanted) => active.find(({ contender }) => contender.name === wanted)?.times ?? [];
  const results = contenders.map((contender): Timing | Unable => {
    if ('note' in contender) return contender;
    const note = failed.get(contender.name);
    if (note !== undefined) return { name: contender.name, note };
    const times = timesOf(contender.name);
    return {
      name: contender.name,
      median: median(times),
      lower: quantile(times, 0.25),
      upper: quantile(times, 0.75),
      rounds,
    };
  });
  const explanation = await subject.explain?.(timesOf);
  for (const contender of contenders) if ('run' in contender) contender.dispose?.();
  return {
    subject: name,
    ...(flops === undefined ? {} : { flops }),
    ...(tokens === undefined ? {} : { tokens }),
    results,
    ...(explanation && { explanation }),
  };
}
