// Undo and redo: what was, what is, what was taken back. Pure.

export interface EditHistory<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
}

/** Steps that can be taken back. */
const KEPT = 200;

export function newHistory<T>(now: T): EditHistory<T> {
  return { past: [], now, future: [] };
}

/** A change; what had been taken back is gone. */
export function edited<T>({ past, now }: EditHistory<T>, next: T): EditHistory<T> {
  return { past: [...past, now].slice(-KEPT), now: next, future: [] };
}

/** The history itself where there is nothing to take back. */
export function undone<T>(history: EditHistory<T>): EditHistory<T> {
  const { past, now, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), now: past.at(-1) as T, future: [now, ...future] };
}

export function redone<T>(history: EditHistory<T>): EditHistory<T> {
  const [next, ...future] = history.future;
  if (history.future.length === 0) return history;
  return { past: [...history.past, history.now], now: next as T, future };
}
