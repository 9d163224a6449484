// Checkpoints as transformers and nanoVLM wrote them (e2e/golden/mllm), read and written again.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, FormatError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import { initialAdapter } from './adapters.ts';
import { checkShards, shardNames } from './checkpoint.ts';
import { NANOVLM_FREQUENCIES } from './checkpointNames.ts';
import { parseConfig, type ModelConfig } from './config.ts';
import { parametersOf } from './parameters.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_FILE, readPeft, writePeft } from './peft.ts';
import { readSafetensors, readTensor, writeSafetensors, type SafetensorsFile } from './safetensors.ts';
import { loadWeights, saveWeights } from './weights.ts';

const root = 'e2e/golden/mllm';
const json = (path: string): unknown => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));
const bytes = (path: string): ArrayBuffer => new Uint8Array(readFileSync(`${root}/${path}`)).buffer;
const tensors = (folder: string, name: string): SafetensorsFile =>
  readSafetensors(bytes(`${folder}/${name}`), name);
const config = (folder: string): ModelConfig => parseConfig(json(`${folder}/config.json`));

/** A file's tensor in its own shape. */
function tensorOf(file: SafetensorsFile, name: string): Float32Array {
  return readTensor(file, name, file.entries.get(name)?.shape ?? []);
}

function closeTo(got: Float32Array, wanted: Float32Array): void {
  wanted.forEach((x, i) => expect((got[i] as number) / x).toBeCloseTo(1, 6));
}

test.each(['idefics3', 'nanovlm'])('%s: what is written is what was read, to the bit', (folder) => {
  const read = tensors(folder, 'model.safetensors');
  const written = readSafetensors(
    saveWeights(config(folder), loadWeights(config(folder), read), 'F32'),
    'written',
  );
  const byHead = new Map([['decoder.head.weight', 'decoder.token_embedding.weight']]);
  expect([...written.entries.keys()].sort()).toEqual(
    [...read.entries.keys()].map((name) => byHead.get(name) ?? name).sort(),
  );
  for (const [name, { shape }] of read.entries) {
    const other = byHead.get(name) ?? name;
    expect(written.entries.get(other)?.shape, name).toEqual(shape);
    // Both round: PyTorch takes the power in f32.
    if (name === NANOVLM_FREQUENCIES) closeTo(tensorOf(written, name), tensorOf(read, name));
    else expect(tensorOf(written, other), name).toEqual(tensorOf(read, name));
  }
});

test('nanoVLM’s q, k and v are thirds of one tensor, and its embedding goes by the head’s name', () => {
  const file = tensors('nanovlm', 'model.safetensors');
  const weights = loadWeights(config('nanovlm'), file);
  const C = config('nanovlm').vision.hidden;
  const fused = tensorOf(file, 'vision_encoder.blocks.1.attn.qkv_proj.weight');
  const layer = 'model.vision_model.encoder.layers.1.self_attn';
  expect(weights.get(`${layer}.k_proj.weight`)).toEqual(fused.slice(C * C, 2 * C * C));
  const bias = tensorOf(file, 'vision_encoder.blocks.1.attn.qkv_proj.bias');
  expect(weights.get(`${layer}.v_proj.bias`)).toEqual(bias.slice(2 * C));
  expect(file.entries.has('decoder.token_embedding.weight')).toBe(false);
  expect(weights.get('model.text_model.embed_tokens.weight')).toEqual(tensorOf(file, 'decoder.head.weight'));
});

test('shards in bfloat16 are one model; one that is missing or wrong is named', () => {
  const index = json('smolvlm/model.safetensors.index.json');
  const names = shardNames(index);
  expect(names).toHaveLength(3);
  const shards = names.map((name) => tensors('smolvlm', name));
  expect(shards[0]?.entries.values().next().value?.dtype).toBe('BF16');
  checkShards(index, shards);
  const model = config('smolvlm');
  const weights = loadWeights(model, shards);
  for (const { name, shape } of parametersOf(model)) expect(weights.get(name)).toHaveLength(sizeOf(shape));

  expect(() => checkShards(index, shards.slice(1))).toThrow(`lists ${names[0]}, which is not there`);
  const emptied = [{ ...(shards[0] as SafetensorsFile), entries: new Map() }, ...shards.slice(1)];
  expect(() => checkShards(index, emptied)).toThrow(`${names[0]} lacks `);
  expect(() => shardNames({})).toThrow('has no weight_map');
  expect(() => loadWeights(model, shards.slice(0, 2))).toThrow(/has no tensor/);
});

test.each([
  ['idefics3', 'model.text_model.layers.0.self_attn.q_norm.weight', true],
  ['idefics3', 'model.text_model.layers.0.self_attn.q_proj.bias', true],
  ['idefics3', 'model.vision_model.head.probe', false],
  ['idefics3', 'model.text_model.layers.0.self_attn.rotary_emb.inv_freq', false],
  ['nanovlm', 'decoder.blocks.0.attn.q_norm.weight', true],
  ['nanovlm', 'vision_encoder.cls_token', true],
  ['nanovlm', 'decoder.rotary_embd.inv_freq', false],
] as const)('%s: is %s a fault? %s', (folder, stranger, fault) => {
  const file = tensors(folder, 'model.safetensors');
  const all = new Map(
    [...file.entries].map(([name, { shape }]) => [name, { shape, data: readTensor(file, name, shape) }]),
  );
  all.set(stranger, { shape: [2], data: new Float32Array(2) });
  const load = (): unknown => loadWeights(config(folder), readSafetensors(writeSafetensors(all), 'more'));
  if (!fault) expect(load).not.toThrow();
  else {
    expect(load).toThrow(FormatError);
    expect(load).toThrow(`no place for: ${stranger}`);
  }
});

test.each(['idefics3', 'smolvlm', 'nanovlm'])('%s: PEFT’s adapter is written as it was read', (folder) => {
  const model = config(folder);
  const text = readFileSync(`${root}/${folder}/adapter/${ADAPTER_CONFIG_FILE}`, 'utf8');
  const saved = tensors(folder, `adapter/${ADAPTER_FILE}`);
  const { lora, adapter, baseName } = readPeft(text, bytes(`${folder}/adapter/${ADAPTER_FILE}`), model);
  const files = writePeft(model, lora, adapter, 'F32', baseName);
  const written = readSafetensors(files[ADAPTER_FILE], 'written');
  expect([...written.entries.keys()].sort()).toEqual([...saved.entries.keys()].sort());
  for (const name of saved.entries.keys()) expect(tensorOf(written, name)).toEqual(tensorOf(saved, name));
  const again = readPeft(files[ADAPTER_CONFIG_FILE], files[ADAPTER_FILE], model);
  expect([...again.adapter.keys()].sort()).toEqual([...adapter.keys()].sort());
  expect(again.lora).toEqual(lora);
  const taskType = (JSON.parse(files[ADAPTER_CONFIG_FILE]) as { task_type: unknown }).task_type;
  expect(taskType).toBe(folder === 'nanovlm' ? null : 'CAUSAL_LM');
});

test('an adapter of nanoVLM’s fused q, k and v cannot be written as one of its own', () => {
  const model = config('nanovlm');
  const lora = { rank: 2, alpha: 2, targets: '/model\\.vision_model\\..*k_proj/' };
  const write = (): unknown => writePeft(model, lora, initialAdapter(model, lora, 1), 'F32', null);
  expect(write).toThrow(ConfigError);
  expect(write).toThrow(/vision_model\.encoder\.layers\.0\.self_attn\.k_proj/);
});
