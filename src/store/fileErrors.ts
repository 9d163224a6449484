// What can be wrong with a large file, in the same words in every home.
import { StorageError } from '../base/errors.ts';
import { storageError } from './storageError.ts';

export function missing(name: string): StorageError {
  return new StorageError(
    `The file ${name} is not stored in this lab.`,
    'Download or import its model again.',
  );
}

export function short(name: string, end: number, size: number): StorageError {
  return new StorageError(
    `The stored file ${name} has ${size} bytes, byte ${end - 1} was asked for.`,
    'Download or import its model again: what is right of it is kept.',
  );
}

export function heldElsewhere(name: string): StorageError {
  return new StorageError(
    `The file ${name} is in use.`,
    'Another tab of the lab may be filling it: wait for its end, or close that tab.',
  );
}

/** What the browser's file system threw. */
export function fileError(error: unknown, name: string): StorageError {
  const kind = error instanceof DOMException ? error.name : '';
  if (kind === 'NotFoundError') return missing(name);
  if (kind === 'NoModificationAllowedError') return heldElsewhere(name);
  return storageError(error);
}
