// AMBER as a task: the published script's numbers through counts and figures, and scenes whose truth is known.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Random } from '../../base/random.ts';
import { checkAnswer } from '../../data/scenes/check.ts';
import { hallucinate } from '../../data/scenes/hallucinate.ts';
import { parseQuestion } from '../../data/scenes/phrasing.ts';
import { standardAnswer } from '../../data/scenes/answer.ts';
import { sceneOf, type Scene } from '../../data/scenes/scene.ts';
import type { BenchDialogue, Counts, Score } from '../../protocol/bench.ts';
import type { BenchExample, BenchTables } from '../../protocol/benchmark.ts';
import type { RuleJudge } from '../../protocol/judge.ts';
import { groupsOf, scoresOf } from '../scores.ts';
import { judged } from '../task.ts';
import { amber, amberScenes } from './amber.ts';

interface Golden {
  readonly association: Record<string, string[]>;
  readonly safeWords: string[];
  readonly cases: readonly {
    readonly descriptions: readonly { truth: string[]; hallu: string[]; response: string; nouns: string[] }[];
    readonly questions: readonly { type: string; truth: string; response: string }[];
    readonly printed: Record<string, Record<string, number>>;
  }[];
}
const { association, safeWords, cases } = JSON.parse(readFileSync('e2e/golden/amber.json', 'utf8')) as Golden;

function sampled(
  examples: readonly BenchExample[],
  answers: readonly string[],
  rule: RuleJudge,
  tables: BenchTables = {},
): BenchDialogue[] {
  const judge = amber.rules[rule]?.(tables);
  return examples.map((example, i) => {
    const own = [answers[i] ?? ''];
    return judged(amber, example, own, judge?.(example, own) ?? []);
  });
}

const example = (
  i: number,
  type: string,
  answer: string,
  more: Partial<BenchExample> = {},
): BenchExample => ({
  id: String(i),
  image: { kind: 'file', sha256: String(i), name: '' },
  rounds: [{ question: '', answer, type }],
  ...more,
});

