import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOME, parseRoute, PLACES, routeHash, sameRoute } from './route.ts';

test('addresses as people know them', () => {
  expect(parseRoute('#/train/run-1')).toEqual({ place: 'train', path: ['run-1'] });
  expect(parseRoute('#data/my%20set/17')).toEqual({ place: 'data', path: ['my set', '17'] });
  expect(routeHash({ place: 'bench', path: ['a/b', 'c'] })).toBe('#/bench/a%2Fb/c');
});

test.each(['', '#', '#/', '#/nowhere/1', '#/Train'])('%j leads home', (hash) => {
  expect(parseRoute(hash)).toEqual(HOME);
});

test('a percent sign typed by hand is no error', () => {
  expect(parseRoute('#/data/100%')).toEqual({ place: 'data', path: ['100%'] });
});

test('every route survives its address', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PLACES.map(({ place }) => place)),
      fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
      (place, path) => {
        expect(parseRoute(routeHash({ place, path }))).toEqual({ place, path });
      },
    ),
  );
});

test('equal routes are equal', () => {
  expect(sameRoute(HOME, parseRoute(''))).toBe(true);
  expect(sameRoute(HOME, { place: 'data', path: [] })).toBe(false);
});
