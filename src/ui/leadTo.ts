// Where a list is empty, a button leads to what fills it.
import type { LitElement } from 'lit';

/** Brings an element's form into sight, with the focus on its button, or on its first field while that is disabled. */
export function leadTo(element: LitElement | null | undefined): void {
  const inside = element?.renderRoot;
  const target =
    inside?.querySelector<HTMLElement>('button[type=submit]:not(:disabled)') ??
    inside?.querySelector<HTMLElement>('input:not(:disabled), select:not(:disabled)');
  target?.scrollIntoView({ block: 'center' });
  target?.focus({ preventScroll: true });
}
