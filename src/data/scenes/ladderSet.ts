// The scenes that ladders are made about: of the split `ladders`, which no fine-tuning set and no benchmark holds.
import { deriveSeed } from '../../base/random.ts';
import type { Dialogue } from '../../protocol/dialogue.ts';
import { makeDialogue, sceneRandom, type DialogueOptions, type TypeMix } from './dialogue.ts';
import { makeScene, type SceneOptions } from './scene.ts';

/** Ladders ask most where habit misleads: what all is there, and in which colour. The benchmark asks evenly. */
export const LADDER_MIX: TypeMix = {
  attribute: 0.25,
  description: 0.35,
  existence: 0.15,
  counting: 0.1,
  reasoning: 0.1,
  spatial: 0.05,
};

/** n dialogues with exact standard answers; another seed, other scenes. */
export function ladderSceneDialogues(
  n: number,
  seed: number,
  { style, priorDefying, ...dialogue }: SceneOptions & DialogueOptions,
): Dialogue[] {
  const first = (deriveSeed(seed, 'ladder scenes') % 4096) * 1024;
  const scenes = { ...(style && { style }), ...(priorDefying !== undefined && { priorDefying }) };
  return Array.from({ length: n }, (_, i) => {
    const scene = makeScene('ladders', first + i, scenes);
    return makeDialogue(scene, sceneRandom(scene, 'ladders'), dialogue);
  });
}
