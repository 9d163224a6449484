// An exported run, read again: whole, in parts, and damaged.
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { FormatError } from '../base/errors.ts';
import { mergeAdapter } from '../model/adapters.ts';
import { parseConfig } from '../model/config.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_FILE } from '../model/peft.ts';
import { TEST_LORA, testAdapter } from '../model/testAdapter.ts';
import { initialWeights } from '../model/weights.ts';
import type { NamedBlob } from '../protocol/dataset.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { defaultConfig } from '../train/presets.ts';
import { packRun, readRunBundle, type RunExport } from './runBundle.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const configJson = json('e2e/golden/model/config.json');
const config = parseConfig(configJson);
const weights = initialWeights(config, 1);
const adapter = testAdapter(config);

/** PEFT's file lists what `all-linear` means. */
const READ_LORA = {
  ...TEST_LORA,
  targets: 'q_proj,k_proj,v_proj,out_proj,fc1,fc2,proj,o_proj,gate_proj,up_proj,down_proj',
};

const run: Run = {
  id: 'run-1',
  name: 'A run\n# of two lines',
  createdAt: '2026-01-02T03:04:05.678Z',
  status: 'finished',
  config: { ...defaultConfig, objective: 'mdpo', adapter: 'lora', levels: [0, 2] },
  codeVersion: '0.1.0+abc',
  weightsHash: 'aa',
  dataHash: 'bb',
  adapter: 'a GPU',
  stepsDone: 2,
  source: { model: 'expert-S', data: { kind: 'dataset', id: 'data-1' } },
  memory: [{ name: 'weights', bytes: 100 }],
  last: { step: 2 },
  best: { step: 1, evalLoss: 0.5 },
};
const events: RunEvent[] = [
  { runId: 'run-1', step: 1, seconds: 0.5, metrics: { loss: 0.7, 'rewards/chosen': -0.1 } },
  { runId: 'run-1', step: 2, seconds: 1, metrics: { loss: NaN } },
];
const tokenizer = {
  json: json('public/models/tokenizer.json'),
  config: json('public/models/tokenizer_config.json'),
};
const full: RunExport = {
  run,
  events,
  config: configJson,
  tokenizer,
  weights,
  adapter: { lora: TEST_LORA, weights: adapter, baseName: 'models/base' },
  dtype: 'F32',
};

const zipped = (blob: Blob): NamedBlob[] => [{ path: 'run.zip', blob }];

/** The files in a zip as a folder's, changed. */
async function loose(change: Record<string, string | undefined> = {}): Promise<NamedBlob[]> {
  const entries = unzipSync(new Uint8Array(await packRun(full).arrayBuffer()));
  return Object.entries({ ...entries, ...change }).flatMap(([path, content]) =>
    content === undefined ? [] : [{ path: `folder/${path}`, blob: new Blob([content as BlobPart]) }],
  );
}

const only = (files: readonly NamedBlob[], ...names: string[]): NamedBlob[] =>
  files.filter(({ path }) => names.some((name) => path.endsWith(`/${name}`)));

test('a run comes back whole from its zip, the adapter beside the merged weights', async () => {
  const back = await readRunBundle(zipped(packRun(full)));
  expect(back.run).toEqual({ run, events });
  expect(back.adapter).toEqual({ lora: READ_LORA, weights: adapter, baseName: 'models/base' });
  expect(back.model?.weights).toEqual(mergeAdapter(config, weights, adapter, TEST_LORA));
  expect(back.model?.config).toEqual(config);
  expect(back.tokenizer?.json).toEqual(tokenizer.json);
  expect(back.tokenizer?.config).toEqual(tokenizer.config);
  expect(back.tokenizer?.tokenizer.special.bos).toBe(1);
});

