// What language priors make of a scene: the belief of an annotator who knows what usually stands together and in which
// colour, and hardly looks. Unlike hallucinate.ts, which errs at random, this errs the same way every time, so that a
// model that learns from such answers hallucinates by habit, as models fine-tuned on real instruction data do.
import { countOf } from './facts.ts';
import { noun, nounsOfTheme, type Theme } from './nouns.ts';
import type { Query } from './query.ts';
import { GRID, MAX_KINDS, type SceneTruth } from './scene.ts';

/**
 * The scene as priors would have it when a question is asked:
 * - every object has its usual colour;
 * - a noun that is asked for and usually stands with what is there, stands there too;
 * - a description names the most popular companion that is missing.
 * Where the priors happen to be right this is the truth.
 */
export function priorBelief(truth: SceneTruth, query: Query): SceneTruth {
  const usual = { kinds: truth.kinds.map((kind) => ({ ...kind, colour: noun(kind.noun).colour })) };
  switch (query.kind) {
    case 'exists':
      return companions(truth).includes(query.a) ? withCompanion(usual, query.a) : usual;
    case 'describe':
      return truth.kinds.length < MAX_KINDS ? withCompanion(usual, companions(truth)[0]) : usual;
    default:
      return usual;
  }
}

/** Absent nouns of the theme that most of the scene's kinds come from, most popular first. */
export function companions(truth: SceneTruth): number[] {
  const count = new Map<Theme, number>();
  for (const { noun: a } of truth.kinds) count.set(noun(a).theme, (count.get(noun(a).theme) ?? 0) + 1);
  const [theme] = [...count].reduce((most, next) => (next[1] > most[1] ? next : most));
  return nounsOfTheme(theme).filter((a) => countOf(truth, a) === 0);
}

/** One more object, in its usual colour; where it stands is never said. */
function withCompanion(belief: SceneTruth, a: number | undefined): SceneTruth {
  if (a === undefined) return belief;
  return { kinds: [...belief.kinds, { noun: a, colour: noun(a).colour, cells: [GRID * GRID - 1] }] };
}
