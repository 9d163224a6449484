// "Will it fit?" as the page shows it: its state, and the memory table as segments of a bar. Pure.
import type { MemoryRow } from '../../protocol/run.ts';
import type { FitReport } from '../../protocol/training.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { levelColour } from '../styles.ts';

/** While there is no plan of the present options the last one stays, so that nothing jumps. */
export type FitState =
  | { readonly kind: 'initial'; readonly report?: FitReport }
  | { readonly kind: 'pending'; readonly report?: FitReport }
  | { readonly kind: 'complete'; readonly report: FitReport }
  | { readonly kind: 'error'; readonly error: ErrorRecord };

export interface Segment {
  readonly name: string;
  readonly bytes: number;
  /** Where it begins, and how long it is: parts of the whole bar. */
  readonly start: number;
  readonly share: number;
  /** CSS colour; its name stands beside it in the table. */
  readonly colour: string;
}

/** Rows one after the other; the second four have the colours of the first, paler. */
export function segments(rows: readonly MemoryRow[]): Segment[] {
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  let start = 0;
  return rows.map(({ name, bytes }, i) => {
    const share = total === 0 ? 0 : bytes / total;
    const colour = i < 4 ? levelColour(i) : `color-mix(in srgb, ${levelColour(i % 4)} 50%, var(--sheet))`;
    const segment = { name, bytes, start, share, colour };
    start += share;
    return segment;
  });
}

export function reportOf(state: FitState): FitReport | undefined {
  return state.kind === 'error' ? undefined : state.report;
}

/** `96 and 160`. */
export function lengthsInWords(lengths: readonly number[]): string {
  if (lengths.length < 2) return lengths.join('');
  return `${lengths.slice(0, -1).join(', ')} and ${lengths.at(-1)}`;
}