test('a run without an adapter, in half precision', async () => {
  const blob = packRun({ run, events, config: configJson, tokenizer, weights, dtype: 'F16' });
  const entries = unzipSync(new Uint8Array(await blob.arrayBuffer()));
  expect(Object.keys(entries).sort()).toEqual([
    'README.md',
    'config.json',
    'model.safetensors',
    'run.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const text = (name: string): string => new TextDecoder().decode(entries[name]);
  expect(JSON.parse(text('config.json'))).toEqual({ ...(configJson as object), dtype: 'float16' });
  expect(text('README.md')).toContain('# A run # of two lines\n');
  expect(text('README.md')).not.toContain('adapter');
  const back = await readRunBundle(zipped(blob));
  expect(back.adapter).toBeUndefined();
  for (const [name, data] of weights) {
    const got = back.model?.weights.get(name) as Float32Array;
    // Halves have 11 bits of fraction.
    data.forEach((x, i) =>
      expect(Math.abs((got[i] as number) - x)).toBeLessThanOrEqual(Math.abs(x) * 2 ** -11 + 2 ** -25),
    );
  }
});

test('the README names every file of the zip', async () => {
  const entries = unzipSync(new Uint8Array(await packRun(full).arrayBuffer()));
  const readme = new TextDecoder().decode(entries['README.md']);
  for (const name of Object.keys(entries)) if (name !== 'README.md') expect(readme).toContain(name);
  expect(readme).toContain('(models/base)');
});

test('parts are read alone: an adapter folder on a chosen model, a record, a tokenizer, PEFT’s own files', async () => {
  const files = await loose();
  const adapterFiles = only(files, ADAPTER_FILE, ADAPTER_CONFIG_FILE);
  expect(await readRunBundle(adapterFiles, config)).toEqual({
    adapter: { lora: READ_LORA, weights: adapter, baseName: 'models/base' },
  });
  expect(Object.keys(await readRunBundle(only(files, 'run.json')))).toEqual(['run']);
  expect(Object.keys(await readRunBundle(only(files, 'tokenizer.json')))).toEqual(['tokenizer']);
  expect(Object.keys(await readRunBundle(only(files, 'model.safetensors', 'config.json')))).toEqual([
    'model',
  ]);
  const theirs = [ADAPTER_FILE, ADAPTER_CONFIG_FILE].map((name) => ({
    path: name,
    blob: new Blob([readFileSync(`e2e/golden/adapters/theirs/${name}`)]),
  }));
  expect((await readRunBundle(theirs, config)).adapter?.lora.rank).toBe(4);
});

test('what is missing, doubled, foreign or broken is named with what to do', async () => {
  const files = await loose();
  const record = JSON.parse(await (only(files, 'run.json')[0] as NamedBlob).blob.text()) as { run: object };
  const withRun = (change: object): Promise<NamedBlob[]> =>
    loose({ 'run.json': JSON.stringify({ ...record, run: { ...record.run, ...change } }) });
  const configWithout = Object.fromEntries(Object.entries(run.config).filter(([field]) => field !== 'beta'));
  const file = (path: string, content = ''): NamedBlob => ({ path, blob: new Blob([content]) });
  const cases: [readonly NamedBlob[], RegExp][] = [
    [[file('notes.txt')], /none is part of a run.*adapter_model.safetensors/],
    [only(files, 'model.safetensors'), /comes without config.json.*Choose both/],
    [only(files, 'config.json'), /comes without model.safetensors/],
    [only(files, ADAPTER_FILE), /comes without adapter_config.json/],
    [only(files, ADAPTER_CONFIG_FILE), /comes without adapter_model.safetensors/],
    [only(files, 'tokenizer_config.json'), /comes without tokenizer.json/],
    [only(files, ADAPTER_FILE, ADAPTER_CONFIG_FILE), /does not say what model it is for.*Choose the model/],
    [[...files, file('other/run.json', '{}')], /two files run.json: folder\/run.json and other\/run.json/],
    [[file('model.safetensors.index.json', '{}')], /is not read.*max_shard_size/],
    [[file('adapter_model.bin')], /is not read.*Pickled/],
    [[file('run.zip', 'no zip')], /zip/],
    [await loose({ 'config.json': '{' }), /config.json is not JSON/],
    [await loose({ 'config.json': '{}' }), /config.json: model_type/],
    [await loose({ 'tokenizer.json': '{}' }), /tokenizer.json is not a tokenizer/],
    [await loose({ 'model.safetensors': 'x' }), /model.safetensors is not a valid safetensors file/],
    [await loose({ 'run.json': '{}' }), /run.json: format: .*AMP Lab exported/],
    [
      await loose({ 'run.json': JSON.stringify({ ...record, version: 2 }) }),
      /run.json: version: .*another version/,
    ],
    [await withRun({ config: configWithout }), /run.json: run.config.beta/],
    [await withRun({ config: { ...run.config, pairs: 'some' } }), /run.json: run.config.pairs/],
    [await withRun({ status: 'done' }), /run.json: run.status/],
    [await withRun({ id: 'run-2' }), /events.0 belongs to run run-1, the record is of run-2/],
  ];
  for (const [given, message] of cases) {
    const read = readRunBundle(given);
    await expect(read, String(message)).rejects.toThrow(message);
    await expect(read, String(message)).rejects.toBeInstanceOf(FormatError);
  }
});
