import { expect, test } from 'vitest';
import type { LessonStep } from '../../protocol/lesson.ts';
import { axisPosition, favouriteOf, lessonSentence, probabilityText } from './lessonView.ts';

const step = (n: number, ...shares: number[]): LessonStep => ({
  step: n,
  steps: 12,
  logps: shares.map(Math.log),
});

test.each([
  [0.716, '72 %'],
  [0.0996, '10 %'],
  [0.0323, '3.2 %'],
  [0.00432, '0.4 %'],
  [0.00043, '0.04 %'],
  [0.0000021, '0.0002 %'],
  [1e-9, '< 0.0001 %'],
])('a share of %f is written %s', (share, text) => {
  expect(probabilityText(Math.log(share))).toBe(text);
});

test('the axis ends at certainty, and what is off it lies at its end', () => {
  expect(axisPosition(0)).toBe(1);
  expect(axisPosition(Math.log(1e-3))).toBeCloseTo(0.5); // half of six decades
  expect(axisPosition(-100)).toBe(0);
});

test('the favourite is the likeliest rung', () => {
  expect(favouriteOf(step(0, 0.03, 0.16, 0.02))).toBe(1);
});

test('the sentence says when the truth becomes the favourite', () => {
  const steps = [step(0, 0.03, 0.16), step(1, 0.12, 0.14), step(2, 0.4, 0.1)];
  expect(steps.map((_, at) => lessonSentence(steps, at))).toEqual([
    'Its favourite is made up: rung 1 is likelier than the truth, 16 % to 3.0 %.',
    'After 1 step the truth has gone from 3.0 % to 12 %.',
    'After 2 steps the truth is its favourite: from 3.0 % to 40 %, while rung 1 went from 16 % to 10 %.',
  ]);
});

test('a truth that was the favourite from the start is not said to have become it', () => {
  const steps = [step(0, 0.3, 0.1), step(1, 0.5, 0.05)];
  expect(lessonSentence(steps, 0)).toBe('Before any step the truth is its favourite: 30 %.');
  expect(lessonSentence(steps, 1)).toBe('After 1 step the truth, its favourite, has gone from 30 % to 50 %.');
});
