// Decoding against transformers (e2e/golden/generation.json): scores after every processor, and whole answers of the
// golden model by its own `generate`, draws replayed from our random stream.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NONE } from '../base/indices.ts';
import type { Gpu } from '../gpu/device.ts';
import { Workspace } from '../graph/workspace.ts';
import { openDawn } from '../host/dawn.ts';
import { defaultDecoding, type Decoding } from '../protocol/decoding.ts';
import { parseConfig } from './config.ts';
import { Generator, type Prompt } from './generate.ts';
import { parametersOf } from './parameters.ts';
import { processScores } from './processors.ts';
import { readSafetensors } from './safetensors.ts';
import { warpScores } from './warpers.ts';
import { layoutWeights, loadWeights, writeWeights } from './weights.ts';

type Scores = (number | null)[];

interface Golden {
  eos: number;
  imageToken: number;
  tables: {
    context: number[];
    scores: number[];
    eos: number;
    keep: number;
    settings: Partial<Decoding>;
    alone: Record<string, Scores>;
    all: Scores;
  }[];
  prompts: { key: string; ids: number[]; features: number[] | null }[];
  runs: { name: string; decoding: Partial<Decoding>; answers: (number[] | null)[] }[];
}

const root = 'e2e/golden';
const golden = JSON.parse(readFileSync(`${root}/generation.json`, 'utf8')) as Golden;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

test('scores after each processor and after all of them', () => {
  for (const { context, scores, eos, keep, settings, alone, all } of golden.tables) {
    const after = (changes: Partial<Decoding>): Float64Array => {
      const out = Float64Array.from(scores);
      const decoding = { ...defaultDecoding, temperature: 1, ...changes };
      processScores(out, [], context, eos, decoding);
      warpScores(out, decoding, keep);
      return out;
    };
    const compare = (got: Float64Array, expected: Scores): void =>
      expected.forEach((score, i) => expect(got[i]).toBeCloseTo(score ?? -Infinity, 5));
    for (const [name, expected] of Object.entries(alone)) {
      compare(after({ [name]: settings[name as keyof Decoding] }), expected);
    }
    compare(after(settings), all);
  }
});

test('whole answers, many prompts together', async () => {
  const config = parseConfig(JSON.parse(readFileSync(`${root}/model/config.json`, 'utf8')));
  const file = readSafetensors(
    new Uint8Array(readFileSync(`${root}/model/model.safetensors`)).buffer,
    'model',
  );
  const weights = new Workspace(gpu, layoutWeights(parametersOf(config)), []);
  writeWeights(weights, loadWeights(config, file));
  const prompts = golden.prompts.map(({ key, ids, features }): Prompt => ({
    key,
    features: Float32Array.from(features ?? []),
    row: {
      ids: ids.map((id) => (id === golden.imageToken ? NONE : id)),
      positions: ids.map((_, i) => i),
      segments: ids.map(() => 0),
      answers: [],
    },
  }));
  const size = { B: prompts.length, T: 16, maxNew: 24, beams: 5 };
  const generator = await Generator.create(gpu, config, weights, size);
  for (const { name, decoding, answers } of golden.runs) {
    const asked = prompts.filter((_, i) => answers[i] !== null);
    const got = await generator.run(asked, { ...defaultDecoding, ...decoding }, golden.eos);
    const expected = answers.filter((answer) => answer !== null);
    expect(got, name).toEqual(expected);
  }
});
