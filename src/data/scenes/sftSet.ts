// The fine-tuning set on scenes: dialogues of which a share of answers follows the language prior instead of the
// image, as in real instruction data (captions by annotators and language models name objects that usually stand
// together). That is where the bundled model's hallucinations come from; preference training has to undo it.
import { drawQueries, makeRound, sceneRandom, DEFAULT_MIX } from './dialogue.ts';
import { hallucinate } from './hallucinate.ts';
import { makeScene, type Scene } from './scene.ts';
import type { Round } from '../../protocol/dialogue.ts';

export interface SftExample {
  readonly scene: Scene;
  readonly rounds: readonly Round[];
}

/**
 * Example `index` of the set.
 * @param noise share of answers that follow the prior, 0 to 1
 */
export function sftExample(index: number, rounds: number, noise: number): SftExample {
  const scene = makeScene('sft', index);
  const random = sceneRandom(scene, `sft ${rounds}`);
  const list = drawQueries(scene, random, rounds, DEFAULT_MIX).map((query) => {
    const round = makeRound(scene, query, random);
    const wrong = random.next() < noise ? hallucinate(scene, query, random) : undefined;
    return wrong === undefined ? round : { ...round, answer: wrong };
  });
  return { scene, rounds: list };
}
