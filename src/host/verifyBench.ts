// The benchmarks' golden files through what ships: answers through the tasks' own rules, counts and figures, replies
// through the judges' readers, and the statistics.
import { kappa, quadratic, weightedKappa } from '../bench/agreement.ts';
import { chairMentions, chairNodes } from '../bench/metrics/chair.ts';
import { llavaBenchScores, publishedPair } from '../bench/metrics/llavaBench.ts';
import { mmhalScores, publishedRating } from '../bench/metrics/mmhal.ts';
import { parseRatings } from '../bench/metrics/mrhal.ts';
import { pythonRound } from '../bench/metrics/rounding.ts';
import { designEffect, nForDifference, powerOf } from '../bench/power.ts';
import { clustersOf } from '../bench/scores.ts';
import { clusteredBootstrap, mcnemarExact, percentiles, wilson } from '../bench/statistics.ts';
import { judged, type Task } from '../bench/task.ts';
import { amber } from '../bench/tasks/amber.ts';
import { chair } from '../bench/tasks/chair.ts';
import { mrhal } from '../bench/tasks/mrhal.ts';
import { trendOf } from '../bench/trend.ts';
import type { BenchDialogue, Counts } from '../protocol/bench.ts';
import type { BenchExample, BenchTables } from '../protocol/benchmark.ts';
import type { AmberFile, ChairFile, JudgeCase, StatisticsCase } from './benchGolden.ts';

/** A named result of a case beside what the file expects. */
export interface Check {
  readonly name: string;
  readonly got: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
}

/** One check for every number of `expected`, by its name. */
function checksOf(
  got: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): Check[] {
  return Object.entries(expected).map(([name, value]) => ({
    name,
    got: [got[name] ?? NaN],
    expected: [value],
  }));
}

/** CHAIR: the words of every caption, and the scores of each and of all. */
export function chairChecks({ synonyms, cases }: ChairFile, i: number): Check[] {
  const { images, chairS, chairI } = cases[i] as ChairFile['cases'][number];
  const lines = synonyms
    .trim()
    .split('\n')
    .map((line) => line.split(', '));
  const nodes = chairNodes(lines);
  const examples = images.map(({ categories }, n) =>
    exampleOf(n, { question: '', answer: '', type: 'description' }, { contents: categories }),
  );
  const captions = Object.fromEntries(images.map(({ references }, n) => [String(n), references]));
  const said = images.map(({ caption }) => caption);
  const samples = judgedBy(chair, examples, said, { synonyms: lines, captions });
  const named = images.map(({ caption }) =>
    chairMentions(caption, nodes).map(({ word, object }) => [word, object]),
  );
  const same = images.map(({ mentions }, n) => JSON.stringify(mentions) === JSON.stringify(named[n]));
  const each = samples.map((sample) => figuresOf(chair, sumsOf([sample])));
  const all = figuresOf(chair, sumsOf(samples));
  const column = (key: 'chairS' | 'chairI'): Check => ({
    name: `images.${key}`,
    got: each.map((figures) => figures[key] ?? 0),
    expected: images.map((image) => image[key]),
  });
  return [
    { name: 'images.mentions', got: same.map(Number), expected: images.map(() => 1) },
    column('chairS'),
    column('chairI'),
    ...checksOf(all, { chairS, chairI }),
  ];
}

/** AMBER: every number that the published script prints. Its nouns stand for the responses: its tagger is not here. */
export function amberChecks({ association, safeWords, cases }: AmberFile, i: number): Check[] {
  const { descriptions, questions, printed } = cases[i] as AmberFile['cases'][number];
  const examples = [
    ...descriptions.map(({ truth, hallu }, n) =>
      exampleOf(n, { question: '', answer: '', type: 'generative' }, { contents: truth, prone: hallu }),
    ),
    ...questions.map(({ type, truth }, n) =>
      exampleOf(descriptions.length + n, { question: '', answer: truth, type }),
    ),
  ];
  const said = [
    ...descriptions.map(({ nouns }) => nouns.join(', ')),
    ...questions.map(({ response }) => response),
  ];
  const samples = judgedBy(amber, examples, said, { association, safeWords });
  const sums = sumsOf(samples);
  const ofType = (type: string): Counts =>
    sumsOf(samples.filter(({ rounds }) => rounds[0]?.type === `discriminative-attribute-${type}`));
  const sections: Readonly<Record<string, Record<string, number>>> = {
    'Generative Task': printedDescriptions(sums),
    'Descriminative Task': printedQuestions(sums, '', 0.0001),
    Exsitence: printedQuestions(sums, 'existence.', 0.001),
    Attribute: printedQuestions(sums, 'attribute.', 0.0001, 0.003),
    State: printedQuestions(ofType('state'), '', 0.0001),
    Number: printedQuestions(ofType('number'), '', 0.0001),
    Action: printedQuestions(ofType('action'), '', 0.0001),
    Relation: printedQuestions(sums, 'relation.', 0.0001),
  };
  return Object.entries(printed).flatMap(([section, expected]) =>
    checksOf(sections[section] ?? {}, expected).map((check) => ({
      ...check,
      name: `${section}.${check.name}`,
    })),
  );
}

/** What the script begins every sum below a line with; attributes are the sum of three. */
const BEGIN = 0.001;

function printedRatio(above = 0, below = 0, begin = BEGIN): number {
  return pythonRound((above / (below + begin)) * 100, 1);
}

function printedDescriptions(sums: Counts): Record<string, number> {
  const { descriptions = 0, hallucinated = 0 } = sums;
  return {
    CHAIR: printedRatio(sums.hallucinatedMentions, sums.mentions),
    Cover: printedRatio(sums.covered, sums.objects),
    Hal: pythonRound(100 - ((descriptions - hallucinated) / (descriptions + BEGIN)) * 100, 1),
    Cog: printedRatio(sums.named, sums.prone),
  };
}

