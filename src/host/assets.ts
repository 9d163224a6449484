// The lab's files under Node: read from public/.
import { readFile } from 'node:fs/promises';
import { FormatError } from '../base/errors.ts';
import { parseAsset, type Assets } from '../worker/assets.ts';

const PUBLIC = new URL('../../public/', import.meta.url);

export const fileAssets: Assets = {
  bytes: async (path) => new Uint8Array(await readAsset(path)).buffer, // a copy: Node's buffers share a pool
  json: async (path) => parseAsset(path, (await readAsset(path)).toString('utf8')),
};

async function readAsset(path: string): Promise<Buffer> {
  try {
    return await readFile(new URL(path, PUBLIC));
  } catch (error) {
    throw new FormatError(
      `public/${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      'Fetch the repository again.',
    );
  }
}
