// Slots by what the moves are for: every sequence finds its parent's content in its slot, in whatever order they run.
import { expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { placeSequences } from './slots.ts';

test('after the moves, every sequence has what its parent had', () => {
  const random = new Random(8);
  for (let round = 0; round < 300; round++) {
    const before = 1 + random.int(24); // slots that were in use
    const count = 1 + random.int(24); // slots from here on
    const held = random.shuffle(Array.from({ length: before }, (_, s) => s));
    const parents: number[][] = [];
    let left = count;
    while (held.length > 0 && left > 0) {
      const own = held.splice(0, 1 + random.int(4));
      const children = Array.from({ length: Math.min(left, random.int(6)) }, () => random.pick(own));
      left -= children.length;
      parents.push(children);
    }
    const { slots, moves } = placeSequences(parents, count);
    const content = Array.from({ length: Math.max(before, count) }, (_, s) => s);
    for (const { from, to } of random.shuffle(moves)) content[to] = content[from] as number;
    parents.forEach((row, r) =>
      row.forEach((parent, i) => expect(content[slots[r]?.[i] as number]).toBe(parent)),
    );
    const used = slots.flat();
    expect(new Set(used).size).toBe(used.length);
    expect(Math.max(-1, ...used)).toBeLessThan(count);
    const targets = new Set(moves.map((m) => m.to));
    expect(moves.every((m) => !targets.has(m.from))).toBe(true);
  }
});

test('nothing moves that need not', () => {
  expect(placeSequences([[0], [3], [2]], 4)).toEqual({ slots: [[0], [3], [2]], moves: [] });
  expect(placeSequences([[1, 1, 1]], 3).moves.length).toBe(2);
  expect(placeSequences([[3], [1]], 2)).toEqual({ slots: [[0], [1]], moves: [{ from: 3, to: 0 }] });
});
