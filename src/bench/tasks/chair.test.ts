// CHAIR as a task: the published numbers through counts and scores, and scenes whose truth is known.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Random } from '../../base/random.ts';
import { checkAnswer } from '../../data/scenes/check.ts';
import { hallucinate } from '../../data/scenes/hallucinate.ts';
import { parseQuestion } from '../../data/scenes/phrasing.ts';
import { sceneOf, type Scene } from '../../data/scenes/scene.ts';
import type { BenchDialogue, Score } from '../../protocol/bench.ts';
import type { BenchExample, BenchTables } from '../../protocol/benchmark.ts';
import { scoresOf } from '../scores.ts';
import { judged } from '../task.ts';
import { chair, chairScenes } from './chair.ts';

interface Golden {
  readonly synonyms: string;
  readonly cases: readonly {
    readonly chairS: number;
    readonly chairI: number;
    readonly images: readonly { categories: string[]; references: string[]; caption: string }[];
  }[];
}

function sampled(examples: readonly BenchExample[], answers: readonly string[], tables: BenchTables = {}) {
  const rule = chair.rules.published?.(tables);
  return examples.map((example, i): BenchDialogue => {
    const own = [answers[i] ?? ''];
    return judged(chair, example, own, rule?.(example, own) ?? []);
  });
}

const scoreOf = (scores: readonly Score[], key: string): Score | undefined =>
  scores.find((score) => score.key === key);

const sceneBehind = ({ image }: BenchExample): Scene => {
  if (image.kind !== 'scene') throw new Error('no scene');
  return sceneOf(image);
};

test('CHAIR_i and CHAIR_s of the published code, reference captions among the tables', () => {
  const { synonyms, cases } = JSON.parse(readFileSync('e2e/golden/chair.json', 'utf8')) as Golden;
  const lines = synonyms.split('\n').flatMap((line) => (line === '' ? [] : [line.split(', ')]));
  for (const { images, chairI, chairS } of cases) {
    const examples = images.map(({ categories }, i): BenchExample => ({
      id: String(i),
      image: { kind: 'file', sha256: String(i), name: '' },
      rounds: [{ question: '', answer: '', type: 'description' }],
      contents: categories,
    }));
    const captions = Object.fromEntries(images.map(({ references }, i) => [String(i), references]));
    const said = images.map(({ caption }) => caption);
    const scores = scoresOf(chair, sampled(examples, said, { synonyms: lines, captions }), 0);
    expect(scoreOf(scores, 'chairI')?.value).toBeCloseTo(chairI, 12);
    expect(scoreOf(scores, 'chairS')?.value).toBeCloseTo(chairS, 12);
  }
});

test('scenes: the standard answers hallucinate nothing and name everything', () => {
  const examples = chairScenes(100);
  expect(new Set(examples.map(({ id }) => id)).size).toBe(100);
  const answers = examples.map(({ rounds }) => rounds[0]?.answer ?? '');
  const scores = scoresOf(chair, sampled(examples, answers), 0);
  expect(scoreOf(scores, 'chairI')).toMatchObject({ value: 0 });
  expect(scoreOf(scores, 'chairS')).toMatchObject({ value: 0, n: 100, interval: 'wilson' });
  expect(scoreOf(scores, 'recall')).toMatchObject({ value: 1 });
  const kinds = examples.reduce((n, example) => n + sceneBehind(example).kinds.length, 0);
  expect(scoreOf(scores, 'mentions')?.value).toBeCloseTo(kinds / 100, 12);
  for (const { rounds } of examples) {
    expect(parseQuestion(rounds[0]?.question ?? '')).toEqual({ kind: 'describe' });
  }
});

test('scenes: of wrong descriptions exactly the absent objects are hallucinated, where they stand', () => {
  const examples = chairScenes(200);
  const random = new Random(5);
  let absent = 0;
  for (const example of examples) {
    const answer = hallucinate(sceneBehind(example), { kind: 'describe' }, random) ?? '';
    const [sample] = sampled([example], [answer]);
    const [round] = sample?.rounds ?? [];
    // The exact checker reads claims by patterns of its own.
    const { claims } = checkAnswer(sceneBehind(example), { kind: 'describe' }, answer);
    const wrong = claims.filter(({ claim, verdict }) => claim.kind === 'exists' && !verdict);
    absent += wrong.length;
    expect(round?.counts.hallucinatedMentions).toBe(wrong.length);
    for (const { start, end, verdict, text } of round?.claims ?? []) {
      expect(answer.slice(start, end)).toContain(text.slice(0, 3));
      const within = wrong.some((claim) => start >= claim.start && end <= claim.end);
      expect(verdict).toBe(within ? 'false' : 'true');
    }
  }
  // hallucinate() adds an object in 40 % of descriptions.
  expect(absent).toBeGreaterThan(50);
});

test('scenes: true statements are never hallucinations', () => {
  const [example] = chairScenes(1) as [BenchExample];
  const [there = ''] = example.contents ?? [];
  const absent = there === 'dolphin' ? 'pig' : 'dolphin';
  const counts = (answer: string) => sampled([example], [answer])[0]?.rounds[0]?.counts;
  expect(counts(`There is no ${absent}, but there is an object.`)).toMatchObject({ mentions: 0 });
  expect(counts(`The ${there} is an animal or a household item.`)).toMatchObject({
    mentions: 1,
    hallucinatedMentions: 0,
  });
  expect(counts(`There is a ${absent}.`)).toMatchObject({ hallucinatedMentions: 1, hallucinated: 1 });
});

test('tables and annotations that are missing are told', () => {
  const bare: BenchExample = {
    id: 'x',
    image: { kind: 'file', sha256: '0', name: 'x.jpg' },
    rounds: [{ question: '', answer: '', type: 'description' }],
  };
  const annotated = { ...bare, contents: ['dog'] };
  expect(() => sampled([annotated], ['A dog.'])).toThrow('synonyms.txt');
  expect(() => sampled([annotated], ['A dog.'], { synonyms: ['dog'] })).toThrow('list of lists');
  expect(() => sampled([bare], ['A dog.'], { synonyms: [['dog']] })).toThrow('no annotated objects');
});
