// Dialogues about scenes: rounds of mixed types without a repeated question.
import { Random, deriveSeed } from '../../base/random.ts';
import { QUESTION_TYPES } from '../../protocol/dialogue.ts';
import type { Dialogue, QuestionType, Round } from '../../protocol/dialogue.ts';
import { standardAnswer } from './answer.ts';
import { ask } from './ask.ts';
import { countOf } from './facts.ts';
import { phrase } from './phrasing.ts';
import { TYPE_OF, queryKey } from './query.ts';
import type { Query } from './query.ts';
import { sceneRef } from './scene.ts';
import type { Scene, SceneTruth } from './scene.ts';

/** Weights of the question types in a dialogue. */
export type TypeMix = Readonly<Record<QuestionType, number>>;
export const DEFAULT_MIX: TypeMix = {
  attribute: 0.16,
  description: 0.14,
  existence: 0.26,
  counting: 0.16,
  reasoning: 0.14,
  spatial: 0.14,
};

/** Of 105 dialogues, how many have 2, 3, 4, 5 rounds: 314 rounds, 2.99 on average (MRHal-Bench). */
const ROUND_SHARES: readonly number[] = [40, 36, 19, 10];

export interface DialogueOptions {
  /** Number of rounds; without it 2 to 5, drawn so that the mean is 2.99. */
  rounds?: number;
  mix?: TypeMix;
}

/** The rounds of the benchmark's dialogue i: over every 105 dialogues exactly 314. */
export function benchRounds(i: number): number {
  // 46 is coprime to 105: neighbours differ, and every place is taken once.
  let place = (i * 46) % 105;
  for (const [extra, share] of ROUND_SHARES.entries()) {
    if (place < share) return 2 + extra;
    place -= share;
  }
  throw new Error(`internal: no rounds for dialogue ${i}`);
}

/** A question with its wording and standard answer. */
export function makeRound(truth: SceneTruth, query: Query, random: Random): Round {
  const count = 'a' in query ? countOf(truth, query.a) : 0;
  return {
    question: phrase(query, count, random),
    answer: standardAnswer(truth, query),
    type: TYPE_OF[query.kind],
  };
}

/** Draws the queries of a dialogue. May be shorter than asked for when a scene allows no more. */
export function drawQueries(truth: SceneTruth, random: Random, rounds: number, mix: TypeMix): Query[] {
  const queries = new Map<string, Query>();
  const weights = QUESTION_TYPES.map((t) => mix[t]);
  for (let tries = 0; queries.size < rounds && tries < 200; tries++) {
    const type = QUESTION_TYPES[random.weighted(weights)] as QuestionType;
    const query = ask(truth, type, random);
    if (query && !queries.has(subject(query))) queries.set(subject(query), query);
  }
  return [...queries.values()];
}

/** Two questions with one subject would repeat each other: "more a than b" and "more b than a". */
function subject(query: Query): string {
  if (query.kind === 'more' || query.kind === 'which') {
    return `compare ${[query.a, query.b].sort((x, y) => x - y).join(' ')}`;
  }
  if (query.kind === 'relation') return `relation ${[query.a, query.b].sort((x, y) => x - y).join(' ')}`;
  if (query.kind === 'isColour') return queryKey({ kind: 'colour', a: query.a });
  return queryKey(query);
}

/** A dialogue about a scene; its id names split, scene, and the stream's seed. */
export function makeDialogue(scene: Scene, random: Random, options: DialogueOptions = {}): Dialogue {
  const salt = deriveSeed(random.save(), 'dialogue').toString(36);
  const rounds = options.rounds ?? 2 + random.weighted(ROUND_SHARES);
  const queries = drawQueries(scene, random, rounds, options.mix ?? DEFAULT_MIX);
  const ref = sceneRef(scene);
  return {
    id: `${ref.kind === 'scene' ? ref.split : ''}-${scene.style}-${scene.index}-${salt}`,
    image: ref,
    rounds: queries.map((query) => makeRound(scene, query, random)),
  };
}

/** A stream of random numbers that belongs to a scene and a purpose. */
export function sceneRandom(scene: Scene, purpose: string): Random {
  return new Random(deriveSeed(scene.look, purpose));
}
