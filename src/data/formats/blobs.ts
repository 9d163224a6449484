// Bytes out of Blobs, with an error that says what to do when the disk does not give them.
import { FormatError } from '../../base/errors.ts';

/** @throws FormatError when the file was moved or changed since it was chosen */
export async function blobBytes(blob: Blob, name = 'The file'): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw unreadable(error, name);
  }
}

/** The blob piece by piece. @throws FormatError as `blobBytes` */
export async function* blobChunks(blob: Blob, name: string): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw unreadable(error, name);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function unreadable(error: unknown, name: string): FormatError {
  return new FormatError(
    `${name} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    'It may have been moved or changed since it was chosen: choose it again.',
  );
}

/** All parts in one array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
