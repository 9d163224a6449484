// How much this page stores, as the browser tells it.

export interface StorageReport {
  /** Bytes. */
  readonly used: number;
  readonly quota: number;
  /** Whether the browser promised to keep it. */
  readonly persistent: boolean;
}

/** Undefined where the browser does not say. */
export async function readStorage(): Promise<StorageReport | undefined> {
  // Missing outside secure contexts.
  const storage = navigator.storage as StorageManager | undefined;
  if (storage === undefined) return undefined;
  try {
    const [{ usage = 0, quota = 0 }, persistent] = await Promise.all([
      storage.estimate(),
      storage.persisted(),
    ]);
    return { used: usage, quota, persistent };
  } catch {
    return undefined;
  }
}
