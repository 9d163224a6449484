// What the browser said when it refused to store or read, with what the user can do.
import { StorageError } from '../base/errors.ts';

/** Runs `action`; what it throws becomes a StorageError. */
export async function guard<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw storageError(error);
  }
}

/** All or none: a failure of `action` aborts the transaction, and so does the browser's own (a full disk). */
export async function transact(
  tx: { readonly done: Promise<void>; abort(): void },
  action: () => Promise<unknown>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // The browser aborted it already.
    }
    const end: unknown = await tx.done.catch((reason: unknown) => reason);
    // A full disk ends the transaction; the request that was under way says no more than that it was aborted.
    throw end instanceof DOMException && end.name === 'QuotaExceededError' ? end : error;
  }
  await tx.done;
}

/** The error with its remedy, by the name that the browser gave it. */
export function storageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : 'Error';
  const said = error instanceof Error || error instanceof DOMException ? error.message : String(error);
  const failed = `The browser did not store or read the lab's records (${name}: ${said}).`;
  switch (name) {
    case 'QuotaExceededError':
      return new StorageError(
        'The browser has no room left for this site.',
        'Free disk space, delete a dataset, or clear stored results. What was stored before is still there.',
      );
    case 'VersionError':
      return new StorageError(
        'The stored lab was written by a newer version of this page.',
        'Reload to get the newest page.',
      );
    case 'InvalidStateError':
      return new StorageError(
        `The lab's storage was closed (${said}).`,
        'Reload the page; private windows may forbid storage.',
      );
    case 'SecurityError':
      return new StorageError(
        'This browser forbids storage on this page.',
        'Allow site data, or leave private browsing, and reload. Until then results last as long as the page is open.',
      );
    default:
      return new StorageError(
        failed,
        'Reload the page; if it stays so, clear the site data in the browser settings.',
      );
  }
}
