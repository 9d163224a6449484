// Folders of models in memory; the browser's file system has its test in e2e/hub.spec.ts.
import { describe, expect, it } from 'vitest';
import { StorageError } from '../base/errors.ts';
import type { ModelFolder } from '../protocol/modelFolder.ts';
import { MemoryHome } from './memoryHome.ts';
import { ModelFolders } from './modelFolders.ts';
import { askForRoom } from './room.ts';

const folder = (id: string, createdAt: string, licence = ''): ModelFolder => ({
  id,
  name: id,
  createdAt,
  source: { kind: 'files', name: 'a.zip' },
  facts: { architecture: 'SmolVLM', parameters: 3, tile: 8, tileTokens: 4, licence },
  partBytes: 4,
  files: [{ path: 'w', size: 6, parts: [{ bytes: 4, sha256: 'x' }], verified: '' }],
});

describe('folders of models', () => {
  it('are listed newest first, each as it was put last, until they are removed', async () => {
    const folders = new ModelFolders(new MemoryHome());
    await folders.put(folder('a/b@1', '2026-01-01'));
    await folders.put(folder('c', '2026-01-02'));
    for (const licence of ['1', '2', '3']) await folders.put(folder('a/b@1', '2026-01-01', licence));
    expect((await folders.list()).map(({ id, facts }) => [id, facts.licence])).toEqual([
      ['c', ''],
      ['a/b@1', '3'],
    ]);
    await folders.remove('a/b@1');
    expect((await folders.list()).map(({ id }) => id)).toEqual(['c']);
    expect(await folders.get('a/b@1')).toBeUndefined();
  });

  it('keep the record before one that was cut off while it was written', async () => {
    const home = new MemoryHome();
    const folders = new ModelFolders(home);
    await folders.put(folder('a', '2026', 'first'));
    await folders.put(folder('a', '2026', 'second'));
    const torn = await home.hold('a', 'record-1.json');
    torn.truncate(torn.size() - 3);
    torn.close();
    expect((await folders.get('a'))?.facts.licence).toBe('first');
    await folders.put(folder('a', '2026', 'third'));
    expect((await folders.get('a'))?.facts.licence).toBe('third');
  });

  it('do not list what has no readable record', async () => {
    const home = new MemoryHome();
    (await home.hold('a', 'model.safetensors')).close();
    expect(await new ModelFolders(home).list()).toEqual([]);
  });

  it('give a range of a file, and say what is not there', async () => {
    const folders = new ModelFolders(new MemoryHome());
    const held = await folders.hold('a', 'w');
    held.write(Uint8Array.of(1, 2, 3, 4, 5), 0);
    await expect(folders.hold('a', 'w')).rejects.toThrow('in use');
    await expect(folders.remove('a')).rejects.toThrow('in use');
    held.close();
    expect([...(await folders.read('a', 'w', 1, 4))]).toEqual([2, 3, 4]);
    await expect(folders.read('a', 'w', 3, 6)).rejects.toThrow('has 5 bytes, byte 5 was asked for');
    await expect(folders.read('a', 'v', 0, 1)).rejects.toThrow(StorageError);
  });
});

describe('a file in memory', () => {
  it('grows, shrinks, is read to its end, and is full when the room is', async () => {
    const held = await new MemoryHome(8).hold('a', 'w');
    held.write(Uint8Array.of(1, 2), 3);
    expect([...held.read(0, 9)]).toEqual([0, 0, 0, 1, 2]);
    held.truncate(4);
    held.truncate(5);
    expect([...held.read(2, 9)]).toEqual([0, 1, 0]);
    expect(() => held.write(new Uint8Array(4), 5)).toThrow(StorageError);
    held.write(new Uint8Array(4), 4);
  });
});

describe('room', () => {
  const MiB = 2 ** 20;
  it('is asked for with 16 MiB to spare, and its lack told in numbers', async () => {
    const estimate = async (): Promise<{ usage: number; quota: number }> => ({
      usage: 100 * MiB,
      quota: 1100 * MiB,
    });
    await askForRoom(984 * MiB, 'A model', estimate);
    await expect(askForRoom(985 * MiB, 'A model', estimate)).rejects.toThrow(
      'A model needs 985 MiB, and the browser has 1000 MiB left for this site (it allows 1.1 GiB, 100 MiB are used)',
    );
    await askForRoom(0, 'A check', async () => ({ usage: 1, quota: 1 }));
    await askForRoom(2 ** 50, 'A model', async () => undefined);
  });
});
