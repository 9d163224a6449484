import { expect, test } from 'vitest';
import {
  formatBytes,
  formatChange,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTimeLeft,
} from './format.ts';

test('durations', () => {
  expect([0.2, 59.4, 60, 125, 4320].map(formatDuration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '2 min 5 s',
    '1 h 12 min',
  ]);
  expect([3, 42, 89, 200, 5399, 5400, 172_799, 172_800].map(formatTimeLeft)).toEqual([
    'less than 10 s',
    'about 40 s',
    'about 90 s',
    'about 3 min',
    'about 90 min',
    'about 2 h',
    'about 48 h',
    'about 2 days',
  ]);
});

test('numbers with signs', () => {
  expect(formatNumber(-1.256, 2)).toBe('−1.26');
  expect(formatNumber(-0.001, 2)).toBe('0.00');
  expect(formatChange(0.4, 2)).toBe('+0.40');
  expect(formatChange(0.001, 2)).toBe('0.00');
  expect(formatPercent(0.325)).toBe('32.5 %');
});

test('bytes', () => {
  expect([0, 1000, 134217728, 2 ** 31].map(formatBytes)).toEqual(['0 B', '1000 B', '128 MiB', '2 GiB']);
});
