// States of src/ui/undo.
import '../../src/ui/undo/amp-undo.ts';
import type { AmpUndo } from '../../src/ui/undo/amp-undo.ts';
import type { Undoable } from '../../src/ui/undo/undoable.ts';
import { LONG_ERROR } from './records.ts';
import { moment, press, refuse, show, type Entries } from './states.ts';
import { SENTENCE } from './texts.ts';

const DELETED: Undoable = {
  words: 'Dataset “farm” deleted',
  undo: async () => true,
  end: async () => undefined,
};

/** Offers it; it stays as long as the gallery is looked at, because the pointer seems to be on it. */
async function offer(undo: AmpUndo, undoable: Undoable): Promise<void> {
  void undo.offer(undoable);
  await undo.updateComplete;
  undo.renderRoot.querySelector('.bar')?.dispatchEvent(new PointerEvent('pointerenter'));
}

/** Whose undoing fails. */
async function fail(undo: AmpUndo, undoable: Undoable): Promise<void> {
  await offer(undo, undoable);
  press(undo, 'Undo');
  await moment();
}

export const undo: Entries = {
  'amp-undo': {
    empty: show('amp-undo'),
    full: show('amp-undo', {}, { then: (bar) => offer(bar, DELETED) }),
    error: show(
      'amp-undo',
      {},
      {
        then: (bar) => fail(bar, { ...DELETED, undo: refuse('The store cannot be opened.', 'StorageError') }),
      },
    ),
    long: show('amp-undo', {}, { then: (bar) => offer(bar, { ...DELETED, words: SENTENCE }) }),
    'long-error': show(
      'amp-undo',
      {},
      { then: (bar) => fail(bar, { ...DELETED, undo: refuse(LONG_ERROR.message, LONG_ERROR.name) }) },
    ),
  },
};
