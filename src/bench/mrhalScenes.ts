// The bundled multi-round benchmark: MRHal-Bench's form (2-5 rounds, six question types, own answers as history) on
// held-out scenes whose truth is exact, judged claim by claim.
import { deriveSeed } from '../base/random.ts';
import { benchRounds, makeDialogue, sceneRandom } from '../data/scenes/dialogue.ts';
import { makeScene, sceneOf, type SceneOptions } from '../data/scenes/scene.ts';
import type { BenchDialogue, BenchResult, BenchRound, Comparison } from '../protocol/bench.ts';
import type { Dialogue } from '../protocol/dialogue.ts';
import { judgeAnswer } from './exactJudge.ts';
import { clusteredBootstrap, pairedBootstrap } from './statistics.ts';

/** Changes when questions, judge or scores change: results of other versions are not comparable. */
export const HARNESS_VERSION = 'mrhal-scenes/1';

/** A rating below this is a hallucination (MRHal-Bench). */
export const HALLUCINATION_BELOW = 3;
const RESAMPLES = 10_000;

/**
 * n dialogues of the benchmark; the first 105 of them have 314 rounds, as MRHal-Bench has.
 * @param first another one gives scenes that no choice of settings has seen
 */
export function benchDialogues(n: number, options: SceneOptions = {}, first = 0): Dialogue[] {
  return Array.from({ length: n }, (_, i) => {
    const scene = makeScene('bench', first + i, options);
    return makeDialogue(scene, sceneRandom(scene, 'bench'), { rounds: benchRounds(i) });
  });
}

/** Judges answers [dialogues][rounds] with the exact judge. */
export function judgeDialogues(
  dialogues: readonly Dialogue[],
  answers: readonly (readonly string[])[],
): BenchDialogue[] {
  return dialogues.map((dialogue, d) => {
    if (dialogue.image.kind !== 'scene') throw new Error('internal: the exact judge knows scenes only.');
    const scene = sceneOf(dialogue.image);
    const rounds = dialogue.rounds.map((round, r): BenchRound => {
      const answer = answers[d]?.[r] ?? '';
      const { rating, claims } = judgeAnswer(scene, round.question, answer);
      return { question: round.question, type: round.type, truth: round.answer, answer, claims, rating };
    });
    return { id: dialogue.id, image: dialogue.image, rounds };
  });
}

/** The four scores with 95 % intervals from a bootstrap over dialogues. */
export function scoreDialogues(dialogues: readonly BenchDialogue[], seed: number): BenchResult['scores'] {
  const ratings = dialogues.map((d) => d.rounds.map((r) => r.rating));
  const estimate = (statistic: (clusters: readonly (readonly number[])[]) => number, name: string) =>
    clusteredBootstrap(ratings, statistic, { seed: deriveSeed(seed, name), resamples: RESAMPLES });
  return {
    cumulativeScore: estimate(cumulativeScore, 'cumulative score'),
    meanScore: estimate(meanScore, 'mean score'),
    cumulativeHallucination: estimate(cumulativeHallucination, 'cumulative hallucination'),
    meanHallucination: estimate(meanHallucination, 'mean hallucination'),
  };
}

/** After minus before over the same dialogues, with paired 95 % intervals. */
export function compareDialogues(
  before: readonly BenchDialogue[],
  after: readonly BenchDialogue[],
  seed: number,
): Comparison {
  const a = before.map((d) => d.rounds.map((r) => r.rating));
  const b = after.map((d) => d.rounds.map((r) => r.rating));
  const difference = (statistic: (clusters: readonly (readonly number[])[]) => number, name: string) =>
    pairedBootstrap(a, b, statistic, { seed: deriveSeed(seed, name), resamples: RESAMPLES });
  return {
    cumulativeHallucination: difference(cumulativeHallucination, 'cumulative hallucination'),
    meanHallucination: difference(meanHallucination, 'mean hallucination'),
    cumulativeScore: difference(cumulativeScore, 'cumulative score'),
    meanScore: difference(meanScore, 'mean score'),
  };
}

type Ratings = readonly (readonly number[])[];

const mean = (values: readonly number[]): number => values.reduce((n, v) => n + v, 0) / values.length;

function cumulativeScore(dialogues: Ratings): number {
  return mean(dialogues.flat());
}

function meanScore(dialogues: Ratings): number {
  return mean(dialogues.map(mean));
}

function cumulativeHallucination(dialogues: Ratings): number {
  return mean(dialogues.flat().map((r) => (r < HALLUCINATION_BELOW ? 1 : 0)));
}

/** Published definition: the share of dialogues whose mean rating is below 3. */
function meanHallucination(dialogues: Ratings): number {
  return mean(dialogues.map((rounds) => (mean(rounds) < HALLUCINATION_BELOW ? 1 : 0)));
}
