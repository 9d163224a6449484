// POPE (arXiv 2305.10355): is there a ... in the image? Half yes; absent objects are drawn at random, among popular
// ones, or from what usually stands with what is there. Its published files come in here; the same on scenes is made
// here. Its question type is the split.
import { deriveSeed, Random } from '../../base/random.ts';
import { absentNoun, DISTRACTORS } from '../../data/scenes/ask.ts';
import { phrase } from '../../data/scenes/phrasing.ts';
import type { Query } from '../../data/scenes/query.ts';
import { makeScene, sceneRef, type SceneOptions } from '../../data/scenes/scene.ts';
import type { Counts } from '../../protocol/bench.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import { decodingOf } from '../../protocol/decoding.ts';
import { popeAnswer, strictAnswer } from '../metrics/pope.ts';
import { LENGTH, shareOf, type Figure, type Rule, type Task } from '../task.ts';

const f1: Figure = {
  key: 'f1',
  title: 'F1',
  explanation: 'of yes: harmonic mean of precision and recall',
  unit: 'share',
  better: 'higher',
  max: 1,
  n: 'questions',
  // With precision tp / said and recall tp / yes; 0 when nothing is right.
  of: (sums) => {
    const [tp, said, yes] = [sums.tp ?? 0, sums.saidYes ?? 0, sums.yes ?? 0];
    return yes === 0 ? NaN : (2 * tp) / (said + yes);
  },
};

export const pope: Task = {
  id: 'pope',
  name: 'POPE',
  version: 'pope/1',
  decoding: decodingOf('greedy', { maxNew: 64 }),
  grouped: ['f1', 'accuracy', 'yesRatio'],
  outcome: 'wrong',
  rules: { published: () => reading(popeAnswer), strict: () => reading(strictAnswer) },
  countRound({ truth, parsed }): Counts {
    const yes = truth === 'yes' ? 1 : 0;
    const saidYes = parsed === 'yes' ? 1 : 0;
    const right = parsed === truth ? 1 : 0;
    return {
      questions: 1,
      yes,
      saidYes,
      tp: yes * saidYes,
      right,
      wrong: 1 - right,
      unclear: parsed === 'unclear' ? 1 : 0,
    };
  },
  figures: [
    f1,
    shareOf(
      { key: 'accuracy', title: 'Accuracy', explanation: 'share of right answers', better: 'higher' },
      'right',
      'questions',
    ),
    shareOf(
      {
        key: 'precision',
        title: 'Precision',
        explanation: 'of what it says is there, the share that is',
        better: 'higher',
      },
      'tp',
      'saidYes',
    ),
    shareOf(
      {
        key: 'recall',
        title: 'Recall',
        explanation: 'of what is there, the share that it says is',
        better: 'higher',
      },
      'tp',
      'yes',
    ),
    shareOf(
      {
        key: 'yesRatio',
        title: 'Yes ratio',
        explanation: 'share of answers that say yes',
        better: 'neither',
      },
      'saidYes',
      'questions',
    ),
    shareOf(
      {
        key: 'unclear',
        title: 'Unclear',
        explanation: 'share of answers that are neither yes nor no (strict reading only)',
        better: 'lower',
      },
      'unclear',
      'questions',
    ),
    LENGTH,
  ],
};

function reading(read: (answer: string) => string): Rule {
  return (_example, answers) => answers.map((answer) => ({ parsed: read(answer) }));
}

/**
 * Questions about n held-out scenes: up to six a scene and split, as many to be answered yes as no. In a fixed random
 * order, so that the first few are about many images, of every split, and of both answers.
 */
export function popeScenes(n: number, options: SceneOptions = {}, first = 0): BenchExample[] {
  const scenes = Array.from({ length: n }, (_, i) => makeScene('bench', first + i, options));
  const questions = scenes.flatMap((scene, i) =>
    DISTRACTORS.flatMap((split) => {
      const random = new Random(deriveSeed(scene.look, `pope ${split}`));
      const present = random.shuffle(scene.kinds.map((kind) => kind.noun)).slice(0, 3);
      const absent = new Set<number>();
      for (let tries = 0; absent.size < present.length && tries < 60; tries++) {
        absent.add(absentNoun(scene, split, random));
      }
      const asked = [
        ...present.slice(0, absent.size).map((a) => ({ a, answer: 'yes' })),
        ...[...absent].map((a) => ({ a, answer: 'no' })),
      ];
      return asked.map(({ a, answer }, q): BenchExample => {
        const query: Query = { kind: 'exists', a };
        return {
          id: `pope-${split}-${scene.style}-${first + i}-${q}`,
          image: sceneRef(scene),
          rounds: [{ question: phrase(query, 1, random), answer, type: split }],
        };
      });
    }),
  );
  return new Random(deriveSeed(first, 'pope order')).shuffle(questions);
}
