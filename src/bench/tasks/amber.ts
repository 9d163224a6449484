// AMBER (arXiv 2311.07397): descriptions (which objects they name) and yes/no questions about existence, attributes and
// relations, with No as the positive class. Its published files come in here; the same on scenes is made here. Each
// question is asked on its own.
import { FormatError } from '../../base/errors.ts';
import { COLOURS } from '../../data/scenes/colours.ts';
import { sceneRandom } from '../../data/scenes/dialogue.ts';
import { countOf, holds, opposite, RELATIONS, singleCell } from '../../data/scenes/facts.ts';
import { noun } from '../../data/scenes/nouns.ts';
import { phrase } from '../../data/scenes/phrasing.ts';
import { companions } from '../../data/scenes/priors.ts';
import { polarityOf, type Query } from '../../data/scenes/query.ts';
import { makeScene, sceneRef, type Scene, type SceneOptions } from '../../data/scenes/scene.ts';
import type { Random } from '../../base/random.ts';
import type { Counts } from '../../protocol/bench.ts';
import type { BenchExample, BenchTables } from '../../protocol/benchmark.ts';
import { decodingOf } from '../../protocol/decoding.ts';
import {
  amberAnswer,
  amberCounts,
  amberMentions,
  amberVerdict,
  amberWords,
  dimensionOf,
  type AmberDimension,
  type AmberWords,
} from '../metrics/amber.ts';
import { strictAnswer } from '../metrics/pope.ts';
import { LENGTH, shareOf, type Figure, type Rule, type RuleMaker, type Task, type Verdict } from '../task.ts';
import { claimOf } from './chair.ts';
import { describing, sceneMentions, sceneObjects } from './sceneObjects.ts';

const GENERATIVE = 'generative';

/** F1 of No from sums: precision rightNo / saidNo, recall rightNo / no; 0 when nothing is right. */
function f1Of(sums: Counts, of = ''): number {
  const [right, said, no] = ['rightNo', 'saidNo', 'no'].map((name) => sums[of + name] ?? 0);
  return no ? (2 * (right ?? 0)) / ((said ?? 0) + no) : NaN;
}

function f1Figure(key: string, title: string, explanation: string, dimension?: AmberDimension): Figure {
  const of = dimension === undefined ? '' : `${dimension}.`;
  const info = { key, title, explanation, unit: 'share', better: 'higher', max: 1 } as const;
  return { ...info, n: `${of}questions`, of: (sums) => f1Of(sums, of) };
}

export const amber: Task = {
  id: 'amber',
  name: 'AMBER',
  version: 'amber/1',
  decoding: decodingOf('greedy'),
  grouped: ['chair', 'cover', 'hal', 'cog', 'f1', 'accuracy'],
  outcome: 'wrong',
  // The strict reading comes first: it says the same of a bare Yes or No, and can read whole sentences.
  rules: { strict: amberRule(strictAnswer), published: amberRule(amberAnswer) },
  countRound({ type, truth, parsed }): Counts {
    if (type === GENERATIVE) return {};
    const no = truth === 'no' ? 1 : 0;
    const saidNo = parsed === 'no' ? 1 : 0;
    const right = parsed === truth ? 1 : 0;
    const counts = { questions: 1, right, no, saidNo, rightNo: no * saidNo };
    const dimension = dimensionOf(type);
    return {
      ...counts,
      ...Object.fromEntries(Object.entries(counts).map(([name, n]) => [`${dimension}.${name}`, n])),
      wrong: 1 - right,
      unclear: parsed === 'unclear' ? 1 : 0,
    };
  },
  figures: [
    {
      key: 'amber',
      title: 'AMBER score',
      explanation: 'mean of F1 and of 1 - CHAIR',
      unit: 'share',
      better: 'higher',
      max: 1,
      n: 'answers',
      of: (sums) => (1 - (sums.hallucinatedMentions ?? 0) / (sums.mentions ?? 0) + f1Of(sums)) / 2,
    },
    shareOf(
      {
        key: 'chair',
        title: 'CHAIR',
        explanation: 'descriptions: share of the objects named that are not in the image',
        better: 'lower',
      },
      'hallucinatedMentions',
      'mentions',
    ),
    shareOf(
      {
        key: 'cover',
        title: 'Cover',
        explanation: 'descriptions: share of the annotated objects that are named',
        better: 'higher',
      },
      'covered',
      'objects',
    ),
    shareOf(
      {
        key: 'hal',
        title: 'Hal',
        explanation: 'share of descriptions that name an object that is not in the image',
        better: 'lower',
      },
      'hallucinated',
      'descriptions',
    ),
    shareOf(
      {
        key: 'cog',
        title: 'Cog',
        explanation: 'descriptions: share of the absent objects that models like to name which are named',
        better: 'lower',
      },
      'named',
      'prone',
    ),
    f1Figure('f1', 'F1', 'questions: of No, harmonic mean of precision and recall'),
    f1Figure('existenceF1', 'F1, existence', 'of questions whether something is there', 'existence'),
    f1Figure('attributeF1', 'F1, attribute', 'of questions about state, number and action', 'attribute'),
    f1Figure('relationF1', 'F1, relation', 'of questions how two things stand to each other', 'relation'),
    shareOf(
      {
        key: 'accuracy',
        title: 'Accuracy',
        explanation: 'questions: share of right answers',
        better: 'higher',
      },
      'right',
      'questions',
    ),
    shareOf(
      {
        key: 'precision',
        title: 'Precision',
        explanation: 'questions: of the answers that say No, the share that should',
        better: 'higher',
      },
      'rightNo',
      'saidNo',
    ),
    shareOf(
      {
        key: 'recall',
        title: 'Recall',
        explanation: 'questions: of those whose answer is No, the share that gets it',
        better: 'higher',
      },
      'rightNo',
      'no',
    ),
    shareOf(
      {
        key: 'unclear',
        title: 'Unclear',
        explanation: 'questions: share of answers that are neither Yes nor No',
        better: 'lower',
      },
      'unclear',
      'questions',
    ),
    LENGTH,
  ],
};

