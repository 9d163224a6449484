// An experiment's outcome as people read it: a table for the terminal, CSV for everything else.
import { formatDuration } from '../base/format.ts';
import type { Estimate } from '../protocol/bench.ts';
import type { ArmSummary, Experiment } from '../protocol/experiment.ts';

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

/** Lines of text. Intervals are of 95 %; those of the last two columns are ranges over the seeds. */
export function experimentTable(experiment: Experiment): string {
  const rows = experimentCells(experiment);
  const widths = rows[0]?.map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const { spec, trials, total, adapter, codeVersion } = experiment;
  const seconds = trials.reduce((n, trial) => n + trial.seconds, 0);
  return [
    `${spec.name}: ${spec.about}`,
    `${trials.length} of ${total} trials, ${spec.bench.dialogues} dialogues, baseline ${spec.baseline}; ${adapter}, ` +
      `code ${codeVersion}, ${formatDuration(seconds)}`,
    '',
    ...lines,
  ].join('\n');
}

/** One line per trial, with every metric. */
export function experimentCsv({ trials }: Experiment): string {
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
  ];
  const lines = trials.map(({ arm, seed, dialogues, seconds, weightsHash, metrics }) => [
    arm,
    seed,
    sum(dialogues.map((d) => d.rounds)),
    sum(dialogues.map((d) => d.hallucinated)),
    sum(dialogues.map((d) => d.recall)),
    sum(dialogues.map((d) => d.rating)),
    seconds,
    weightsHash,
    ...names.map((name) => metrics[name] ?? ''),
  ]);
  return `${[header, ...lines].map((line) => line.map(csvCell).join(',')).join('\n')}\n`;
}

function csvCell(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
