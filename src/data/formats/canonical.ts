// One text per content: what a dataset's hash is taken over, and how duplicates are told.
import { sha256, type SHA256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import type { Ladder } from '../../protocol/ladder.ts';

/** JSON with the keys of every object in the order of their code units, without spaces. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

/**
 * A ladder's canonical row: everything but its id, its dataset and its image file's name, so that the same data have
 * the same hash wherever they came in.
 */
export function canonicalRow({ id: _id, dataset: _dataset, image, ...content }: Ladder): string {
  return canonicalJson({ ...content, image: image.kind === 'file' ? image.sha256 : image });
}

/** SHA-256 over canonical rows, each ended by a line feed. A copy stands still while the original goes on. */
export class DatasetHash {
  constructor(private readonly state: SHA256 = sha256.create() as SHA256) {}

  add(ladder: Ladder): void {
    this.state.update(new TextEncoder().encode(`${canonicalRow(ladder)}\n`));
  }

  copy(): DatasetHash {
    return new DatasetHash(this.state.clone());
  }

  /** Hexadecimal; more may be added afterwards. */
  hex(): string {
    return bytesToHex(this.state.clone().digest());
  }
}
