// Ladders that need no model: true answers, and below them answers that trust language priors more than the image. For
// measuring speed; how good they are does not matter there, how long they are does.
import { makeDialogue, sceneRandom, type DialogueOptions } from './dialogue.ts';
import { hallucinate } from './hallucinate.ts';
import { makeScene } from './scene.ts';

export interface PriorLadder {
  /** [rounds] */
  readonly questions: readonly string[];
  /** [K][rounds], best first */
  readonly levels: readonly (readonly string[])[];
}

/** n ladders of K answers about scenes of the split `ladders`, the same every time. */
export function priorLadders(n: number, K: number, options: DialogueOptions): PriorLadder[] {
  return Array.from({ length: n }, (_, i) => {
    const scene = makeScene('ladders', i);
    const random = sceneRandom(scene, 'prior ladders');
    const { rounds } = makeDialogue(scene, random, options);
    const levels = Array.from({ length: K }, (_, k) =>
      rounds.map(({ question, answer }) =>
        k === 0 ? answer : (hallucinate(scene, question, random) ?? answer),
      ),
    );
    return { questions: rounds.map(({ question }) => question), levels };
  });
}
