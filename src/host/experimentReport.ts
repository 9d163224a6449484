// An experiment's outcome as people read it: a table for the terminal, CSV for everything else.
import { csvCell } from '../base/csv.ts';
import { formatDuration } from '../base/format.ts';
import { staleBenchmarks, trialScores } from '../bench/experimentBenchmarks.ts';
import type { Estimate, ScoreInfo } from '../protocol/bench.ts';
import type { ArmSummary, Experiment, Verdict } from '../protocol/experiment.ts';

const percent = ({ value, low, high }: Estimate): string =>
  `${(100 * value).toFixed(1)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
const plain =
  (digits: number) =>
  ({ value, low, high }: Estimate): string =>
    `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;

/** Columns: a heading and how an arm's cell is written. */
const COLUMNS: readonly (readonly [string, (arm: ArmSummary) => string])[] = [
  ['arm', ({ arm }) => arm],
  ['seeds', ({ seeds }) => String(seeds)],
  ['hallucination, %', ({ hallucination }) => percent(hallucination)],
  ['recall, %', ({ recall }) => percent(recall)],
  ['rating, 0-6', ({ rating }) => plain(2)(rating)],
  [
    'hallucination against baseline, points',
    ({ against }) => (against ? percent(against.hallucination) : ''),
  ],
  ['relative, %', ({ against }) => (against ? percent(against.relative) : '')],
  ['recall against baseline, points', ({ against }) => (against ? percent(against.recall) : '')],
  ['best answer, nats', ({ chosenChange }) => (chosenChange ? plain(2)(chosenChange) : '')],
  ['thousand tokens', ({ tokens }) => (tokens ? (tokens.value / 1000).toFixed(0) : '')],
  ['pairs in order, %', ({ accuracy }) => (accuracy ? percent(accuracy) : '')],
];

/** The table's cells, headings first. */
export function experimentCells({ summary }: Experiment): string[][] {
  return [COLUMNS.map(([name]) => name), ...summary.map((arm) => COLUMNS.map(([, cell]) => cell(arm)))];
}

/** A benchmark's name and the cells of its table, headings first: a line for every score of every arm. */
export interface BenchmarkCells {
  readonly name: string;
  readonly cells: readonly (readonly string[])[];
}

/** A table for each benchmark that the experiment names. */
export function benchmarkCells({ summary, spec }: Experiment): BenchmarkCells[] {
  const names = new Map(
    summary.flatMap(({ benchmarks = [] }) => benchmarks.map(({ id, name }) => [id, name])),
  );
  return [...names].map(([id, name]) => {
    const arms = summary.flatMap(({ arm, benchmarks = [] }) => {
      const own = benchmarks.find((benchmark) => benchmark.id === id);
      return own === undefined ? [] : [{ arm, ...own }];
    });
    const infos = new Map(arms.flatMap(({ scores }) => scores.map((score) => [score.key, score])));
    const lines = [...infos.values()].flatMap((info) =>
      arms.flatMap(({ arm, scores, against }) => {
        const score = scores.find(({ key }) => key === info.key);
        const difference = against?.find(({ key }) => key === info.key);
        if (score === undefined) return [];
        return [[heading(info), arm, inUnit(score), String(score.n), difference ? inUnit(difference) : '']];
      }),
    );
    return { name, cells: [['score', 'arm', 'value', 'n', `against ${spec.baseline}`], ...lines] };
  });
}

const heading = ({ title, unit }: ScoreInfo): string => (unit === 'share' ? `${title}, %` : title);

function inUnit(estimate: Estimate & Pick<ScoreInfo, 'unit'>): string {
  return estimate.unit === 'share' ? percent(estimate) : plain(estimate.unit === 'rating' ? 2 : 1)(estimate);
}

/** What became of a claim, such as "held (margin 2 points)". */
export function outcomeInWords({ claim, outcome }: Verdict): string {
  const words = { held: 'held', reversed: 'the reverse', undecided: 'not decided' }[outcome];
  if (claim.margin === undefined) return words;
  const unit = claim.measure === 'rating' ? 'of the rating' : claim.margin === 1 ? 'point' : 'points';
  return `${outcome === 'reversed' ? 'worse' : words} (margin ${claim.margin} ${unit})`;
}

/** A claim's difference with its interval, in points, or in those of the rating. */
export function differenceInWords({ difference, claim }: Verdict): string {
  return claim.measure === 'rating' ? plain(2)(difference) : `${percent(difference)} points`;
}

/** Lines of text. Intervals are of 95 %; those of the last two columns are ranges over the seeds. */
export function experimentTable(experiment: Experiment): string {
  const { spec, trials, total, adapter, codeVersion, verdicts } = experiment;
  const seconds = trials.reduce((n, trial) => n + trial.seconds, 0);
  return [
    `${spec.name}: ${spec.about}`,
    `${trials.length} of ${total} trials, ${spec.bench.dialogues} dialogues, baseline ${spec.baseline}; ${adapter}, ` +
      `code ${codeVersion}, ${formatDuration(seconds)}`,
    '',
    ...aligned(experimentCells(experiment)),
    ...verdicts.flatMap((verdict, i) => [
      ...(i === 0 ? [''] : []),
      `${outcomeInWords(verdict)}: ${verdict.claim.text}; ${differenceInWords(verdict)}`,
    ]),
    ...benchmarkCells(experiment).flatMap(({ name, cells }) => ['', name, ...aligned(cells)]),
    ...staleLines(experiment),
  ].join('\n');
}

/** What must be run anew, because it was answered under another version of its task. */
export function staleLines({ trials }: Experiment): string[] {
  const stale = staleBenchmarks(trials);
  return stale.length === 0
    ? []
    : [
        '',
        `Not shown, because they are of another version than this lab's: ${stale.join(', ')}. Run it anew.`,
      ];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** One line per trial, with every metric and every score of its benchmarks. */
export function experimentCsv({ trials }: Experiment): string {
  const scores = trials.map(({ benchmarks = [] }) => {
    const named = benchmarks.flatMap((b) => trialScores(b).map(([key, x]) => [`${b.id}/${key}`, x] as const));
    return new Map(named);
  });
  const scoreNames = [...new Set(scores.flatMap((own) => [...own.keys()]))];
  const names = [...new Set(trials.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  const sum = (values: readonly number[]): number => values.reduce((n, x) => n + x, 0);
  const header = [
    'arm',
    'seed',
    'rounds',
    'hallucinated',
    'recall',
    'rating',
    'seconds',
    'weights',
    ...names,
    ...scoreNames,
  ];
  const lines = trials.map(({ arm, seed, dialogues, seconds, weightsHash, metrics }, t) => [
    arm,
    seed,
    sum(dialogues.map((d) => d.rounds)),
    sum(dialogues.map((d) => d.hallucinated)),
    sum(dialogues.map((d) => d.recall)),
    sum(dialogues.map((d) => d.rating)),
    seconds,
    weightsHash,
    ...names.map((name) => metrics[name] ?? ''),
    ...scoreNames.map((name) => scores[t]?.get(name) ?? ''),
  ]);
  return `${[header, ...lines].map((line) => line.map(csvCell).join(',')).join('\n')}\n`;
}
