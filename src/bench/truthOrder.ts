// Ladders in the order of the truth: the best that any re-ranking could do, for experiments to compare with.
import { sceneOf } from '../data/scenes/scene.ts';
import type { Ladder, Level } from '../protocol/ladder.ts';
import { rungTruth } from './ladderTruth.ts';

/** The generated rungs by clean rounds, then by recall, ties as they stood; level 0 stays. Scenes only. */
export function byTruth(ladder: Ladder): Ladder {
  if (ladder.image.kind !== 'scene') throw new Error('internal: only scenes know their truth.');
  const scene = sceneOf(ladder.image);
  const [best, ...generated] = ladder.levels;
  const judged = generated.map((level) => ({ level, truth: rungTruth(scene, ladder.questions, level) }));
  judged.sort((a, b) => b.truth.clean - a.truth.clean || b.truth.recall - a.truth.recall);
  return { ...ladder, levels: [best as Level, ...judged.map(({ level }) => level)] };
}
