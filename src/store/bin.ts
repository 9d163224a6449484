// Which records are discarded but not yet deleted. In memory only: when the page is closed before they are purged, they
// are there again when it is opened, and nothing is ever half deleted.
import type { Discarded, DiscardKind } from '../protocol/discard.ts';
import { runKey } from './store.ts';

export class Bin {
  private readonly things = new Map<DiscardKind, Set<string>>();

  add({ kind, id }: Discarded): void {
    const ids = this.things.get(kind) ?? new Set();
    this.things.set(kind, ids.add(id));
  }

  /** @returns whether it was there */
  remove({ kind, id }: Discarded): boolean {
    return this.things.get(kind)?.delete(id) ?? false;
  }

  has(kind: DiscardKind, id = ''): boolean {
    return this.things.get(kind)?.has(id) ?? false;
  }

  /** What is discarded of a kind. */
  ids(kind: DiscardKind): string[] {
    return [...(this.things.get(kind) ?? [])];
  }

  clear(): void {
    this.things.clear();
  }

  /** The records that are not discarded as this kind. @param idOf which id makes a record one of them */
  without<T>(kind: DiscardKind, records: readonly T[], idOf: (record: T) => string): T[] {
    return records.filter((record) => !this.has(kind, idOf(record)));
  }

  /** The id of the discarded run to which a checkpoint belongs, if it belongs to one. */
  runOf(checkpoint: string): string | undefined {
    return this.ids('run').find((id) => checkpoint.startsWith(runKey(id)));
  }
}