/** F1 is of the rounded numbers, with an epsilon below its line. */
function printedQuestions(sums: Counts, of: string, epsilon: number, begin = BEGIN): Record<string, number> {
  const n = (name: string): number => sums[of + name] ?? 0;
  const Precision = printedRatio(n('rightNo'), n('saidNo'), begin);
  const Recall = printedRatio(n('rightNo'), n('no'), begin);
  const [p, r] = [Precision / 100, Recall / 100];
  return {
    Accuracy: printedRatio(n('right'), n('questions'), begin),
    Precision,
    Recall,
    F1: pythonRound(((2 * p * r) / (p + r + epsilon)) * 100, 1),
  };
}

/** Scores of text judges as the published summarisers print them, and the published reading of their replies. */
export function judgeChecks(c: JudgeCase): Check[] {
  const numbers = (name: string, got: ArrayLike<number>, expected: ArrayLike<number>): Check[] => [
    { name: `${c.of}.${name}`, got, expected },
  ];
  switch (c.of) {
    case 'mmhal': {
      const { score, hallucination, byType } = mmhalScores(c.ratings);
      return [
        ...numbers('score', [score], [c.expected.score]),
        ...numbers('hallucination', [hallucination], [c.expected.hallucination]),
        ...numbers('byType', byType, c.expected.byType),
      ];
    }
    case 'llava-bench':
      return Object.entries(c.expected).flatMap(([type, expected]) => {
        const own = c.pairs.filter((_, n) => type === 'all' || c.types[n] === type);
        return checksOf({ ...llavaBenchScores(own) }, expected).map((check) => ({
          ...check,
          name: `${c.of}.${type}.${check.name}`,
        }));
      });
    case 'mrhal-reply':
      return numbers('ratings', parseRatings(c.reply, c.rounds) ?? [], c.expected ?? []);
    case 'mmhal-reply':
      return numbers('rating', listOf(publishedRating(c.reply)), listOf(c.expected ?? undefined));
    case 'llava-bench-reply':
      return numbers('scores', publishedPair(c.reply) ?? [], c.expected ?? []);
  }
}

function listOf(value: number | undefined): number[] {
  return value === undefined ? [] : [value];
}

export function statisticsChecks(c: StatisticsCase): Check[] {
  const expected = Object.entries(c.expected).flatMap(([name, x]) => (x === undefined ? [] : [[name, x]]));
  return checksOf(computed(c), Object.fromEntries(expected) as Record<string, number>).map((check) => ({
    ...check,
    name: `${c.statistic}.${check.name}`,
  }));
}

function computed(c: StatisticsCase): Record<string, number> {
  switch (c.statistic) {
    case 'wilson':
      return { ...wilson(c.successes, c.n) };
    case 'mcnemar':
      return { p: mcnemarExact(c.onlyFirst, c.onlySecond) };
    case 'quantiles':
      return percentiles(c.values);
    case 'kappa':
      return {
        unweighted: kappa(c.confusion),
        linear: weightedKappa(c.confusion, (row, column) => Math.abs(row - column)),
        quadratic: weightedKappa(c.confusion, quadratic),
        // Only what falls on two sides is wrong.
        binary: weightedKappa(c.confusion, (row, column) => (row < c.binary === column < c.binary ? 0 : 1)),
      };
    case 'bootstrap':
      return {
        ...clusteredBootstrap(
          c.clusters,
          (drawn) =>
            drawn.reduce((n, [above]) => n + above, 0) / drawn.reduce((n, [, below]) => n + below, 0),
          c,
        ),
      };
    case 'trend': {
      const samples = c.dialogues.map((outcomes, n) => {
        const rounds = outcomes.map(() => ({ question: '', answer: '', type: '' }));
        const verdicts = outcomes.map((hallucinated) => ({ rating: hallucinated > 0 ? 0 : 6 }));
        const answers = outcomes.map(() => '');
        return judged(mrhal, { ...exampleOf(n), rounds }, answers, verdicts);
      });
      return { slope: trendOf(mrhal, samples, 0)?.value ?? NaN };
    }
    case 'designEffect':
      return { designEffect: designEffect(c.clusters) };
    case 'power':
      return {
        power: powerOf(c.n, c.difference, c.discordant),
        needed: nForDifference(c.difference, c.discordant),
      };
  }
}

/** Samples of examples of one round each, judged by the published rule. */
function judgedBy(
  task: Task,
  examples: readonly BenchExample[],
  answers: readonly string[],
  tables: BenchTables,
): BenchDialogue[] {
  const rule = task.rules.published?.(tables);
  if (rule === undefined) throw new Error(`internal: ${task.id} has no published rule`);
  return examples.map((example, n) => {
    const own = [answers[n] ?? ''];
    return judged(task, example, own, rule(example, own));
  });
}

/** An example about an image of its own. */
function exampleOf(
  n: number,
  round: BenchExample['rounds'][number] = { question: '', answer: '', type: '' },
  known: Pick<BenchExample, 'contents' | 'prone'> = {},
): BenchExample {
  return { id: String(n), image: { kind: 'file', sha256: String(n), name: '' }, rounds: [round], ...known };
}

function sumsOf(samples: readonly BenchDialogue[]): Counts {
  const sums: Record<string, number> = {};
  for (const counts of clustersOf(samples)) {
    for (const [name, n] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + n;
  }
  return sums;
}

/** The task's figures by key; those with nothing below their line are left out. */
function figuresOf({ figures }: Task, sums: Counts): Record<string, number> {
  const values = figures.map(({ key, of }) => [key, of(sums)] as const);
  return Object.fromEntries(values.filter(([, value]) => Number.isFinite(value)));
}
