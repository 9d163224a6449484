// The table of runs: what differs between them, how each ended, and its last figures. Pure.
import { formatChange, formatNumber, formatPercent } from '../../base/format.ts';
import type { Dataset } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import type { Run, RunEvent } from '../../protocol/run.ts';
import { shownOptions, valueInWords } from './configView.ts';
import { OPTIONS, type OptionName } from './options.ts';
import { ofSteps } from './runView.ts';

/** A column of what differs: an option, or where the run's model and data come from. */
export interface DifferenceColumn {
  readonly key: OptionName | 'model' | 'data';
  readonly label: string;
}

/** Names of models and datasets by id. */
export interface Names {
  readonly models: readonly ModelInfo[];
  readonly datasets: readonly Dataset[];
}

/** Where an option does not count, or is not known. */
const NONE = '–';

/** Only what differs between the runs for which it counts. */
export function differingColumns(runs: readonly Run[], names: Names): DifferenceColumn[] {
  if (runs.length < 2) return [];
  const columns: DifferenceColumn[] = [
    { key: 'model', label: 'Model' },
    { key: 'data', label: 'Data' },
    ...OPTIONS.map(({ name, label }) => ({ key: name, label })),
  ];
  return columns.filter(({ key }) => {
    const values = runs.map((run) => cellOf(run, key, names)).filter((value) => value !== NONE);
    return values.some((value) => value !== values[0]);
  });
}

/** A run's value in such a column; `–` where the option does not count for it. */
export function cellOf(run: Run, key: DifferenceColumn['key'], { models, datasets }: Names): string {
  const { source, config } = run;
  if (key === 'model') return models.find(({ id }) => id === source?.model)?.name ?? source?.model ?? NONE;
  if (key === 'data') {
    if (source === undefined) return NONE;
    if (source.data.kind === 'scenes') return `${source.data.count} scenes`;
    const { id } = source.data;
    return datasets.find((dataset) => dataset.id === id)?.name ?? 'a deleted dataset';
  }
  return shownOptions(config).some(({ name }) => name === key) ? valueInWords(key, config[key]) : NONE;
}

/** `finished, 300 steps`, `stopped after 40 of 120`. */
export function statusInWords(run: Run, running: string | undefined): string {
  const { id, status, stepsDone, ending } = run;
  if (status === 'finished') {
    const early = ending === undefined ? '' : `, ${ending}`;
    return `finished, ${stepsDone} steps${early}`;
  }
  if (id === running) return 'under way';
  const ended = { running: 'cut off', paused: 'cut off', stopped: 'stopped', failed: 'failed' }[status];
  return `${ended} after ${stepsDone}${ofSteps(run)}`;
}

export interface FinalMetric {
  readonly key: string;
  readonly label: string;
  readonly text: (value: number) => string;
}

export const FINAL_METRICS: readonly FinalMetric[] = [
  { key: 'loss', label: 'loss', text: (x) => formatNumber(x, 3) },
  { key: 'eval/loss', label: 'loss, held out', text: (x) => formatNumber(x, 3) },
  { key: 'rewards/accuracies', label: 'accuracy', text: formatPercent },
  { key: 'rewards/margins', label: 'margin', text: (x) => formatChange(x, 2) },
  { key: 'logps/chosen_change', label: 'best answer, nats', text: (x) => formatChange(x, 2) },
];

/** Means over the last tenth of the steps; of evaluations the last. */
export function finalMetrics(events: readonly RunEvent[]): Readonly<Record<string, number>> {
  const tail = events.slice(-Math.max(1, Math.round(events.length / 10)));
  const found: Record<string, number> = {};
  for (const { key } of FINAL_METRICS) {
    const all = key.startsWith('eval/') ? events : tail;
    const values = all.flatMap(({ metrics }) => metrics[key] ?? []);
    const last = values.at(-1);
    if (last === undefined) continue;
    found[key] = key.startsWith('eval/')
      ? last
      : values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  return found;
}

/** Columns of final figures that one of the runs has. */
export function finalColumns(finals: readonly Readonly<Record<string, number>>[]): FinalMetric[] {
  return FINAL_METRICS.filter(({ key }) => finals.some((final) => final[key] !== undefined));
}
