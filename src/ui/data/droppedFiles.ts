// Files of the user's computer, picked or dropped, folders with all that is in them, each with its path.
import type { NamedBlob } from '../../protocol/dataset.ts';

/** What a picker holds; files of a picked folder keep their paths. */
export function pickedFiles(files: FileList | null): NamedBlob[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
}

/** What was dropped. To be called while the event is handled: the browser forgets the items afterwards. */
export function droppedFiles({ items, files }: DataTransfer): Promise<NamedBlob[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return entries.length > 0 ? entryFiles(entries) : Promise.resolve(pickedFiles(files));
}

/** Files and, one folder after another, what lies in folders. @throws DOMException when one cannot be read */
export async function entryFiles(entries: readonly FileSystemEntry[]): Promise<NamedBlob[]> {
  const found: NamedBlob[] = [];
  for (const entry of entries) {
    if (entry.isFile) {
      const { fullPath } = entry;
      const blob = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      );
      found.push({ path: fullPath.replace(/^\//, ''), blob });
    } else if (entry.isDirectory) {
      found.push(...(await entryFiles(await children(entry as FileSystemDirectoryEntry))));
    }
  }
  return found;
}

/** A reader gives at most a hundred at a time, and none at the end. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    found.push(...some);
  }
}
