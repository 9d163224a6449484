// Picks the home of the lab's records.
import { StorageError } from '../base/errors.ts';
import { BinStore, type OpenModels } from './binStore.ts';
import { IndexedDbStore } from './indexedDb.ts';
import { MemoryStore } from './memory.ts';

export interface OpenedStore {
  readonly store: BinStore;
  /** Why records will not outlive the page; absent when they will. */
  readonly warning?: StorageError;
}

/** Never throws: where IndexedDB is missing or refused, the lab goes on in memory and says so. */
export async function openStore(openModels: OpenModels): Promise<OpenedStore> {
  if (!('indexedDB' in globalThis)) return { store: new BinStore(new MemoryStore(), openModels) };
  try {
    return { store: new BinStore(await IndexedDbStore.open(), openModels) };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { store: new BinStore(new MemoryStore(), openModels), warning: error };
  }
}
