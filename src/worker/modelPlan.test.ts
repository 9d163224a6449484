// What is taken of a repository, and what is refused before a byte of weights is fetched.
import { expect, it } from 'vitest';
import { oneFile, sharded, withFiles } from '../../e2e/fixtures/hubModels.ts';
import type { HubRepository } from '../../e2e/fixtures/hubServer.ts';
import { parseRepository, planModel, type ModelPlan } from './modelPlan.ts';

function plan({ files }: HubRepository): Promise<ModelPlan> {
  return planModel(
    [...files].map(([path, { length }]) => ({ path, size: length })),
    async ({ path }) => JSON.parse(new TextDecoder().decode(files.get(path))) as unknown,
    'a/b',
  );
}

it('takes what a model needs and nothing else, weights last', async () => {
  const { files, facts } = await plan(oneFile());
  expect(files.map(({ path }) => path)).toEqual([
    'config.json',
    'tokenizer.json',
    'chat_template.jinja',
    'preprocessor_config.json',
    'model.safetensors',
  ]);
  // Elements of the tensors of e2e/golden/mllm/idefics3/model.safetensors, from its header; its config.json's
  // image_size, and (6 patches a side / scale_factor 3) squared tokens.
  expect(facts).toEqual({
    architecture: 'Idefics3',
    parameters: tensorElements(oneFile()),
    tile: 26,
    tileTokens: 4,
  });
});

it('takes all shards that the index lists', async () => {
  const { files, facts } = await plan(sharded());
  expect(files.map(({ path }) => path).slice(-4)).toEqual([
    'model.safetensors.index.json',
    'model-00001-of-00003.safetensors',
    'model-00002-of-00003.safetensors',
    'model-00003-of-00003.safetensors',
  ]);
  expect(facts.architecture).toBe('SmolVLM');
  await expect(plan(withFiles(sharded(), { 'model-00002-of-00003.safetensors': undefined }))).rejects.toThrow(
    'a/b lacks model-00002-of-00003.safetensors, which model.safetensors.index.json lists',
  );
});

it.each([
  [{ 'config.json': undefined }, 'a/b has no config.json. It is not a model'],
  [{ 'config.json': undefined, 'adapter_config.json': '{}' }, 'It is an adapter'],
  [
    { 'model.safetensors': undefined, 'pytorch_model.bin': 'x' },
    'no model.safetensors, in one file or in shards; its weights are onnx/model.onnx, pytorch_model.bin.',
  ],
  [{ 'config.json': '{"model_type":"qwen2_vl"}' }, 'a model of type "qwen2_vl" (there are idefics3'],
  [{ 'tokenizer.json': undefined }, 'a/b has no tokenizer.json'],
])('refuses %o', async (changes, message) => {
  await expect(plan(withFiles(oneFile(), changes))).rejects.toThrow(message);
});

it.each([
  ['HuggingFaceTB/SmolVLM-256M-Instruct', 'HuggingFaceTB/SmolVLM-256M-Instruct', undefined],
  [' https://huggingface.co/a/b.c/ ', 'a/b.c', undefined],
  ['https://huggingface.co/a/b/tree/refs%2Fpr%2F1', 'a/b', 'refs/pr/1'],
  ['https://huggingface.co/a/b/blob/main/config.json', 'a/b', 'main'],
])('reads %s', (text, repository, revision) => {
  expect(parseRepository(text)).toEqual({ repository, ...(revision && { revision }) });
});

it.each(['', 'gpt2', 'a/..', '../a', 'a/b/c', 'https://huggingface.co/datasets/a/b'])(
  'finds no model in "%s"',
  (text) => {
    expect(() => parseRepository(text)).toThrow('owner/name');
  },
);

function tensorElements({ files }: HubRepository): number {
  const bytes = files.get('model.safetensors') as Uint8Array;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    { shape?: number[] }
  >;
  return Object.values(header).reduce(
    (sum, { shape }) => sum + (shape === undefined ? 0 : shape.reduce((a, b) => a * b, 1)),
    0,
  );
}
