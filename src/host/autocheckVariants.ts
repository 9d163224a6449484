// What `npm run autocheck` compares: the steps from the paper's formula to the lab's, and ladders in other words.
import { defaultAutoCheck, paperAutoCheck, type AutoCheckOptions } from '../amp/autoCheck/options.ts';
import { NOUNS } from '../data/scenes/nouns.ts';
import type { Ladder } from '../protocol/ladder.ts';

/** Each adds one change to the one before it. */
export const VARIANTS = {
  "the paper's formula": paperAutoCheck,
  'statements as chunks': { ...paperAutoCheck, chunking: 'statements' },
  'by score': { ...defaultAutoCheck, unsupportedWeight: 0 },
  'less what is unsupported (default)': defaultAutoCheck,
} as const satisfies Record<string, AutoCheckOptions>;
export type VariantName = keyof typeof VARIANTS;

const LOCAL_SHARES = [0, 0.25, 0.5, 0.75, 1];

/** Two settings that vary together: `across` over `values`, the share of the local metric down. */
export interface Sweep {
  readonly of: VariantName;
  readonly across: 'threshold' | 'unsupportedWeight';
  readonly values: readonly number[];
  readonly localShares: readonly number[];
}

export const SWEEPS: readonly Sweep[] = [
  {
    of: "the paper's formula",
    across: 'threshold',
    values: [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94, 0.98],
    localShares: LOCAL_SHARES,
  },
  {
    of: 'less what is unsupported (default)',
    across: 'unsupportedWeight',
    values: [0, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1],
    localShares: LOCAL_SHARES,
  },
];

/** A word outside the scenes for each of their nouns, of the same kind of thing, with a plural in -s. */
const OTHERS = (
  'cow donkey rabbit duck bulldozer giraffe lion gorilla panda lizard frog snail whale towel shovel eel ' +
  'seal lemon mango plum melon apricot raisin turnip cracker kettle cucumber pepper van train rocket canoe ' +
  'glider scooter baseball kite racket boomerang medal banjo flute cello drum harmonica lock stool hammer ' +
  'screwdriver saw bed radio magazine armchair candle skirt sandal helmet suitcase wallet fern rose orchid ' +
  'beetle daffodil'
).split(' ');

const REPLACED = new Map(
  NOUNS.flatMap(({ word, plural }, i): [string, string][] => {
    const other = OTHERS[i] as string;
    return [
      [word, other],
      [plural, `${other}s`],
    ];
  }),
);

/**
 * The ladder with every noun of the scenes replaced in its answers: it says as much that is false as before, in words
 * that no scene has.
 */
export function withOtherNouns(ladder: Ladder): Ladder {
  return {
    ...ladder,
    levels: ladder.levels.map((level) => ({ ...level, answers: level.answers.map(replaceNouns) })),
  };
}

function replaceNouns(answer: string): string {
  return answer
    .replace(/[a-z]+/g, (word) => REPLACED.get(word) ?? word)
    .replace(/\b(a)n? (\w)/gi, (_, a: string, next: string) =>
      /[aeiou]/.test(next) ? `${a}n ${next}` : `${a} ${next}`,
    );
}
