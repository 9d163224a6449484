import { expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { differentiate, gradientName } from '../graph/differentiate.ts';
import { evaluate } from '../graph/evaluate.ts';
import { Trace } from '../graph/trace.ts';
import {
  checkPreferenceOptions,
  isPairwise,
  preferenceLoss,
  preferenceOptions,
  preferenceValue,
  PREFERENCE_OBJECTIVES,
  PRESETS,
  usesReference,
  type PreferenceOptions,
  type PresetName,
} from './preference.ts';

const NAMES = Object.keys(PRESETS) as PresetName[];

/** Loss and dloss/dlogps of the graph that training makes, in float64. */
function traced(policy: number[][], reference: number[][], options: PreferenceOptions) {
  const shape = [policy.length, policy[0]!.length];
  const trace = new Trace();
  const logps = trace.input('logps', shape);
  const { loss, pairLosses, rewards } = preferenceLoss(logps, trace.input('reference', shape), options);
  trace.result('loss', loss);
  trace.result('pairLosses', pairLosses);
  trace.result('rewards', rewards);
  const results = evaluate(differentiate(trace.graph(), 'loss', ['logps']), {
    logps: policy.flat(),
    reference: reference.flat(),
  });
  return {
    loss: results.get('loss')![0]!,
    terms: results.get('pairLosses')!.length,
    rewards: [...results.get('rewards')!],
    gradient: [...results.get(gradientName('logps'))!],
  };
}

const draw = (random: Random, B: number, K: number): number[][] =>
  Array.from({ length: B }, () => Array.from({ length: K }, () => -12 * random.next()));

test.each(NAMES)('%s: the ops compute what the papers say, and its slope, for 2 to 6 levels', (name) => {
  const random = new Random(3);
  for (let K = 2; K <= 6; K++) {
    for (const change of variants(name)) {
      const options: PreferenceOptions = { ...PRESETS[name], ...change };
      const [policy, reference] = [draw(random, 3, K), draw(random, 3, K)];
      const { loss, terms, rewards, gradient } = traced(policy, reference, options);
      expect(loss).toBeCloseTo(preferenceValue(policy, reference, options), 10);
      if (!isPairwise(options)) expect(terms).toBe(3 * (K - 1));
      rewards.forEach((reward, n) => {
        const against = usesReference(options) ? reference.flat()[n]! : 0;
        expect(reward).toBeCloseTo(options.beta * (policy.flat()[n]! - against), 10);
      });
      gradient.forEach((slope, n) => {
        const [b, k] = [Math.floor(n / K), n % K];
        const moved = (by: number): number =>
          preferenceValue(
            policy.map((row, i) => row.map((v, j) => (i === b && j === k ? v + by : v))),
            reference,
            options,
          );
        expect(slope).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6);
      });
    }
  }
});

function variants(name: PresetName): Partial<PreferenceOptions>[] {
  if (!isPairwise(PRESETS[name])) return [{}, { reduction: 'mean', beta: 0.4 }];
  return [
    {},
    { pairs: 'adjacent', labelSmoothing: 0.1, smoothing: 'cdpo' },
    { pairs: 'best', penalty: 'anchor', labelSmoothing: 0.1, smoothing: 'robust', reduction: 'sum' },
  ];
}

// One ladder of three levels worked out by hand: r = [1, 2, 0].
const policy = [[-1, -3, -7]];
const reference = [[-2, -5, -7]];

test('hinge: margins -1, 1, 2 cost 1 + 1/2, 1 - 1/2 and nothing', () => {
  const loss = preferenceValue(policy, reference, { ...PRESETS.hinge, beta: 0.5 });
  expect(loss).toBeCloseTo((1.5 + 0.5 + 0) / 3, 12);
});

test('ipo: margins -1, 1, 2 miss 1 / (2 * 0.5) = 1 by 2, 0, 1', () => {
  const loss = preferenceValue(policy, reference, { ...PRESETS.ipo, beta: 0.5 });
  expect(loss).toBeCloseTo((4 + 0 + 1) / 3, 12);
});

test('lipo: gains of labels 1, 1/2, 0 times differences of 1 / log2(1 + rank), ranks 2, 1, 3', () => {
  const G = [1, Math.SQRT2 - 1, 0];
  const d = [1 / Math.log2(3), 1, 1 / 2];
  const weight = (i: number, j: number) => (G[i]! - G[j]!) * Math.abs(d[i]! - d[j]!);
  const l = (x: number) => Math.log(1 + Math.exp(-x));
  const expected = weight(0, 1) * l(-0.1) + weight(0, 2) * l(0.1) + weight(1, 2) * l(0.2);
  expect(preferenceValue(policy, reference, PRESETS.lipo)).toBeCloseTo(expected, 12);
});

