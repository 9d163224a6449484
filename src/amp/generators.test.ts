import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incrementalParts } from './ig.ts';
import { assembleLadders, distinctLevels } from './ladders.ts';
import { expertOrder } from './meg.ts';

describe('MEG', () => {
  it('orders experts by size, largest first', () => {
    const family = [
      { name: 'S', parameters: 2 },
      { name: 'L', parameters: 9 },
      { name: 'M', parameters: 5 },
    ];
    expect(expertOrder(family).map((e) => e.name)).toEqual(['L', 'M', 'S']);
  });

  it('refuses sizes that say no order, by name', () => {
    const twins = [
      { name: 'first', parameters: 5 },
      { name: 'second', parameters: 5 },
    ];
    expect(() => expertOrder(twins)).toThrow(/first and second both have 5/);
    expect(() => expertOrder([])).toThrow(/family of 0/);
  });
});

describe('IG', () => {
  it('makes K - 2 nested unions of equal steps; the last is the whole set', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 8 }),
        fc.integer({ min: 6, max: 200 }),
        fc.nat(),
        (K, n, seed) => {
          const unions = incrementalParts(n, K, seed);
          expect(unions.length).toBe(K - 2);
          unions.forEach((union, p) => {
            expect(new Set(union).size).toBe(union.length);
            expect(Math.abs(union.length - ((p + 1) * n) / (K - 2))).toBeLessThanOrEqual(0.5);
            if (p > 0) expect(union.slice(0, unions[p - 1]?.length)).toEqual(unions[p - 1]);
          });
          expect([...(unions.at(-1) as number[])].sort((a, b) => a - b)).toEqual(
            Array.from({ length: n }, (_, i) => i),
          );
        },
      ),
    );
  });

  it('says what cannot be split', () => {
    expect(() => incrementalParts(10, 2, 0)).toThrow(/3 levels or more, not 2/);
    expect(() => incrementalParts(1, 4, 0)).toThrow(/1 examples cannot be split into 2/);
  });
});

it('ladders put the standard answer first and keep the order of the generations', () => {
  const dialogue = {
    id: 'd',
    image: { kind: 'scene', seed: 1, split: 'ladders', style: 'noto' } as const,
    rounds: [{ question: 'How many?', answer: 'Two.', type: 'counting' as const }],
  };
  const [ladder] = assembleLadders(
    [dialogue],
    [
      { source: 'L', answers: [['Two.']] },
      { source: 'S', answers: [['Five.']] },
    ],
  );
  expect(ladder?.levels.map((l) => [l.source, l.answers[0], l.ranks.generated])).toEqual([
    ['truth', 'Two.', 0],
    ['L', 'Two.', 1],
    ['S', 'Five.', 2],
  ]);
  expect(ladder && distinctLevels(ladder)).toBe(2);
});
