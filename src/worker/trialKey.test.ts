// Results lie in files and are shared by key: a key that changes trains everything anew.
import { expect, test } from 'vitest';
import { sha256 } from '../base/hash.ts';
import { defaultConfig } from '../train/presets.ts';
import { parseExperiment } from './experimentFile.ts';
import { trialKey, untrainedKey } from './trialKey.ts';

const spec = parseExperiment(JSON.stringify({ name: 'x', bench: { dialogues: 9, first: 4 } }));
const model = { weightsHash: 'w' };
const plan = { key: '["pope-scenes","pope/1"]' };

test('without further benchmarks the keys are those of the results that were made before there were any', async () => {
  expect(spec).not.toHaveProperty('benchmarks');
  const config = { ...defaultConfig, seed: 3, preset: 'mine' };
  const decisive = Object.fromEntries(Object.entries(config).filter(([name]) => name !== 'preset'));
  const questions =
    '{"kind":"scenes","count":576,"rounds":2,"style":"noto","priorDefying":false},384,0.7,{"dialogues":9,"first":4}';
  const choice = '{"sources":["a"],"order":"truth"}';
  expect(
    await trialKey(
      spec,
      model,
      { sources: ['a'], order: 'truth' },
      { ...config, preset: 'another name' },
      [],
    ),
  ).toBe(await sha256(`["mrhal-scenes/1","w",${questions},${choice},${JSON.stringify(decisive)}]`));
  expect(await untrainedKey(spec, model, [])).toBe(
    await sha256('["mrhal-scenes/1","w",{"dialogues":9,"first":4}]'),
  );
});

test('a base in f32 is what there was before it could be packed; a packed one is another trial', async () => {
  const keys = await Promise.all(
    [{}, { baseStorage: 'f32' as const }, { baseStorage: 'int4' as const }].map((change) =>
      trialKey(spec, model, spec.ladders, { ...defaultConfig, ...change }, []),
    ),
  );
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

test('what a benchmark asks, and how it is judged, is part of the key', async () => {
  const keys = await Promise.all([
    untrainedKey(spec, model, []),
    untrainedKey(spec, model, [plan]),
    untrainedKey(spec, model, [{ key: '["pope-scenes","pope/2"]' }]),
    trialKey(spec, model, spec.ladders, defaultConfig, []),
    trialKey(spec, model, spec.ladders, defaultConfig, [plan]),
  ]);
  expect(new Set(keys).size).toBe(5);
});
