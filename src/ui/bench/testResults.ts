// Made-up results for the tests of this folder.
import type { BenchDialogue, BenchResult, BenchRound, Score } from '../../protocol/bench.ts';
import type { BenchmarkInfo } from '../../protocol/benchmark.ts';
import { decodingOf } from '../../protocol/decoding.ts';
import type { JudgeRecord } from '../../protocol/judge.ts';

export const EXACT: JudgeRecord = { kind: 'exact', name: 'exact', version: 'exact/1' };
export const TEXT: JudgeRecord = {
  kind: 'text',
  name: 'judge-7b',
  version: 'mrhal-text/1',
  endpoint: 'http://localhost:11434/v1',
};

export const SCENES: BenchmarkInfo = {
  id: 'mrhal-scenes',
  task: 'mrhal',
  name: 'MRHal-Bench on scenes',
  about: '',
  bundled: true,
  harnessVersion: 'mrhal/2',
  examples: 2,
  rounds: 3,
  judges: ['exact', 'text'],
  decoding: decodingOf('mrhal'),
};

export function round(change: Partial<BenchRound> = {}): BenchRound {
  return {
    question: 'Is there a dog?',
    type: 'existence',
    truth: 'No, there is no dog.',
    answer: 'No.',
    claims: [],
    counts: {},
    ...change,
  };
}

export function dialogue(
  id: string,
  rounds: readonly BenchRound[],
  change: Partial<BenchDialogue> = {},
): BenchDialogue {
  return {
    id,
    image: { kind: 'scene', seed: 1, split: 'bench', style: 'noto' },
    rounds,
    counts: {},
    ...change,
  };
}

export function score(key: string, value: number, change: Partial<Score> = {}): Score {
  return {
    key,
    title: key,
    explanation: '',
    unit: 'share',
    better: 'lower',
    max: 1,
    value,
    low: value - 0.05,
    high: value + 0.05,
    n: 100,
    interval: 'wilson',
    ...change,
  };
}

export function result(id: string, change: Partial<BenchResult> = {}): BenchResult {
  return {
    id,
    benchmark: SCENES.id,
    name: SCENES.name,
    examplesHash: 'examples',
    harnessVersion: SCENES.harnessVersion,
    model: 'expert-L',
    modelName: 'Expert L',
    weightsHash: '',
    decoding: SCENES.decoding,
    judge: EXACT,
    createdAt: '2026-11-24T12:00:00Z',
    dialogues: [dialogue('a', [round(), round()]), dialogue('b', [round()])],
    scores: [],
    groups: [],
    ...change,
  };
}
