// Objects of scenes, as CHAIR and AMBER on scenes look for them: the words of the scenes' own nouns.
import { standardAnswer } from '../../data/scenes/answer.ts';
import { noun, NOUNS } from '../../data/scenes/nouns.ts';
import { PHRASINGS } from '../../data/scenes/phrasing.ts';
import type { SceneTruth } from '../../data/scenes/scene.ts';
import type { BenchQuestion } from '../../protocol/benchmark.ts';
import { objectMentions } from '../judges/objectMentions.ts';
import type { Mention } from '../metrics/objectWords.ts';

const FORMS = new Map(
  NOUNS.flatMap(({ word, plural }) => [word, plural].map((form) => [form, word] as const)),
);

/**
 * The objects that an answer about a scene says are there. Words for what a thing is ("an animal") name no object, and
 * what is denied ("no dog") is not said to be there, so that nothing true is held for a hallucination.
 */
export function sceneMentions(answer: string): Mention[] {
  return objectMentions(answer, FORMS)
    .filter(({ stance }) => stance === 'there')
    .map(({ object, start, end }) => ({ object, word: object, start, end }));
}

/** The words of the nouns that are in the scene. */
export function sceneObjects(scene: SceneTruth): string[] {
  return scene.kinds.map((kind) => noun(kind.noun).word);
}

/** The round that asks for a description, always in the same words. */
export function describing(scene: SceneTruth, type: string): BenchQuestion {
  const answer = standardAnswer(scene, { kind: 'describe' });
  return { question: PHRASINGS.describe[0] as string, answer, type };
}
