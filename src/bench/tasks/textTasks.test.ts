// MMHal-Bench and LLaVA-Bench as tasks: scores through counts against what the published scripts print, and what
// becomes of a reply that cannot be read.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importedBenchmark } from '../benchmarks.ts';
import type { BenchDialogue, Score } from '../../protocol/bench.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import { groupsOf, scoresOf } from '../scores.ts';
import { judged, unjudged, type Task } from '../task.ts';
import { mmhalScores } from '../metrics/mmhal.ts';
import { llavaBench } from './llavaBench.ts';
import { mmhal } from './mmhal.ts';

interface Case {
  readonly of: string;
  readonly ratings: readonly number[];
  readonly types: readonly string[];
  readonly pairs: readonly (readonly [number, number])[];
  readonly expected: Readonly<Record<string, unknown>>;
}
const { cases } = JSON.parse(readFileSync('e2e/golden/judges.json', 'utf8')) as { cases: Case[] };

const exampleOf = (i: number, type: string): BenchExample => ({
  id: String(i),
  image: { kind: 'file', sha256: String(i) } as BenchExample['image'],
  rounds: [{ question: 'What is it?', answer: 'A pear.', type }],
});

/** The sample of a reply, as a job makes it. */
function sample(task: Task, i: number, type: string, reply: string): BenchDialogue {
  const verdicts = task.text?.parse(reply, 1);
  const answers = ['A pear or so.'];
  return verdicts === undefined
    ? unjudged(exampleOf(i, type), answers, 'Not to be read.', reply)
    : judged(task, exampleOf(i, type), answers, verdicts, reply);
}

const byKey = (scores: readonly Score[]): Record<string, Score> =>
  Object.fromEntries(scores.map((score) => [score.key, score]));

test('MMHal-Bench: score, hallucination rate and score by type', () => {
  for (const { ratings, expected } of cases.filter((one) => one.of === 'mmhal')) {
    const samples = ratings.map((rating, i) => sample(mmhal, i, `type ${i % 8}`, `Rating: ${rating}`));
    const { score, hallucination, length } = byKey(scoresOf(mmhal, samples, 1));
    // Printed with two decimals.
    expect(Math.abs((score?.value ?? NaN) - Number(expected.score))).toBeLessThanOrEqual(0.005 + 1e-9);
    expect(Math.abs((hallucination?.value ?? NaN) - Number(expected.hallucination))).toBeLessThanOrEqual(
      0.005 + 1e-9,
    );
    expect(score).toMatchObject({ n: 96, unit: 'rating', max: 6, interval: 'bootstrap' });
    expect(hallucination).toMatchObject({ n: 96, unit: 'share', interval: 'wilson' });
    expect(length?.value).toBe(4);
    const groups = groupsOf(mmhal, samples, 1);
    expect(groups.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((type) => `type ${type}`));
    for (const [type, { scores }] of groups.entries()) {
      const printed = (expected.byType as number[])[type] as number;
      expect(Math.abs((byKey(scores).score?.value ?? NaN) - printed)).toBeLessThanOrEqual(0.005 + 1e-9);
    }
  }
});

test('LLaVA-Bench: the ratio of the means and both means, by category too', () => {
  for (const { types, pairs, expected } of cases.filter((one) => one.of === 'llava-bench')) {
    const samples = pairs.map(([a, b], i) => sample(llavaBench, i, types[i] ?? '', `${a} ${b}\nBecause.`));
    const all = expected.all as Record<string, number>;
    const { score, referenceScore, answerScore } = byKey(scoresOf(llavaBench, samples, 1));
    // Printed with one decimal, the means ten times as large; the ratio is of means with three decimals.
    expect(Math.abs((score?.value ?? NaN) - (all.relative ?? NaN))).toBeLessThanOrEqual(0.07);
    expect(10 * (referenceScore?.value ?? NaN)).toBeCloseTo(all.reference ?? NaN, 0);
    expect(Math.abs(10 * (referenceScore?.value ?? NaN) - (all.reference ?? NaN))).toBeLessThanOrEqual(0.055);
    expect(Math.abs(10 * (answerScore?.value ?? NaN) - (all.model ?? NaN))).toBeLessThanOrEqual(0.055);
    expect(score).toMatchObject({ n: pairs.length, unit: 'percent', interval: 'bootstrap' });
    for (const { name, scores } of groupsOf(llavaBench, samples, 1)) {
      const printed = (expected[name] as Record<string, number>).relative ?? NaN;
      expect(Math.abs((byKey(scores).score?.value ?? NaN) - printed)).toBeLessThanOrEqual(0.07);
    }
  }
});

test('MMHal-Bench: a reply that cannot be read counts nowhere; the published script counts it 0', () => {
  const samples = [
    sample(mmhal, 0, 'a', 'Rating: 6'),
    sample(mmhal, 1, 'a', 'Rating: 6'),
    sample(mmhal, 2, 'a', 'Six, I think.'),
  ];
  const { score, hallucination } = byKey(scoresOf(mmhal, samples, 1));
  expect(score).toMatchObject({ value: 6, n: 2 });
  expect(hallucination).toMatchObject({ value: 0, n: 2 });
  expect(samples[2]).toMatchObject({ error: 'Not to be read.', reply: 'Six, I think.' });
  expect(mmhalScores([6, 6, 0])).toMatchObject({ score: 4, hallucination: 0.33 });
});

test('LLaVA-Bench: a reply that cannot be read counts nowhere; the published script counts -1 for both', () => {
  const samples = [sample(llavaBench, 0, 'conv', '8 6'), sample(llavaBench, 1, 'conv', 'Both are good.')];
  const { score, referenceScore } = byKey(scoresOf(llavaBench, samples, 1));
  expect(score).toMatchObject({ value: 75, n: 1 });
  expect(referenceScore?.value).toBe(8);
});

test.each([mmhal, llavaBench])('$name: imported, a text judge alone can score it', (task) => {
  const stored = { id: 'x', task: task.id, name: 'Mine', createdAt: '', files: ['a.json'], tables: {} };
  const benchmark = importedBenchmark({ ...stored, examples: [exampleOf(0, 'conv')] });
  expect(benchmark?.info.judges.at(-1)).toBe('text');
  expect(benchmark?.info.judges).not.toContain('exact');
});
