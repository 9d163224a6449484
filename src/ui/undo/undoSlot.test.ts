import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Undoable } from './undoable.ts';
import { AFTER_HOLD, LASTS, UndoSlot } from './undoSlot.ts';

const told: string[] = [];
/** Something deleted that tells what becomes of it. */
const thing = (name: string, change: Partial<Undoable> = {}): Undoable => ({
  words: `${name} deleted`,
  undo: async () => told.push(`${name} is back`) > 0,
  end: async () => void told.push(`${name} is gone`),
  ...change,
});

let slot: UndoSlot;
let lists = 0;
beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  lists = 0;
  slot = new UndoSlot(
    () => undefined,
    () => lists++,
  );
});
afterEach(() => vi.useRealTimers());

it('stands at least ten seconds, then makes it final', async () => {
  await slot.offer(thing('a'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([]);
  expect(slot.now?.words).toBe('a deleted');
  await vi.advanceTimersByTimeAsync(LASTS - 10_000);
  expect(told).toEqual(['a is gone']);
  expect(slot.now).toBeUndefined();
});

it('takes it back, once, and has the lists read again', async () => {
  await slot.offer(thing('a'));
  await Promise.all([slot.undo(), slot.undo()]);
  await vi.advanceTimersByTimeAsync(2 * LASTS);
  expect(told).toEqual(['a is back']);
  expect(lists).toBe(1);
});

it('another one makes the one before final, and has its whole time', async () => {
  await slot.offer(thing('a'));
  await vi.advanceTimersByTimeAsync(LASTS - 1);
  await slot.offer(thing('b'));
  expect(told).toEqual(['a is gone']);
  await vi.advanceTimersByTimeAsync(LASTS - 1);
  await slot.undo();
  expect(told).toEqual(['a is gone', 'b is back']);
});

it('the time stands still under the pointer and the focus, and some is left after them', async () => {
  await slot.offer(thing('a'));
  await vi.advanceTimersByTimeAsync(LASTS - 10);
  slot.hold('pointer');
  slot.hold('focus');
  await vi.advanceTimersByTimeAsync(10 * LASTS);
  slot.release('pointer');
  await vi.advanceTimersByTimeAsync(10 * LASTS);
  expect(slot.held).toBe(true);
  slot.release('focus');
  await vi.advanceTimersByTimeAsync(AFTER_HOLD - 1);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(['a is gone']);
});

it('a pause early on takes nothing from the time', async () => {
  await slot.offer(thing('a'));
  await vi.advanceTimersByTimeAsync(1000);
  slot.hold('pointer');
  await vi.advanceTimersByTimeAsync(60_000);
  slot.release('pointer');
  await vi.advanceTimersByTimeAsync(LASTS - 1001);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(['a is gone']);
});

it('what the browser refuses to delete is there again, with the reason', async () => {
  const end = (): Promise<void> =>
    Promise.reject(Object.assign(new Error('Full.'), { name: 'StorageError' }));
  await slot.offer(thing('a', { end }));
  await slot.end();
  expect(told).toEqual(['a is back']);
  expect(lists).toBe(1);
  expect(slot.error).toEqual({ name: 'StorageError', message: 'Full.' });
});

it('says so when it is too late', async () => {
  await slot.offer(thing('a', { undo: async () => false }));
  await slot.undo();
  expect(slot.error?.message).toMatch(/a deleted.*cannot be taken back/);
  slot.dismissError();
  expect(slot.error).toBeUndefined();
});
