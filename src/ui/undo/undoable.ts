// How an element offers to take back what it did: it tells the page, whose bar (amp-undo) does the rest.
import type { Discarded } from '../../protocol/discard.ts';
import type { LabClient } from '../client.ts';

export interface Undoable {
  /** What happened, without a full stop: `Dataset “farm” deleted`. */
  readonly words: string;
  /** Takes it back. @returns false when that is no longer possible */
  undo(): Promise<boolean>;
  /** Makes it final; called once, when nobody took it back. */
  end(): Promise<void>;
}

/** Offers to take back what has just been done; the event `amp-undoable` bubbles to the page. */
function offerUndo(from: EventTarget, detail: Undoable): void {
  from.dispatchEvent(new CustomEvent('amp-undoable', { detail, bubbles: true, composed: true }));
}

/**
 * Offers to take back what happened on the page alone.
 * @param undo called at most once
 */
export function offerPageUndo(from: EventTarget, words: string, undo: () => void): void {
  const back = async (): Promise<boolean> => {
    undo();
    return true;
  };
  offerUndo(from, { words, undo: back, end: async () => undefined });
}

/**
 * Takes a stored thing out of every list, and offers to bring it back; it is deleted when the offer ends. The page has
 * every place list its records again.
 * @param back called when it is there again
 * @throws StorageError when the store could not be opened
 */
export async function discardWithUndo(
  from: EventTarget,
  client: Pick<LabClient, 'discard' | 'restore' | 'purge'>,
  thing: Discarded,
  words: string,
  back?: () => void,
): Promise<void> {
  await client.discard(thing);
  const undo = async (): Promise<boolean> => {
    const restored = await client.restore(thing);
    if (restored) back?.();
    return restored;
  };
  offerUndo(from, { words, undo, end: () => client.purge(thing) });
}

/** Deletes at once what nobody would want back. @throws StorageError when the browser refuses */
export async function deleteNow(
  client: Pick<LabClient, 'discard' | 'purge'>,
  thing: Discarded,
): Promise<void> {
  await client.discard(thing);
  await client.purge(thing);
}

declare global {
  interface HTMLElementEventMap {
    'amp-undoable': CustomEvent<Undoable>;
  }
}
