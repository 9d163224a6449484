// Published numbers, to be shown beside one's own and never to be compared with them: other images, and another judge.
// From "Automated Multi-level Preference for MLLMs" (arXiv 2405.11165), main table and ablations. Keys are those of the
// tasks' scores.
import type { TaskId } from '../../protocol/benchmark.ts';

export interface PublishedRow {
  readonly model: string;
  /** What was changed, for an ablation of the model. */
  readonly note?: string;
  /** By the score's key; shares lie in 0..1. */
  readonly scores: Readonly<Record<string, number>>;
  /** Worth seeing before all the others. */
  readonly first?: true;
}

export interface Published {
  /** Who judged. */
  readonly judge: string;
  readonly source: string;
  readonly rows: readonly PublishedRow[];
}

type Main = readonly [
  model: string,
  mmhal: readonly [score: number, hallucination: number | undefined],
  mrhal: readonly [cumulative: number, mean: number],
  mrhalHallucination: readonly [cumulative: number, mean: number],
  pope: readonly [f1: number, yes: number],
];

const MAIN: readonly Main[] = [
  ['LLaVA-1.5-7B', [2.01, 0.61], [3.38, 3.39], [0.32, 0.29], [85.9, 42.2]],
  ['LLaVA-1.5-13B', [2.44, 0.53], [3.58, 3.59], [0.29, 0.27], [86.0, 42.2]],
  ['Qwen-VL-Chat', [2.7, 0.46], [3.71, 3.68], [0.27, 0.21], [81.5, 36.7]],
  ['LLaVA-RLHF-13B', [2.53, 0.57], [3.26, 3.27], [0.45, 0.38], [81.9, 39.0]],
  ['RLHF-V', [2.66, 0.52], [2.54, 2.6], [0.52, 0.56], [85.4, 42.7]],
  ['POVID', [2.69, undefined], [3.46, 3.47], [0.28, 0.28], [85.8, 43.6]],
  ['Silkie', [3.02, undefined], [3.71, 3.7], [0.3, 0.29], [81.1, 36.1]],
  ['FGAIF', [3.09, 0.36], [3.77, 3.79], [0.3, 0.31], [83.4, 48.3]],
  ['AMP-MEG-7B', [3.17, 0.35], [4.07, 4.06], [0.2, 0.15], [86.9, 48.0]],
  ['AMP-MEG-13B', [3.23, 0.34], [4.21, 4.21], [0.15, 0.11], [87.2, 49.8]],
  ['AMP-IG-7B', [3.12, 0.41], [4.02, 4.04], [0.22, 0.13], [85.7, 45.1]],
  ['AMP-IG-13B', [3.18, 0.36], [3.96, 4.01], [0.22, 0.2], [86.2, 46.3]],
];

/** The base and what the paper makes of it. */
const FIRST = ['LLaVA-1.5-7B', 'AMP-MEG-7B', 'AMP-IG-7B'];

/** Of AMP-MEG-7B: MMHal-Bench score and hallucination, MRHal-Bench score where it is given. */
const ABLATIONS: readonly (readonly [note: string, mmhal: number, hallucination?: number, mrhal?: number])[] =
  [
    ['K = 2 levels', 2.69, 0.47, 3.71],
    ['K = 3 levels', 2.88, 0.42, 3.83],
    ['K = 5 levels', 2.96, 0.41, 3.93],
    ['adjacent pairs only', 2.85, 0.4, 3.86],
    ['ranked as generated', 2.79],
    ['ranked by GPT-4V', 2.87],
    ['K-wise MLE loss', 2.96],
    ['PRO loss', 3.01],
  ];

const SOURCE = 'arXiv 2405.11165';

/** Of percent with one digit, without the rounding of a division by 100. */
const share = (percent: number): number => Math.round(percent * 10) / 1000;

const first = (model: string): { first?: true } => (FIRST.includes(model) ? { first: true } : {});

const known = (scores: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(scores).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );

const ablation = (note: string, scores: Readonly<Record<string, number | undefined>>): PublishedRow => ({
  model: 'AMP-MEG-7B',
  note,
  scores: known(scores),
});

/** By task; the others have no published numbers in the paper. */
export const PUBLISHED: Readonly<Partial<Record<TaskId, Published>>> = {
  mrhal: {
    judge: 'GPT-4, from texts',
    source: SOURCE,
    rows: [
      ...MAIN.map(
        ([model, , [cumulativeScore, meanScore], [cumulativeHallucination, meanHallucination]]) => ({
          model,
          scores: { cumulativeHallucination, meanHallucination, cumulativeScore, meanScore },
          ...first(model),
        }),
      ),
      ...ABLATIONS.flatMap(([note, , , cumulativeScore]) =>
        cumulativeScore === undefined ? [] : [ablation(note, { cumulativeScore })],
      ),
    ],
  },
  mmhal: {
    judge: 'GPT-4, from texts',
    source: SOURCE,
    rows: [
      ...MAIN.map(([model, [score, hallucination]]) => ({
        model,
        scores: known({ score, hallucination }),
        ...first(model),
      })),
      ...ABLATIONS.map(([note, score, hallucination]) => ablation(note, { score, hallucination })),
    ],
  },
  pope: {
    judge: 'the published reading',
    source: SOURCE,
    rows: MAIN.map(([model, , , , [f1, yes]]) => ({
      model,
      scores: { f1: share(f1), yesRatio: share(yes) },
      ...first(model),
    })),
  },
};
