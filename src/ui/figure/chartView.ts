// Curves over steps: their record, how their values are written and their axes marked, their CSV and their caption. Pure.
import { csvCell } from '../../base/csv.ts';
import { formatBytes, formatNumber } from '../../base/format.ts';

export interface Series {
  readonly label: string;
  /** One value per step; null where there is none. As they are shown: smoothed, where the chart is. */
  readonly values: readonly (number | null)[];
  /** The values before smoothing, where `values` are smoothed. */
  readonly raw?: readonly (number | null)[];
  /** A CSS colour; may be a custom property. */
  readonly colour: string;
  /** Dash pattern in pixels, so that lines differ without colour. */
  readonly dash?: readonly number[];
}

/** How values are written: plain numbers, numbers far below 1, bytes. */
export type ChartUnit = 'number' | 'small' | 'bytes';

/** Curves as they are shown. */
export interface LineChart {
  readonly heading: string;
  readonly explanation: string;
  /** Optimiser steps, from 1. */
  readonly steps: readonly number[];
  readonly series: readonly Series[];
  readonly unit: ChartUnit;
  /** Whether the vertical axis is logarithmic; values that are not above 0 are left out. */
  readonly log: boolean;
  /** Weight of the smoothing, 0 = none. */
  readonly smoothing: number;
}

/** Ends of both axes. */
export interface Domain {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

const TEXTS: Readonly<Record<ChartUnit, (value: number) => string>> = {
  number: (value) => (Math.abs(value) >= 1000 ? value.toLocaleString('en') : formatNumber(value, 3)),
  small: (value) => (value === 0 ? '0' : value.toExponential(1).replace('-', '\u2212')),
  bytes: formatBytes,
};

/** A value as it is read out and stands in the table. */
export function chartText(unit: ChartUnit, value: number): string {
  return TEXTS[unit](value);
}

/** A value of an axis: as `chartText`, without idle digits. */
export function tickText(unit: ChartUnit, value: number): string {
  if (unit !== 'number') return chartText(unit, value);
  return value.toLocaleString('en', { maximumSignificantDigits: 6 }).replace('-', '\u2212');
}

/** Values of a series that can be drawn on this axis. */
export function drawable(values: Series['values'], log: boolean): (number | null)[] {
  return values.map((value) =>
    value !== null && Number.isFinite(value) && (!log || value > 0) ? value : null,
  );
}

/** A series at a step, as it is read out; empty where there is no value. */
export function valueText({ unit }: LineChart, { values }: Series, at: number | undefined): string {
  const value = at === undefined ? null : (values[at] ?? null);
  return value === null ? '' : chartText(unit, value);
}

/** All series at a step, in words: `step 12: loss 0.532, held out 0.610`. */
export function stepInWords(chart: LineChart, at: number): string {
  const values = chart.series.flatMap((series) => {
    const text = valueText(chart, series, at);
    return text === '' ? [] : [`${series.label} ${text}`];
  });
  return `step ${chart.steps[at] ?? 0}: ${values.length === 0 ? 'no value' : values.join(', ')}`;
}

/** What the axis and the smoothing do to the curves, in words; empty when nothing. */
export function treatmentInWords({ log, smoothing }: Pick<LineChart, 'log' | 'smoothing'>): string {
  return [
    ...(smoothing > 0 ? [`smoothed, weight ${smoothing.toFixed(2)}`] : []),
    ...(log ? ['logarithmic axis'] : []),
  ].join('; ');
}

/**
 * The values in full precision: a column `step` and one for each series, as logged; where the chart is smoothed, beside
 * each a second column whose name says so and by how much.
 */
export function chartCsv({ steps, series, smoothing }: LineChart): string {
  const columns = series.flatMap(({ label, values, raw }) =>
    raw === undefined
      ? [{ name: label, values }]
      : [
          { name: label, values: raw },
          { name: `${label} (smoothed ${smoothing.toFixed(2)})`, values },
        ],
  );
  const header = ['step', ...columns.map(({ name }) => name)];
  const rows = steps.map((step, i) => [step, ...columns.map(({ values }) => values[i] ?? '')]);
  return [header, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
}

const MOST_TICKS = 6;

/** Marks of a vertical axis where round numbers would not do: bytes by powers of 2, logarithms by 1, 2 and 5. */
export function ticksOf(unit: ChartUnit, log: boolean, [low, high]: Domain['y']): number[] | undefined {
  if (log) return logTicks(low, high);
  if (unit !== 'bytes' || !(high > low)) return undefined;
  const step = 2 ** Math.ceil(Math.log2((high - low) / MOST_TICKS));
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

function logTicks(low: number, high: number): number[] {
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const at = (leads: readonly number[]): number[] =>
    powers
      .flatMap((power) => leads.map((lead) => Number(`${lead}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const choices = [at([1, 2, 3, 4, 5, 6, 7, 8, 9]), at([1, 2, 5]), at([1])];
  return choices.find(({ length }) => length <= MOST_TICKS) ?? at([1]);
}

/** The step, by its index, that a key leads to from another; undefined for keys that lead nowhere. */
export function stepAfterKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  at: number,
  last: number,
): number | undefined {
  const far = Math.max(1, Math.round(last / 10));
  const by: Readonly<Record<string, number>> = {
    ArrowLeft: shiftKey ? -far : -1,
    ArrowDown: shiftKey ? -far : -1,
    ArrowRight: shiftKey ? far : 1,
    ArrowUp: shiftKey ? far : 1,
    PageDown: -far,
    PageUp: far,
    Home: -last,
    End: last,
  };
  const move = by[key];
  return move === undefined || last < 0 ? undefined : Math.min(last, Math.max(0, at + move));
}
