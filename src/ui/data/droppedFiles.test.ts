import { expect, test } from 'vitest';
import { entryFiles, pickedFiles } from './droppedFiles.ts';

const fileEntry = (fullPath: string): FileSystemEntry =>
  ({
    isFile: true,
    isDirectory: false,
    fullPath,
    file: (done: (file: File) => void) => done(new File([fullPath], 'x')),
  }) as unknown as FileSystemEntry;

/** A folder whose reader hands out one entry at a time, as browsers hand out a hundred. */
function folderEntry(...inside: FileSystemEntry[]): FileSystemEntry {
  const createReader = (): object => {
    const left = [...inside];
    return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 1)) };
  };
  return { isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

test('folders come in whole, with paths', async () => {
  const folder = folderEntry(fileEntry('/set/a.jsonl'), folderEntry(fileEntry('/set/images/b.png')));
  const files = await entryFiles([folder, fileEntry('/c.zip')]);
  expect(files.map(({ path }) => path)).toEqual(['set/a.jsonl', 'set/images/b.png', 'c.zip']);
  expect(await files[1]?.blob.text()).toBe('/set/images/b.png');
});

test('picked folders keep their paths', () => {
  const file = (name: string, webkitRelativePath: string): File =>
    Object.assign(new File([], name), { webkitRelativePath });
  const list = [file('a.json', ''), file('b.png', 'set/b.png')] as unknown as FileList;
  expect(pickedFiles(list).map(({ path }) => path)).toEqual(['a.json', 'set/b.png']);
  expect(pickedFiles(null)).toEqual([]);
});
