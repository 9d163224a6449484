// An experiment as the page shows it: what it will do, how far it is, its table with intervals, and its files. Pure.
import { csvCell } from '../../base/csv.ts';
import type { Estimate } from '../../protocol/bench.ts';
import type {
  ArmSummary,
  Claim,
  Experiment,
  ExperimentEvent,
  ExperimentSpec,
  Verdict,
} from '../../protocol/experiment.ts';
import { finished, STARTED, timeLeftInWords, withJobEvent, type JobProgress } from '../jobProgress.ts';

export interface ExperimentView extends JobProgress {
  readonly spec: ExperimentSpec;
  /** As it is stored; undefined until the worker has told. */
  readonly experiment?: Experiment;
}

export function startExperiment(spec: ExperimentSpec): ExperimentView {
  return {
    spec,
    ...STARTED,
  };
}

export function addExperimentEvent(view: ExperimentView, event: ExperimentEvent): ExperimentView {
  switch (event.kind) {
    case 'experiment':
      return { ...view, experiment: event.experiment };
    default:
      return withJobEvent(view, event);
  }
}

export function finishExperiment(view: ExperimentView, experiment: Experiment): ExperimentView {
  return finished({ ...view, experiment });
}

export function experimentHeadline({ state, message, experiment }: ExperimentView): string {
  const kept = `${experiment?.trials.length ?? 0} of ${experiment?.total ?? 0} trials are kept`;
  switch (state) {
    case 'running':
      return message;
    case 'paused':
      return 'Paused. The work waits after the current step.';
    case 'stopping':
      return 'Stopping at the next safe point…';
    case 'finished':
      return 'Finished. The table stands below.';
    case 'stopped':
      return `Stopped; ${kept}.`;
    case 'failed':
      return `It did not finish; ${kept}.`;
  }
}

export function experimentTimeLeft(view: ExperimentView): string {
  return view.state === 'paused' ? '' : timeLeftInWords(view);
}

/** How many arms the grid makes: a combination of all its values each. */
export function gridArms({ grid }: Pick<ExperimentSpec, 'grid'>): number {
  const sizes = Object.values(grid).map((values) => values.length);
  return sizes.length === 0 ? 0 : sizes.reduce((product, size) => product * size, 1);
}

/** What an experiment will do, as terms and their words. */
export function planInWords(spec: ExperimentSpec): (readonly [term: string, words: string])[] {
  const { arms, seeds, questions, ladders, ladderCount, bench, benchmarks = [], base } = spec;
  const grid = Object.entries(spec.grid).map(
    ([option, values]) => `${option}: ${values.map(inWords).join(', ')}`,
  );
  const count = gridArms(spec) + arms.length;
  const trained = count * seeds.length;
  const order = {
    generated: 'in the order of their sources',
    'auto-check': 'as auto-check ranks them',
    truth: 'as the truth ranks them',
  }[ladders.order];
  const rows: (readonly [string, string])[] = [
    [
      'Arms',
      `${count}, each with ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}: ${trained} ${trained === 1 ? 'training' : 'trainings'}`,
    ],
    ...(grid.length > 0 ? [['Grid', grid.join('; ')] as const] : []),
    ...(arms.length > 0
      ? [['Named arms', arms.map(({ name, set }) => `${name} (${settings(set)})`).join('; ')] as const]
      : []),
    ['Compared with', spec.baseline],
    ['Model', spec.model],
    [
      'Ladders',
      `${ladderCount} of ${questions.count} scenes asked, by ${ladders.sources.join(', ')}, ${order}`,
    ],
    ['Loss', `${spec.preset}${Object.keys(base).length === 0 ? '' : `, with ${settings(base)}`}`],
    ...(spec.claims.length > 0 ? [['Claims', spec.claims.map(({ text }) => text).join(' ')] as const] : []),
    ['Benchmark', `${bench.dialogues} dialogues about scenes that nobody trained on`],
    ...(benchmarks.length > 0
      ? [
          [
            'Beside it',
            benchmarks.map(({ id, limit }) => (limit === undefined ? id : `${limit} of ${id}`)).join(', '),
          ] as const,
        ]
      : []),
  ];
  return rows;
}

