// Finds every op of this folder by its exports. Used by tests, docs and profiles; models import ops directly.
import type { Op } from './op.ts';

const modules = import.meta.glob<Record<string, unknown>>(
  ['./*.ts', '!./*.test.ts', '!./registry.ts', '!./op.ts'],
  {
    eager: true,
  },
);

function isOp(value: unknown): value is Op<unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'op';
}

/** All ops, by name. */
export const registry: ReadonlyMap<string, Op<unknown>> = new Map(
  Object.values(modules)
    .flatMap((module) => Object.values(module))
    .filter(isOp)
    .map((op) => [op.name, op]),
);
