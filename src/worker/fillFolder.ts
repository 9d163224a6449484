// Fills a model's folder from a source, file by file, with progress in bytes; and a new folder for a model that was planned.
import { formatBytes } from '../base/format.ts';
import type { JobEvent } from '../protocol/job.ts';
import {
  folderDone,
  folderSize,
  type ModelFile,
  type ModelFolder,
  type StoredModelFile,
} from '../protocol/modelFolder.ts';
import type { ModelFolders } from '../store/modelFolders.ts';
import { askForRoom, type EstimateRoom } from '../store/room.ts';
import type { ByteSource } from './byteSource.ts';
import { fillFile } from './fillFile.ts';
import type { Sleep, Watched } from './patience.ts';
import { stopwatch } from './stopwatch.ts';

/** Bytes of a part: what a lab that is closed without notice loses at most, and what is held in memory. */
export const PART_BYTES = 4 * 2 ** 20;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 200;

export interface ModelJobDeps {
  readonly folders: ModelFolders;
  readonly estimate: EstimateRoom;
  readonly control: Watched;
  readonly sleep: Sleep;
  readonly partBytes: number;
  emit(event: JobEvent): void;
}

/** A file of which nothing is there yet. */
export function emptyFile(file: ModelFile): StoredModelFile {
  return { ...file, parts: [], verified: '' };
}

/**
 * Files that are not verified are filled and checked; `all` reads the verified ones again too.
 * @returns the folder, whole
 * @throws StorageError when there is no room, before anything is written; else as `fillFile`
 */
export async function fillFolder(
  deps: ModelJobDeps,
  source: ByteSource,
  folder: ModelFolder,
  which: 'open' | 'all' = 'open',
): Promise<ModelFolder> {
  const { folders, control, sleep } = deps;
  const total = folderSize(folder);
  let done = folderDone(folder);
  await askForRoom(total - done, folder.name, deps.estimate);
  await folders.put(folder);
  const left = stopwatch(total - done);
  const before = done;
  let reported = -Infinity;
  const report = (change: number): void => {
    done += change;
    const now = performance.now();
    if (now - reported < REPORT_EVERY && done < total) return;
    reported = now;
    deps.emit({ kind: 'progress', done, total, secondsLeft: left(done - before) });
  };
  report(0);
  let current = folder;
  for (const { path } of folder.files) {
    const file = current.files.find((one) => one.path === path);
    if (file === undefined || (which === 'open' && file.verified !== '')) continue;
    await control.checkpoint();
    deps.emit({ kind: 'stage', message: `${path}, ${formatBytes(file.size)}, from ${source.name}.` });
    const held = await folders.hold(folder.id, path);
    try {
      await fillFile(
        {
          source,
          held,
          partBytes: folder.partBytes,
          control,
          sleep,
          save: async (saved) => {
            current = { ...current, files: current.files.map((one) => (one.path === path ? saved : one)) };
            await folders.put(current);
          },
          onBytes: report,
          onWarning: (message) => deps.emit({ kind: 'warning', message }),
        },
        file,
      );
    } finally {
      held.close();
    }
  }
  return current;
}