function sumsOf(dialogues: readonly BenchDialogue[]): Counts {
  const sums: Record<string, number> = {};
  for (const { rounds } of dialogues) {
    for (const { counts } of rounds) {
      for (const [name, n] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + n;
    }
  }
  return sums;
}

const round1 = (x: number): number => Math.round(x * 10) / 10;
/**
 * As the script prints them, rounded to a decimal: what is below a line begins at 0.001 (of attributes, a sum of three,
 * at 0.003), and F1 is of the rounded numbers, with an epsilon of its own below its line.
 */
function printedQuestions(sums: Counts, of: string, epsilon: number, begin = 0.001): Record<string, number> {
  const n = (name: string): number => sums[of + name] ?? 0;
  const printedRatio = (above: number, below: number): number => round1((100 * above) / (below + begin));
  const [precision, recall] = [
    printedRatio(n('rightNo'), n('saidNo')),
    printedRatio(n('rightNo'), n('no')),
  ] as const;
  const [p, r] = [precision / 100, recall / 100];
  return {
    Accuracy: printedRatio(n('right'), n('questions')),
    Precision: precision,
    Recall: recall,
    F1: round1(((2 * p * r) / (p + r + epsilon)) * 100),
  };
}

test('questions: every number that the script prints, over all, by dimension and by type', () => {
  for (const { questions, printed } of cases) {
    const examples = questions.map(({ type, truth }, i) => example(i, type, truth));
    const said = questions.map(({ response }) => response);
    const dialogues = sampled(examples, said, 'published');
    const sums = sumsOf(dialogues);
    expect(printedQuestions(sums, '', 0.0001)).toEqual(printed['Descriminative Task']);
    expect(printedQuestions(sums, 'existence.', 0.001)).toEqual(printed['Exsitence']);
    expect(printedQuestions(sums, 'attribute.', 0.0001, 0.003)).toEqual(printed['Attribute']);
    expect(printedQuestions(sums, 'relation.', 0.0001)).toEqual(printed['Relation']);
    for (const [section, type] of Object.entries({ State: 'state', Number: 'number', Action: 'action' })) {
      const own = dialogues.filter(({ rounds }) => rounds[0]?.type === `discriminative-attribute-${type}`);
      expect(printedQuestions(sumsOf(own), '', 0.0001)).toEqual(printed[section]);
    }
  }
});

test('the figures are those numbers, without the rounding and the small numbers below the line', () => {
  const [, second] = cases;
  const { descriptions = [], questions = [], printed = {} } = second ?? {};
  const examples = [
    ...questions.map(({ type, truth }, i) => example(i, type, truth)),
    ...descriptions.map(({ truth, hallu }, i) =>
      example(100 + i, 'generative', '', { contents: truth, prone: hallu }),
    ),
  ];
  // The script's own nouns stand for the responses, so that what its tagger overlooks does not matter here.
  const said = [
    ...questions.map(({ response }) => response),
    ...descriptions.map(({ nouns }) => nouns.join(', ')),
  ];
  const scores = scoresOf(amber, sampled(examples, said, 'published', { association, safeWords }), 0);
  const expected = {
    chair: printed['Generative Task']?.CHAIR,
    cover: printed['Generative Task']?.Cover,
    hal: printed['Generative Task']?.Hal,
    cog: printed['Generative Task']?.Cog,
    accuracy: printed['Descriminative Task']?.Accuracy,
    precision: printed['Descriminative Task']?.Precision,
    recall: printed['Descriminative Task']?.Recall,
    f1: printed['Descriminative Task']?.F1,
    existenceF1: printed['Exsitence']?.F1,
    attributeF1: printed['Attribute']?.F1,
    relationF1: printed['Relation']?.F1,
  };
  for (const [key, number] of Object.entries(expected)) {
    const { value } = scores.find((score) => score.key === key) as Score;
    expect(`${key} ${Math.abs(value * 100 - (number ?? NaN)) < 0.11}`).toBe(`${key} true`);
  }
  const { chair = NaN, f1 = NaN } = expected;
  const { value } = scores.find(({ key }) => key === 'amber') as Score;
  expect(value * 100).toBeCloseTo((100 - chair + f1) / 2, 0);
});

test('the strict reading knows sentences, and says of a bare Yes or No what the published one says', () => {
  const examples = ['no', 'yes', 'no', 'yes'].map((truth, i) => example(i, 'relation', truth));
  const parsed = (rule: RuleJudge, answers: string[]) =>
    sampled(examples, answers, rule).map(({ rounds }) => rounds[0]?.parsed);
  const sentences = ['No, there is none.', 'Yes, it is.', 'Perhaps.', 'yes'];
  expect(parsed('strict', sentences)).toEqual(['no', 'yes', 'unclear', 'yes']);
  expect(parsed('published', sentences)).toEqual(['unclear', 'unclear', 'unclear', 'unclear']);
  const bare = ['No', 'Yes', 'Yes', 'No'];
  expect(parsed('strict', bare)).toEqual(parsed('published', bare));
});

const scenes = amberScenes(100);
const sceneBehind = ({ image }: BenchExample): Scene => {
  if (image.kind !== 'scene') throw new Error('no scene');
  return sceneOf(image);
};
const roundOf = ({ rounds }: BenchExample) => rounds[0] as BenchExample['rounds'][number];
const isDescription = (one: BenchExample): boolean => roundOf(one).type === 'generative';

test('scenes: questions in words that the scenes know, with their true answers, as many yes as no', () => {
  expect(new Set(scenes.map(({ id }) => id)).size).toBe(scenes.length);
  const count = new Map<string, number>();
  for (const one of scenes) {
    const { question, answer, type } = roundOf(one);
    const query = parseQuestion(question);
    expect(query).toBeDefined();
    if (query === undefined || isDescription(one)) continue;
    const standard = standardAnswer(sceneBehind(one), query);
    expect(standard.toLowerCase().startsWith(answer)).toBe(true);
    count.set(`${type} ${answer}`, (count.get(`${type} ${answer}`) ?? 0) + 1);
  }
  for (const type of ['hallucination', 'attribute-state', 'attribute-number', 'relation']) {
    const [yes, no] = ['yes', 'no'].map((answer) => count.get(`discriminative-${type} ${answer}`));
    expect(yes).toBe(no);
    expect(yes).toBeGreaterThan(25);
  }
  expect(scenes.filter(isDescription).length).toBe(100);
});

test('scenes: prone objects are absent', () => {
  for (const { contents = [], prone = [] } of scenes.filter(isDescription)) {
    expect(prone.length).toBeGreaterThan(0);
    expect(prone.filter((word) => contents.includes(word))).toEqual([]);
  }
});

test('scenes: the standard answers are right throughout', () => {
  const some = scenes.slice(0, 250);
  const answers = some.map((one) => {
    const query = parseQuestion(roundOf(one).question);
    return query === undefined ? '' : standardAnswer(sceneBehind(one), query);
  });
  const dialogues = sampled(some, answers, 'strict');
  const values = Object.fromEntries(scoresOf(amber, dialogues, 0).map(({ key, value }) => [key, value]));
  const ones = { amber: 1, cover: 1, f1: 1, existenceF1: 1, attributeF1: 1, relationF1: 1 };
  expect(values).toMatchObject({
    ...ones,
    ...{ accuracy: 1, precision: 1, recall: 1, chair: 0, hal: 0, cog: 0, unclear: 0 },
  });
  const groups = groupsOf(amber, dialogues, 0);
  expect(groups.map(({ name }) => name)).toEqual([
    'discriminative-attribute-number',
    'discriminative-attribute-state',
    'discriminative-hallucination',
    'discriminative-relation',
    'generative',
  ]);
});

test('scenes: wrong answers are caught', () => {
  const random = new Random(7);
  let named = 0;
  for (const one of scenes) {
    const { question, answer: truth, type } = roundOf(one);
    const scene = sceneBehind(one);
    const wrong = hallucinate(scene, question, random);
    if (wrong === undefined) continue;
    const counts = sampled([one], [wrong], 'strict')[0]?.rounds[0]?.counts ?? {};
    if (type === 'generative') {
      const absent = checkAnswer(scene, question, wrong).claims.filter(
        ({ claim, verdict }) => claim.kind === 'exists' && !verdict,
      );
      expect(counts.hallucinatedMentions).toBe(absent.length);
      named += counts.named ?? 0;
    } else if (type === 'discriminative-hallucination' && truth === 'no') {
      expect(counts).toMatchObject({ wrong: 1, 'existence.rightNo': 0 });
    }
  }
  expect(named).toBeGreaterThan(10);
});

test('tables and annotations that are missing are told', () => {
  const bare = example(0, 'generative', '');
  const annotated = { ...bare, contents: ['dog'], prone: ['cat'] };
  expect(() => sampled([bare], ['A dog.'], 'strict', { association })).toThrow('no annotated objects');
  expect(() => sampled([annotated], ['A dog.'], 'strict')).toThrow('relation.json');
  expect(() => sampled([annotated], ['A dog.'], 'strict', { association: ['dog'] })).toThrow(
    'lists of words',
  );
});