test('plackett-luce: the best of all, then the second of the rest', () => {
  const [a, b, c] = [Math.exp(0.1), Math.exp(0.2), 1];
  const expected = -Math.log(a / (a + b + c)) - Math.log(b / (b + c));
  expect(preferenceValue(policy, reference, PRESETS['plackett-luce'])).toBeCloseTo(expected, 12);
});

test('kwise-mle has no reference', () => {
  const [a, b, c] = [Math.exp(-0.1), Math.exp(-0.3), Math.exp(-0.7)];
  const expected = -Math.log(a / (a + b + c)) - Math.log(b / (b + c));
  expect(preferenceValue(policy, reference, PRESETS['kwise-mle'])).toBeCloseTo(expected, 12);
});

test('pro: T_0 = 1/2 (itself), 1, 1/2; T_1 = 1, 1', () => {
  const [a, b, c] = [Math.exp(-2), Math.exp(-3), Math.exp(-14)];
  const expected = -Math.log(a / (a + b + c)) - Math.log(Math.exp(-3) / (Math.exp(-3) + Math.exp(-7)));
  expect(preferenceValue(policy, reference, PRESETS.pro)).toBeCloseTo(expected, 12);
  const even = preferenceValue(policy, reference, { ...PRESETS.pro, rankTemperatures: false });
  expect(even).toBeCloseTo(preferenceValue(policy, reference, { ...PRESETS['kwise-mle'], beta: 1 }), 12);
});

test('of two levels, plackett-luce is DPO and lipo a scaled DPO', () => {
  const two = [policy, reference].map((rows) => [rows[0]!.slice(0, 2)]) as [number[][], number[][]];
  const dpo = preferenceValue(...two, PRESETS.dpo);
  expect(preferenceValue(...two, PRESETS['plackett-luce'])).toBeCloseTo(dpo, 12);
  expect(preferenceValue(...two, PRESETS.lipo)).toBeCloseTo((1 - 1 / Math.log2(3)) * dpo, 12);
});

test('options come out of a larger record, the rest as the published code has it', () => {
  const config = { objective: 'lipo', beta: 0.3, steps: 100 };
  expect(preferenceOptions(config)).toEqual({ ...PRESETS['published-code'], objective: 'lipo', beta: 0.3 });
  expect(() => preferenceOptions({ objective: 'sft' })).toThrow(
    /objective is 'sft'\. Use one of mdpo, hinge/,
  );
});

const bad: [options: object, levels: number, message: RegExp][] = [
  [{ beta: 0 }, 3, /beta is 0; it must be above 0/],
  [{ beta: NaN }, 3, /beta is NaN/],
  [{ ...PRESETS.pro, beta: -1 }, 3, /beta is -1/],
  [{ objective: 'dpo' }, 3, /objective is 'dpo'\. Use one of mdpo, .*pro/],
  [{ pairs: 'some' }, 3, /pairs is 'some'\. Use one of all, adjacent, best/],
  [{ penalty: 'big' }, 3, /penalty is 'big'\. Use one of none/],
  [{ smoothing: 'x' }, 3, /smoothing is 'x'/],
  [{ reduction: 'max' }, 3, /reduction is 'max'\. Use one of sum, mean/],
  [{ ...PRESETS.pro, reduction: 'max' }, 3, /reduction is 'max'/],
  [{ penaltyWeight: -2 }, 3, /penaltyWeight is -2/],
  [{ labelSmoothing: 1 }, 3, /labelSmoothing is 1; .* must be in \[0, 1\)/],
  [{ labelSmoothing: 0.5, smoothing: 'robust' }, 3, /labelSmoothing is 0\.5; .* must be in \[0, 0\.5\)/],
  [{}, 1, /A ladder has 1 level/],
  [{ ...PRESETS['plackett-luce'], penalty: 'paper' }, 3, /penalty is 'paper', which .* Set it to 'none'/],
  [{ ...PRESETS['kwise-mle'], pairs: 'best' }, 3, /pairs is 'best', which .* Set it to 'all'/],
  [{ ...PRESETS.pro, labelSmoothing: 0.1 }, 3, /labelSmoothing is 0\.1, which .* Set it to 0/],
  [{ rankTemperatures: true }, 3, /rankTemperatures is true, which objective 'mdpo' does not have/],
];

test.each(bad)('%o on %d levels is refused', (change, levels, message) => {
  const options = { ...PRESETS['published-code'], ...change };
  expect(() => checkPreferenceOptions(options, levels)).toThrow(ConfigError);
  expect(() => checkPreferenceOptions(options, levels)).toThrow(message);
});

test('every objective has a preset under its name, MDPO has the published ones', () => {
  const names = PREFERENCE_OBJECTIVES.filter((objective) => objective !== 'mdpo');
  expect(NAMES).toEqual(['paper', 'published-code', 'dpo', 'dpop', ...names]);
  for (const name of NAMES) expect(() => checkPreferenceOptions(PRESETS[name], 4)).not.toThrow();
});
