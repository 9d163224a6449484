import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MDPO_PRESETS } from '../amp/mdpo.ts';
import { mrhal } from '../bench/tasks/mrhal.ts';
import { armsOf, configOf, parseExperiment, parseExperimentResult } from './experimentFile.ts';

const minimal = { name: 'x', seeds: [1] };
const parse = (change: object): ReturnType<typeof parseExperiment> =>
  parseExperiment(JSON.stringify({ ...minimal, ...change }));

test.each(readdirSync('docs/experiments').filter((name) => name.endsWith('.json')))('%s is sound', (name) => {
  const spec = parseExperiment(readFileSync(`docs/experiments/${name}`, 'utf8'));
  expect(armsOf(spec).length).toBeGreaterThan(0);
});

test('a grid gives an arm for every combination, named arms stand beside it', () => {
  const spec = parse({
    grid: { penalty: ['none', 'paper'], levels: [[0, 3], []], 'ladders.order': ['truth'] },
    arms: [{ name: 'gentle', set: { learningRate: 1e-5 } }],
  });
  expect(armsOf(spec)).toEqual([
    {
      name: 'penalty none, levels [0,3], ladders.order truth',
      set: { penalty: 'none', levels: [0, 3], ladders: { order: 'truth' } },
    },
    {
      name: 'penalty none, levels [], ladders.order truth',
      set: { penalty: 'none', levels: [], ladders: { order: 'truth' } },
    },
    {
      name: 'penalty paper, levels [0,3], ladders.order truth',
      set: { penalty: 'paper', levels: [0, 3], ladders: { order: 'truth' } },
    },
    {
      name: 'penalty paper, levels [], ladders.order truth',
      set: { penalty: 'paper', levels: [], ladders: { order: 'truth' } },
    },
    { name: 'gentle', set: { learningRate: 1e-5 } },
  ]);
});

test('a configuration is defaults, then the preset, then the base, then the arm, then the seed', () => {
  const spec = parse({
    preset: 'paper',
    base: { beta: 0.2, steps: 7 },
    arms: [{ name: 'a', set: { beta: 0.3 } }],
  });
  const [arm] = armsOf(spec);
  const config = configOf(spec, arm as NonNullable<typeof arm>, 5);
  expect(config).toMatchObject({
    objective: 'mdpo',
    reduction: MDPO_PRESETS.paper.reduction,
    beta: 0.3,
    steps: 7,
    seed: 5,
  });
});

test.each([
  ['{', /is not JSON/],
  [{ seeds: [] }, /seeds: /],
  [{ colour: 'red' }, /colour: /],
  [{ base: { learningrate: 1 } }, /There is no option learningrate/],
  [{ base: { batch: '8' } }, /batch is "8"\. It is a number/],
  [{ base: { batch: 0 } }, /batch is 0\. It takes a whole number from 1/],
  [{ arms: [{ name: 'a', set: { preset: 'dpoo' } }] }, /Arm "a": preset is 'dpoo'/],
  [{ arms: [{ name: 'a', set: { ladders: { order: 'alphabetical' } } }] }, /Arm "a": .*order/s],
  [
    {
      arms: [
        { name: 'a', set: {} },
        { name: 'a', set: {} },
      ],
    },
    /Two arms are called "a"/,
  ],
  [{ baseline: 'nothing' }, /The baseline "nothing" is no arm/],
  [{ claims: [{ text: 'c', better: 'x', worse: 'untrained' }] }, /The claim "c" names "x"/],
  [{ claims: [{ text: 'c', better: 'base', worse: 'untrained', margin: -1 }] }, /claims\.0\.margin: /],
  [{ benchmarks: [{ id: 'pope' }] }, /There is no benchmark "pope"\. There are .*pope-scenes/],
  [{ benchmarks: [{ id: 'pope-scenes', limit: 0 }] }, /benchmarks\.0\.limit: /],
  [{ benchmarks: [{ id: 'pope-scenes' }, { id: 'pope-scenes', limit: 2 }] }, /"pope-scenes" is named twice/],
] as [string | object, RegExp][])('%j is refused with what is wrong', (change, message) => {
  const read = (): unknown => (typeof change === 'string' ? parseExperiment(change) : parse(change));
  expect(read).toThrow(message);
});

test('benchmarks and margins are kept as they are written, and absent where they are not', () => {
  const benchmarks = [{ id: 'mrhal-fluent' }, { id: 'pope-scenes', limit: 30 }];
  const claim = { text: 'c', better: 'base', worse: 'untrained' };
  const spec = parse({ benchmarks, claims: [{ ...claim, margin: 2 }, claim] });
  expect(spec.benchmarks).toEqual(benchmarks);
  expect(spec.claims.map(({ margin }) => margin)).toEqual([2, undefined]);
  // The record's text is the experiment's identity: what is not written must not appear in it.
  expect(parse({})).not.toHaveProperty('benchmarks');
  expect(spec.claims[1]).not.toHaveProperty('margin');
});

const RESULT = {
  id: 'x',
  spec: { name: 'x', baseline: 'untrained', claims: [] },
  createdAt: '',
  status: 'finished',
};
const TRIAL = {
  key: 'k',
  arm: 'untrained',
  seed: 0,
  seconds: 1,
  metrics: {},
  dialogues: [{ rounds: 1, hallucinated: 0, recall: 1, rating: 5 }],
};

test('a result’s benchmarks are read, and refused where sums are missing', () => {
  const benchmark = {
    id: 'b',
    name: 'B',
    task: 'mrhal',
    version: mrhal.version,
    judge: { kind: 'exact', name: 'exact', version: '1' },
    counts: ['hallucinated', 'rounds'],
    images: [
      [1, 2],
      [0, 2],
    ],
  };
  const text = (change: object): string =>
    JSON.stringify({ ...RESULT, trials: [{ ...TRIAL, benchmarks: [{ ...benchmark, ...change }] }] });
  const [arm] = parseExperimentResult(text({})).summary;
  expect(arm?.benchmarks?.[0]?.scores.map(({ key, value }) => [key, value])).toEqual([
    ['cumulativeHallucination', 0.25],
    ['cumulativeScore', 0],
  ]);
  expect(() => parseExperimentResult(text({ images: [[1]] }))).toThrow(/benchmarks.* not as many sums/);
  expect(() => parseExperimentResult(text({ task: 'chess' }))).toThrow(/benchmarks\.0\.task/);
});

test('a result file that is none is refused', () => {
  expect(() => parseExperimentResult('{"id": "x"}')).toThrow(/The result file: spec/);
});
