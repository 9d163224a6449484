// What scenes know of a ladder's answers once they are there: which claims are true.
import { judgeAnswer } from '../bench/judges/exact.ts';
import { sceneOf } from '../data/scenes/scene.ts';
import type { Claim, Ladder } from '../protocol/ladder.ts';

/** Marks the claims of every answer as true or false: scenes know. Ladders about other images are left as they are. */
export function withClaims(ladder: Ladder): Ladder {
  if (ladder.image.kind !== 'scene') return ladder;
  const scene = sceneOf(ladder.image);
  const levels = ladder.levels.map((level) => ({
    ...level,
    claims: level.answers.map(
      (answer, r): readonly Claim[] => judgeAnswer(scene, ladder.questions[r] as string, answer).claims,
    ),
  }));
  return { ...ladder, levels };
}
