import { expect, test } from 'vitest';
import { lengthsInWords, segments } from './fitView.ts';

test('segments fill the bar one after the other', () => {
  const [first, second] = segments([
    { name: 'weights', bytes: 30 },
    { name: 'activations', bytes: 10 },
  ]);
  expect(first).toMatchObject({ start: 0, share: 0.75 });
  expect(second).toMatchObject({ start: 0.75, share: 0.25 });
  expect(segments([{ name: 'weights', bytes: 0 }])[0]?.share).toBe(0);
});

test('lengths in words', () => {
  expect(lengthsInWords([160])).toBe('160');
  expect(lengthsInWords([96, 128, 160])).toBe('96, 128 and 160');
});
