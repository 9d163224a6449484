// The fine-tuning set on scenes: dialogues of which a share of answers follows language priors instead of the image, as
// in real instruction data (captions by annotators and language models name objects that usually stand together, in
// their usual colours). That is where the bundled model's hallucinations come from; preference training has to undo it.
import { drawQueries, makeRound, sceneRandom, DEFAULT_MIX } from './dialogue.ts';
import { standardAnswer } from './answer.ts';
import { priorBelief } from './priors.ts';
import { makeScene, type Scene } from './scene.ts';
import type { Round } from '../../protocol/dialogue.ts';

export interface SftExample {
  readonly scene: Scene;
  readonly rounds: readonly Round[];
}

/**
 * Example `index` of the set.
 * @param priorShare share of answers that follow priors (most of these are right all the same), 0 to 1
 */
export function sftExample(index: number, rounds: number, priorShare: number): SftExample {
  const scene = makeScene('sft', index);
  const random = sceneRandom(scene, `sft ${rounds}`);
  const list = drawQueries(scene, random, rounds, DEFAULT_MIX).map((query) => {
    const round = makeRound(scene, query, random);
    const byPriors = random.next() < priorShare;
    return byPriors ? { ...round, answer: standardAnswer(priorBelief(scene, query), query) } : round;
  });
  return { scene, rounds: list };
}
