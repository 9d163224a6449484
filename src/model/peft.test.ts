import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FormatError } from '../base/errors.ts';
import { deriveSeed, Random } from '../base/random.ts';
import { adaptersOf, initialAdapter, moduleOf, targetMatcher, type LoraOptions } from './adapters.ts';
import { parseConfig } from './config.ts';
import { linearWeights, type Part } from './parameters.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_FILE, readPeft, writePeft } from './peft.ts';
import { floatToHalf, halfToFloat, readSafetensors, writeSafetensors } from './safetensors.ts';
import { TEST_CONFIG } from './testModel.ts';

const MODULES = linearWeights(TEST_CONFIG).map(({ name }) => moduleOf(name));
const LORA: LoraOptions = { rank: 2, alpha: 6, targets: 'q_proj,v_proj' };

function trained(lora: LoraOptions, parts?: ReadonlySet<Part>): Map<string, Float32Array> {
  const adapter = initialAdapter(TEST_CONFIG, lora, 5, parts);
  for (const [name, data] of adapter) {
    const random = new Random(deriveSeed(6, name));
    for (let i = 0; i < data.length; i++) data[i] = random.normal();
  }
  return adapter;
}

function adapted(targets: string): string[] {
  return MODULES.filter(targetMatcher(targets));
}

/** Writes, changes the config's fields, and reads. */
function reread(fields: Record<string, unknown>, lora = LORA): ReturnType<typeof readPeft> {
  const files = writePeft(TEST_CONFIG, lora, trained(lora), 'F32', null);
  const json = JSON.parse(files[ADAPTER_CONFIG_FILE]) as Record<string, unknown>;
  return readPeft(JSON.stringify({ ...json, ...fields }), files[ADAPTER_FILE], TEST_CONFIG);
}

/** The adapter's file with a change to its tensors. */
function withTensors(
  change: (tensors: Map<string, { shape: number[]; data: Float32Array }>) => void,
): () => unknown {
  const files = writePeft(TEST_CONFIG, LORA, trained(LORA), 'F32', null);
  const { entries, bytes } = readSafetensors(files[ADAPTER_FILE], ADAPTER_FILE);
  const tensors = new Map(
    [...entries].map(([name, { shape, start, end }]) => [
      name,
      { shape: [...shape], data: new Float32Array(bytes.slice(start, end).buffer) },
    ]),
  );
  change(tensors);
  return () => readPeft(files[ADAPTER_CONFIG_FILE], writeSafetensors(tensors), TEST_CONFIG);
}

test('what is written is read again', () => {
  const adapter = trained(LORA);
  const files = writePeft(TEST_CONFIG, LORA, adapter, 'F32', 'some/model');
  const back = readPeft(files[ADAPTER_CONFIG_FILE], files[ADAPTER_FILE], TEST_CONFIG);
  expect(back).toEqual({ lora: LORA, adapter, baseName: 'some/model' });
});

test('any adapter comes back: to the bit from F32, rounded to halves from F16', () => {
  const settings = fc.record({
    rank: fc.integer({ min: 1, max: 5 }),
    alpha: fc.double({ min: 0.01, max: 64, noNaN: true }),
    targets: fc.subarray(MODULES, { minLength: 1 }).map((modules) => modules.join(',')),
    dtype: fc.constantFrom('F32' as const, 'F16' as const),
  });
  fc.assert(
    fc.property(settings, ({ dtype, ...lora }) => {
      const adapter = trained(lora);
      const files = writePeft(TEST_CONFIG, lora, adapter, dtype, null);
      const back = readPeft(files[ADAPTER_CONFIG_FILE], files[ADAPTER_FILE], TEST_CONFIG);
      expect(back.lora).toEqual(lora);
      const rounded = (x: number): number => (dtype === 'F32' ? x : halfToFloat(floatToHalf(x)));
      expect(back.adapter).toEqual(new Map([...adapter].map(([name, data]) => [name, data.map(rounded)])));
    }),
    { numRuns: 50 },
  );
});

test('target_modules says what the adapter holds, whatever selected it', () => {
  const listed = (lora: LoraOptions, parts?: ReadonlySet<Part>): string[] => {
    const files = writePeft(TEST_CONFIG, lora, trained(lora, parts), 'F32', null);
    const list = (JSON.parse(files[ADAPTER_CONFIG_FILE]) as { target_modules: string[] }).target_modules;
    const adapters = adaptersOf(TEST_CONFIG, lora, parts);
    expect(adapted(list.join(','))).toEqual(MODULES.filter((module) => adapters.targets(`${module}.weight`)));
    return list;
  };
  expect(listed(LORA)).toEqual(['q_proj', 'v_proj']);
  expect(listed(LORA, new Set(['decoder']))).toEqual([
    'text_model.layers.0.self_attn.q_proj',
    'text_model.layers.0.self_attn.v_proj',
    'text_model.layers.1.self_attn.q_proj',
    'text_model.layers.1.self_attn.v_proj',
  ]);
  // The ends that PEFT itself writes for all-linear, in its own (unordered) way.
  const ends = 'down_proj fc1 fc2 gate_proj k_proj o_proj out_proj proj q_proj up_proj v_proj';
  expect(listed({ ...LORA, targets: 'all-linear' }).sort()).toEqual(ends.split(' '));
  expect(listed({ ...LORA, targets: '/.*\\.(fc1|up_proj)/' })).toEqual(['fc1', 'up_proj']);
});

