import { expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import {
  adaptersOf,
  checkLora,
  initialAdapter,
  LORA_DEFAULTS,
  mergeAdapter,
  targetMatcher,
} from './adapters.ts';
import { adapterNames, adapterParameters, linearWeights, type Part } from './parameters.ts';
import { TEST_CONFIG } from './testModel.ts';
import { initialWeights } from './weights.ts';

const DECODER: ReadonlySet<Part> = new Set<Part>(['decoder']);
const Q = 'model.text_model.layers.0.self_attn.q_proj.weight';

function adapted(targets: string, parts?: ReadonlySet<Part>): string[] {
  const adapters = adaptersOf(TEST_CONFIG, { ...LORA_DEFAULTS, targets }, parts);
  return adapterParameters(TEST_CONFIG, adapters)
    .filter(({ name }) => name.endsWith('.lora_A.weight'))
    .map(({ name }) => name.replace('.lora_A.weight', ''));
}

test('targets name layers as PEFT reads target_modules', () => {
  expect(adapted('q_proj,v_proj')).toHaveLength(8); // two layers of each tower
  expect(adapted(' q_proj , v_proj ', DECODER)).toHaveLength(4);
  expect(adapted('proj')).toEqual(['model.connector.modality_projection.proj']); // an end is a whole name: no q_proj
  expect(adapted('fc1,fc2')).toHaveLength(4);
  expect(adapted('1.mlp.down_proj')).toEqual(['model.text_model.layers.1.mlp.down_proj']);
  expect(adapted('model.text_model.layers.1.mlp.down_proj')).toHaveLength(1);
  expect(adapted('/model\\.text_model\\..*\\.(q|v)_proj/')).toHaveLength(4);
  expect(() => adapted('/q_proj/'), 'a pattern fits the whole name').toThrow(ConfigError);
});

test('all-linear takes every linear layer: no norm, no table, no head', () => {
  const names = adapted('all-linear');
  expect(names).toHaveLength(2 * 6 + 1 + 2 * 7);
  expect(names.filter((name) => /norm|embed|lm_head/.test(name))).toEqual([]);
  expect(linearWeights({ ...TEST_CONFIG, tied: false })).toHaveLength(names.length);
});

test('targets that are nothing, or name nothing, say which layers there are', () => {
  expect(() => targetMatcher('')).toThrow(ConfigError);
  expect(() => targetMatcher('q_proj,')).toThrow('empty name');
  expect(() => targetMatcher('/(/')).toThrow('not a regular expression');
  const check = (targets: string) => () => checkLora(TEST_CONFIG, { ...LORA_DEFAULTS, targets });
  expect(check('q_proj,query')).toThrow(
    /"query" is no linear layer .* q_proj, k_proj, v_proj, out_proj, fc1, fc2/,
  );
  expect(check('lm_head')).toThrow(ConfigError);
  expect(check('embed_tokens')).toThrow(ConfigError);
  expect(() => adapted('fc1', DECODER)).toThrow('outside the trained parts (decoder)');
  for (const change of [{ rank: 0 }, { rank: 1.5 }, { alpha: 0 }, { alpha: NaN }]) {
    expect(() => checkLora(TEST_CONFIG, { ...LORA_DEFAULTS, ...change })).toThrow(ConfigError);
  }
});

test('an adapter starts with A uniform in +-1 / sqrt(in), B zero, and the same from the same seed', () => {
  const first = initialAdapter(TEST_CONFIG, LORA_DEFAULTS, 3);
  expect(initialAdapter(TEST_CONFIG, LORA_DEFAULTS, 3)).toEqual(first);
  expect(initialAdapter(TEST_CONFIG, LORA_DEFAULTS, 4)).not.toEqual(first);
  const { a, b } = adapterNames(Q);
  const values = [...(first.get(a) as Float32Array)];
  const bound = 1 / Math.sqrt(TEST_CONFIG.decoder.hidden);
  expect(values).toHaveLength(8 * 32);
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
  // Every A of ten seeds (60,160 numbers), each over its bound: mean 0, standard deviation 1 / sqrt(3) +- 0.001.
  const all = { ...LORA_DEFAULTS, targets: 'all-linear' };
  const units = Array.from({ length: 10 }, (_, seed) => [...initialAdapter(TEST_CONFIG, all, seed)]).flatMap(
    (adapter) =>
      adapter.flatMap(([name, data]) =>
        name.endsWith('.lora_A.weight') ? [...data].map((x) => x * Math.sqrt(data.length / 8)) : [],
      ),
  );
  const mean = units.reduce((sum, x) => sum + x, 0) / units.length;
  const variance = units.reduce((sum, x) => sum + x * x, 0) / units.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(Math.sqrt(variance)).toBeCloseTo(1 / Math.sqrt(3), 2);
  expect(first.get(b)).toEqual(new Float32Array(32 * 8));
  expect(initialAdapter(TEST_CONFIG, LORA_DEFAULTS, 3, DECODER).size).toBe(8);
});

test('a merge adds alpha / rank * B A to the adapted weights alone', () => {
  const lora = { rank: 2, alpha: 6, targets: '0.self_attn.q_proj' };
  const weights = initialWeights(TEST_CONFIG, 1);
  const adapter = initialAdapter(TEST_CONFIG, lora, 2, DECODER);
  expect(mergeAdapter(TEST_CONFIG, weights, adapter, lora).get(Q)).toEqual(weights.get(Q)); // B is zero
  const { a, b } = adapterNames(Q);
  adapter.get(b)?.set([1, 2, 3, 4]); // B[0] = [1, 2], B[1] = [3, 4]
  const merged = mergeAdapter(TEST_CONFIG, weights, adapter, lora);
  const A = adapter.get(a) as Float32Array; // [2, 32]
  const w = weights.get(Q) as Float32Array;
  const at = (o: number, i: number): number => merged.get(Q)?.[o * 32 + i] as number;
  expect(at(0, 5)).toBe(Math.fround((w[5] as number) + 3 * ((A[5] as number) + 2 * (A[37] as number))));
  expect(at(1, 5)).toBe(Math.fround((w[37] as number) + 3 * (3 * (A[5] as number) + 4 * (A[37] as number))));
  expect(at(2, 5)).toBe(w[69]);
  for (const [name, data] of weights) if (name !== Q) expect(merged.get(name)).toBe(data);
  expect(() => mergeAdapter(TEST_CONFIG, weights, adapter, { rank: 3, alpha: 6 })).toThrow('internal:');
});
