// What stands where in a scene, for the page to point at.
import type { SceneObject } from '../../protocol/inspect.ts';
import { IMAGE_SIZE, placements } from './draw.ts';
import { noun } from './nouns.ts';
import type { Scene } from './scene.ts';

/** Every object with its box, in the order in which they are drawn. */
export function sceneObjects(scene: Scene): SceneObject[] {
  const counts = new Map(scene.kinds.map((kind) => [kind.noun, kind.cells.length]));
  return placements(scene).map(({ noun: index, colour, x, y, side }) => {
    const { word } = noun(index);
    const count = counts.get(index) ?? 1;
    return {
      noun: word,
      colour,
      count,
      label: `${colour} ${word}, ${count === 1 ? 'the only one' : `one of ${count}`}`,
      x: x / IMAGE_SIZE,
      y: y / IMAGE_SIZE,
      w: side / IMAGE_SIZE,
      h: side / IMAGE_SIZE,
    };
  });
}