/**
 * Descriptions by the published rules over `association` { word: [words] }, `safeWords` [words] and the examples'
 * `contents` and `prone`; answers by `read`. Without association it is about scenes, and looks for their nouns.
 */
function amberRule(read: (answer: string) => string): RuleMaker {
  return (tables): Rule => {
    const words = wordsOf(tables);
    return (example, answers) =>
      answers.map((answer, r) =>
        example.rounds[r]?.type === GENERATIVE ? described(example, answer, words) : { parsed: read(answer) },
      );
  };
}

function described(example: BenchExample, answer: string, words: AmberWords | undefined): Verdict {
  const { id, image, contents, prone } = example;
  if (contents === undefined || prone === undefined) {
    throw new FormatError(`Example ${id} has no annotated objects.`, 'Import its annotations with it.');
  }
  if (words === undefined && image.kind !== 'scene') {
    throw new FormatError('AMBER has no word lists.', 'Import relation.json and safe_words.txt with it.');
  }
  const lists = words ?? amberWords({}, []);
  const mentions = words === undefined ? sceneMentions(answer) : amberMentions(answer, lists);
  const named = mentions.map(({ object }) => object);
  return {
    claims: mentions.map((mention) => claimOf(mention, amberVerdict(mention.object, contents, lists))),
    counts: { ...amberCounts(named, contents, prone, lists) },
  };
}

/** @throws FormatError when the tables are not of the form above; undefined when there is no association */
function wordsOf({ association, safeWords = [] }: BenchTables): AmberWords | undefined {
  const isWords = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((word) => typeof word === 'string');
  const isTable = (value: unknown): value is Record<string, string[]> =>
    typeof value === 'object' && value !== null && Object.values(value).every(isWords);
  if (association === undefined) return undefined;
  if (isTable(association) && isWords(safeWords)) return amberWords(association, safeWords);
  throw new FormatError(
    "AMBER's word lists are not lists of words.",
    'Import relation.json and safe_words.txt once more.',
  );
}

/** Descriptions of n held-out scenes and questions about them; first: as in mrhalScenes. */
export function amberScenes(n: number, options: SceneOptions = {}, first = 0): BenchExample[] {
  return Array.from({ length: n }, (_, i) => makeScene('bench', first + i, options)).flatMap((scene) => {
    const id = `amber-${scene.style}-${scene.index}`;
    const image = sceneRef(scene);
    const random = sceneRandom(scene, 'amber');
    return [
      {
        id,
        image,
        rounds: [describing(scene, GENERATIVE)],
        contents: sceneObjects(scene),
        prone: companions(scene).map((a) => noun(a).word),
      },
      ...askedOf(scene, random).map(([type, query], q) => {
        const question = phrase(query, 'a' in query ? countOf(scene, query.a) : 0, random);
        const answer = polarityOf(scene, query) ? 'yes' : 'no';
        return { id: `${id}-${q}`, image, rounds: [{ question, answer, type }] };
      }),
    ];
  });
}

/**
 * The questions about a scene, one with each answer where the scene allows both: whether a noun is there (the absent one
 * is a companion of what is), its colour (the false one is the usual one where it can be), which of two is more, how two
 * single objects stand.
 */
function askedOf(scene: Scene, random: Random): (readonly [string, Query])[] {
  const [kind, other] = random.shuffle(scene.kinds);
  if (kind === undefined) return [];
  const { noun: a, colour } = kind;
  const usual = noun(a).colour;
  const wrong = usual !== colour ? usual : random.pick(COLOURS.filter((c) => c !== colour));
  const asked: (readonly [string, Query])[] = [
    ['discriminative-hallucination', { kind: 'exists', a }],
    ['discriminative-hallucination', { kind: 'exists', a: random.pick(companions(scene)) }],
    ['discriminative-attribute-state', { kind: 'isColour', a, colour }],
    ['discriminative-attribute-state', { kind: 'isColour', a, colour: wrong }],
  ];
  if (other !== undefined && other.cells.length !== kind.cells.length) {
    const b = other.noun;
    asked.push(['discriminative-attribute-number', { kind: 'more', a, b }]);
    asked.push(['discriminative-attribute-number', { kind: 'more', a: b, b: a }]);
  }
  const [one, two] = random.shuffle(
    scene.kinds.map((k) => k.noun).filter((i) => singleCell(scene, i) !== undefined),
  );
  if (one !== undefined && two !== undefined) {
    const relation = random.pick(RELATIONS.filter((r) => holds(scene, one, r, two)));
    asked.push(['discriminative-relation', { kind: 'relation', a: one, relation, b: two }]);
    asked.push([
      'discriminative-relation',
      { kind: 'relation', a: one, relation: opposite(relation), b: two },
    ]);
  }
  return asked;
}