function settings(set: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(set);
  return entries.length === 0
    ? 'as the base'
    : entries.map(([key, value]) => `${key} ${inWords(value)}`).join(', ');
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value === 'object' && value !== null) return settings(value as Record<string, unknown>);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The ends of an axis that holds all these intervals and 0. */
export function axisOf(estimates: readonly (Estimate | undefined)[]): readonly [low: number, high: number] {
  const known = estimates.filter((estimate) => estimate !== undefined);
  const low = Math.min(0, ...known.map((estimate) => estimate.low));
  const high = Math.max(0, ...known.map((estimate) => estimate.high));
  if (low === high) return [-0.1, 0.1]; // no difference anywhere
  const margin = (high - low) * 0.04;
  return [low < 0 ? low - margin : 0, high > 0 ? high + margin : 0];
}

/** What a difference says of an arm. */
export type Side = 'better' | 'worse' | 'unclear';

/** An interval that holds 0 says nothing. */
export function sideOf({ low, high }: Estimate, lowerIsBetter: boolean): Side {
  if (low <= 0 && high >= 0) return 'unclear';
  return high < 0 === lowerIsBetter ? 'better' : 'worse';
}

/** A claim in words: what is better, or no worse, than what, by which measure, and who says so. */
export function claimInWords({ better, worse, measure, source, margin }: Claim): string {
  const from = source === '' ? '' : ` (${source})`;
  if (margin !== undefined)
    return `${better} is no worse than ${worse} by ${margin} points of ${measure}${from}`;
  const by = { hallucination: 'less hallucination', recall: 'more recall', rating: 'a higher rating' };
  return `${better} against ${worse}: ${by[measure]}${from}`;
}

/** What became of a claim, in words; its margin is part of the answer. */
export function outcomeInWords({ claim, outcome }: Verdict): string {
  const { margin } = claim;
  if (margin === undefined) return OUTCOMES[outcome][1];
  return {
    held: 'held here: the interval leaves out being worse by the margin',
    reversed: 'worse by more than the margin',
    undecided: 'undecided: the interval holds being worse by the margin',
  }[outcome];
}

export const OUTCOMES: Readonly<
  Record<Verdict['outcome'], readonly [sign: string, words: string, side: Side]>
> = {
  held: ['✓', 'held here', 'better'],
  reversed: ['✗', 'the reverse held', 'worse'],
  undecided: ['?', 'undecided: the interval holds 0', 'unclear'],
};

/** Experiments that can be gone on with. @param current id of the one that runs */
export function canGoOn({ id, status }: Experiment, current: string | undefined): boolean {
  return status !== 'finished' && id !== current;
}

/** Whether a file's text holds results of an experiment, rather than what is to be done. */
export function isResultFile(text: string): boolean {
  try {
    const file: unknown = JSON.parse(text);
    return typeof file === 'object' && file !== null && 'trials' in file && 'spec' in file;
  } catch {
    return false; // the worker says what is wrong with it
  }
}

const FIGURES = ['hallucination', 'recall', 'rating', 'chosenChange', 'accuracy', 'ordered'] as const;
const AGAINST = ['hallucination', 'relative', 'recall', 'rating'] as const;

/** The table as CSV: one line an arm, each figure with the ends of its interval. */
export function experimentCsv({ summary }: Pick<Experiment, 'summary'>): string {
  const columns = (name: string): string[] => [name, `${name}_low`, `${name}_high`];
  const cells = (estimate: Estimate | undefined): string[] =>
    estimate === undefined
      ? ['', '', '']
      : [estimate.value, estimate.low, estimate.high].map((x) => (Number.isFinite(x) ? `${x}` : ''));
  const header = [
    'arm',
    'seeds',
    ...FIGURES.flatMap(columns),
    ...AGAINST.flatMap((name) => columns(`difference_${name}`)),
  ];
  const rows = summary.map((arm: ArmSummary) => [
    csvCell(arm.arm),
    String(arm.seeds),
    ...FIGURES.flatMap((name) => cells(arm[name])),
    ...AGAINST.flatMap((name) => cells(arm.against?.[name])),
  ]);
  return [header, ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}

/** A file name from an experiment's name. */
export function fileNameOf(name: string, ending: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['experiment'];
  return `${words.join('-')}.${ending}`;
}
