// All metrics of runs as a file: a line a step, under the names that they are logged by (TRL's, where it has one). Pure.
import { csvCell } from '../../base/csv.ts';
import type { RunCurves } from './curveView.ts';

/** A step's record: the run's name where there are several, the step from 1, seconds since the start, and its metrics. */
type Line = Readonly<Record<string, string | number>>;

/** Columns `step`, `seconds` and one for each metric; of several runs `run` before them. Full precision, gaps empty. */
export function metricsCsv(runs: readonly RunCurves[]): string {
  const lines = linesOf(runs);
  const names = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  return [names, ...lines.map((line) => names.map((name) => line[name] ?? ''))]
    .map((cells) => `${cells.map(csvCell).join(',')}\n`)
    .join('');
}

/** One JSON object a line, as in the log history of a trainer's state; what is not finite is null. */
export function metricsJsonl(runs: readonly RunCurves[]): string {
  return linesOf(runs)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** A name for the files and drawings of runs: of more than two the first one's, and how many more. */
export function namesInWords(runs: readonly Pick<RunCurves, 'name'>[]): string {
  const [first, second] = runs;
  if (first === undefined) return '';
  if (second === undefined) return first.name;
  return runs.length === 2 ? `${first.name} and ${second.name}` : `${first.name} and ${runs.length - 1} more`;
}

function linesOf(runs: readonly RunCurves[]): Line[] {
  return runs.flatMap(({ name, events }) =>
    events.map(({ step, seconds, metrics }) => ({
      ...(runs.length > 1 && { run: name }),
      step: step + 1,
      seconds,
      ...metrics,
    })),
  );
}
