// Asks the browser before much is stored whether there is room for it.
import { StorageError } from '../base/errors.ts';
import { formatBytes } from '../base/format.ts';

/** Bytes that this site uses and may use; undefined where the browser does not say. */
export type EstimateRoom = () => Promise<{ readonly usage: number; readonly quota: number } | undefined>;

/** Room that is left free: records, and what the file system needs beside the files. */
const SPARE = 16 * 2 ** 20;

/** As the browser estimates it. */
export const browserRoom: EstimateRoom = async () => {
  // Missing in Node and outside secure contexts.
  const { navigator } = globalThis as { navigator?: { storage?: Pick<StorageManager, 'estimate'> } };
  const { usage, quota } = (await navigator?.storage?.estimate().catch(() => undefined)) ?? {};
  return usage === undefined || quota === undefined ? undefined : { usage, quota };
};

/** @throws StorageError with the numbers and what to do, when `bytes` more do not fit */
export async function askForRoom(bytes: number, what: string, estimate: EstimateRoom): Promise<void> {
  if (bytes === 0) return;
  const room = await estimate();
  if (room === undefined) return; // the disk will say so itself
  const free = Math.max(0, room.quota - room.usage);
  if (bytes + SPARE <= free) return;
  throw new StorageError(
    `${what} needs ${formatBytes(bytes)}, and the browser has ${formatBytes(free)} left for this site ` +
      `(it allows ${formatBytes(room.quota)}, ${formatBytes(room.usage)} are used).`,
    'Free disk space, since browsers allow a share of it; delete models or datasets here; leave private browsing. Nothing was written.',
  );
}
