import { expect, test } from 'vitest';
import { MAX_SCALE, panBy, WHOLE, zoomAt } from './zoomView.ts';

test('the point under the pointer stays where it is', () => {
  const zoomed = zoomAt(WHOLE, 2, 0.25, 0.75);
  expect(zoomed).toEqual({ scale: 2, x: -0.25, y: -0.75 });
  // the image's point at 0.25 stood at 0.25 before: x + scale * 0.25
  expect(zoomed.x + zoomed.scale * 0.25).toBeCloseTo(0.25);
  expect(zoomAt(zoomed, 1.5, 0.25, 0.75).x + 3 * 0.25).toBeCloseTo(0.25);
});

test('no gap opens, whatever is asked for', () => {
  expect(zoomAt(zoomAt(WHOLE, 4, 0, 0), 0.01)).toEqual(WHOLE);
  expect(zoomAt(WHOLE, 1000).scale).toBe(MAX_SCALE);
  expect(panBy(WHOLE, 0.5, -0.5)).toEqual(WHOLE);
  expect(panBy(zoomAt(WHOLE, 2), 9, -9)).toEqual({ scale: 2, x: 0, y: -1 });
});