test('PEFT’s ways to name modules are read', () => {
  const all = { ...LORA, targets: 'all-linear' };
  expect(adapted(reread({ target_modules: 'all-linear' }, all).lora.targets)).toEqual(MODULES);
  expect(reread({ target_modules: '.*\\.(q|v)_proj' }).lora.targets).toBe('q_proj,v_proj');
  expect(reread({ target_modules: ['v_proj', 'q_proj', 'W_pack'] }).lora.targets).toBe('v_proj,q_proj');
  const decoder = { ...LORA, targets: '/.*text_model.*\\.[qv]_proj/' };
  for (const exclude of ['.*vision_model.*', MODULES.filter((module) => module.includes('vision_model'))]) {
    const back = reread({ target_modules: ['q_proj', 'v_proj'], exclude_modules: exclude }, decoder);
    expect(adapted(back.lora.targets)).toEqual(adapted(decoder.targets));
  }
  // Rank-stabilised: the scale is alpha / sqrt(rank).
  const { lora } = reread({ use_rslora: true });
  expect(lora.alpha / lora.rank).toBeCloseTo(6 / Math.sqrt(2), 12);
});

test('what the engine cannot run is refused by name, with what to do', () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ use_dora: true }, /use_dora is set; .*DoRA.* merge_and_unload/],
    [{ rank_pattern: { q_proj: 4 } }, /rank_pattern is set; .*merge_and_unload/],
    [{ alpha_pattern: { q_proj: 4 } }, /alpha_pattern is set/],
    [{ modules_to_save: ['lm_head'] }, /modules_to_save is set/],
    [{ trainable_token_indices: [1] }, /trainable_token_indices is set/],
    [{ layers_to_transform: [0] }, /layers_to_transform is set; .*full names/],
    [{ bias: 'lora_only' }, /bias is "lora_only"/],
    [
      { init_lora_weights: 'pissa' },
      /init_lora_weights is "pissa".*path_initial_model_for_weight_conversion/,
    ],
    [{ peft_type: 'ADALORA' }, /peft_type is ADALORA; only LORA/],
    [{ r: 0 }, /adapter_config.json: r: .*save_pretrained/],
    [{ target_modules: null }, /target_modules/],
    [{ target_modules: ['query', 'value'] }, /names no linear layer of the model.*another model/],
    [{ target_modules: '(?P<name>.*)q_proj' }, /cannot be read as module names/],
    [{ target_modules: ['q_proj', 'v_proj', 'o_proj'] }, /lacks 4 of the 20 tensors .*o_proj.lora_A.weight/],
    [{ target_modules: ['q_proj'] }, /8 tensors that belong to no adapted linear layer: .*v_proj/],
    [{ r: 4 }, /lora_A.weight is 2x16, the model needs 4x16/],
  ];
  for (const [fields, message] of cases) {
    expect(() => reread(fields), JSON.stringify(fields)).toThrow(message);
    expect(() => reread(fields), JSON.stringify(fields)).toThrow(FormatError);
  }
  expect(() => readPeft('{', new ArrayBuffer(0), TEST_CONFIG)).toThrow(/adapter_config.json is not JSON/);
});

test('tensors that are missing, misshapen or of another layer are named', () => {
  const name = 'base_model.model.model.text_model.layers.1.self_attn.v_proj.lora_B.weight'; // [16, 2]
  expect(withTensors((tensors) => tensors.delete(name))).toThrow(
    /lacks 1 of the 16 tensors .*1.self_attn.v_proj/,
  );
  const transposed = withTensors((tensors) =>
    tensors.set(name, { shape: [2, 16], data: new Float32Array(32) }),
  );
  expect(transposed).toThrow(/v_proj.lora_B.weight is 2x16, the model needs 16x2/);
  const more = 'base_model.model.model.text_model.embed_tokens.weight';
  const saved = withTensors((tensors) => tensors.set(more, { shape: [1], data: new Float32Array(1) }));
  expect(saved).toThrow(
    /1 tensors that belong to no adapted linear layer: .*embed_tokens.*head are not supported/,
  );
});

test('PEFT’s own files are written back byte for byte', () => {
  const root = 'e2e/golden/adapters/theirs';
  const model = parseConfig(JSON.parse(readFileSync('e2e/golden/model/config.json', 'utf8')));
  const bytes = readFileSync(`${root}/${ADAPTER_FILE}`);
  const text = readFileSync(`${root}/${ADAPTER_CONFIG_FILE}`, 'utf8');
  const { lora, adapter, baseName } = readPeft(text, new Uint8Array(bytes).buffer, model);
  const files = writePeft(model, lora, adapter, 'F32', baseName);
  expect(Buffer.from(files[ADAPTER_FILE]).equals(bytes)).toBe(true);
  expect(JSON.parse(files[ADAPTER_CONFIG_FILE])).toEqual(JSON.parse(text));
});
