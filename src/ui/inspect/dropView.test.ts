import { expect, test } from 'vitest';
import { dropAt } from './dropView.ts';

const boxes = [0, 100, 200, 300].map((top) => ({ top, bottom: top + 100 }));
const at = (y: number, own = 1, tied = false): unknown => {
  const drop = dropAt(boxes, y, own, tied);
  return drop && `${drop.kind} ${drop.group}`;
};

test('edges are between two rungs, the middle is onto one', () => {
  expect(at(10)).toBe('before 0');
  expect(at(-50)).toBe('before 0');
  expect(at(50)).toBe('onto 0');
  expect(at(250)).toBe('onto 2');
  expect(at(290)).toBe('before 3');
  expect(at(390)).toBe('before 4');
  expect(at(999)).toBe('before 4');
});

test('where it stands already nothing changes; a tied rung may leave its group', () => {
  for (const y of [90, 110, 150, 190, 210]) expect(at(y)).toBeUndefined();
  expect(at(110, 1, true)).toBe('before 1');
  expect(at(190, 1, true)).toBe('before 2');
  expect(at(150, 1, true)).toBeUndefined();
});
