// What the learned encoder learns from: texts about scenes of the split `pretrain`, which no ladder is about, and how
// alike they are. Texts of a group are about one question: the standard answer, made-up ones, their chunks, and single
// claims in other words. Likeness is that of what they claim, read by the scenes' statement reader.
import { chunksOf } from '../amp/autoCheck/chunks.ts';
import type { Tagger } from '../amp/autoCheck/token.ts';
import type { Random } from '../base/random.ts';
import { standardAnswer } from '../data/scenes/answer.ts';
import { claimKey } from '../data/scenes/claims.ts';
import { claimText } from '../data/scenes/claimText.ts';
import { DEFAULT_MIX, drawQueries } from '../data/scenes/dialogue.ts';
import { hallucinate } from '../data/scenes/hallucinate.ts';
import { readClaims } from '../data/scenes/parse.ts';
import { polarityOf, type Query } from '../data/scenes/query.ts';
import { makeScene, type SceneTruth } from '../data/scenes/scene.ts';

/** Texts of a batch, group after group. */
export interface PairBatch {
  readonly texts: readonly string[];
  /** [B, B], |A and B| / sqrt(|A| |B|) of the claims of two texts. */
  readonly targets: Float32Array;
  /** [B, B], summing to 1: half for pairs of one group, half for pairs of two. */
  readonly weights: Float32Array;
}

interface Said {
  readonly text: string;
  readonly claims: ReadonlySet<string>;
}

const GROUP = 8;

/** B = 8 `groups` texts. */
export function drawPairs(groups: number, random: Random, tag: Tagger): PairBatch {
  const said = Array.from({ length: groups }, () => drawGroup(random, tag)).flat();
  const B = said.length;
  const [targets, weights] = [new Float32Array(B * B), new Float32Array(B * B)];
  const inside = groups * GROUP * GROUP;
  said.forEach((a, i) =>
    said.forEach((b, j) => {
      const same = Math.floor(i / GROUP) === Math.floor(j / GROUP);
      targets[i * B + j] = likeness(a.claims, b.claims);
      weights[i * B + j] = 0.5 / (same ? inside : B * B - inside);
    }),
  );
  return { texts: said.map(({ text }) => text), targets, weights };
}

function drawGroup(random: Random, tag: Tagger): Said[] {
  for (;;) {
    const scene = makeScene('pretrain', random.int(1 << 20));
    const [query] = drawQueries(scene, random, 1, DEFAULT_MIX);
    if (!query) continue;
    const texts = textsAbout(scene, query, random, tag);
    const said = texts.map((text) => ({ text, claims: claimsOf(text, scene, query) }));
    const clear = random.shuffle(said.filter(({ claims }) => claims.size > 0));
    if (clear.length > 0) return Array.from({ length: GROUP }, (_, i) => clear[i % clear.length] as Said);
  }
}

function textsAbout(scene: SceneTruth, query: Query, random: Random, tag: Tagger): string[] {
  const answers = [standardAnswer(scene, query)];
  for (let i = 0; i < 3; i++) answers.push(hallucinate(scene, query, random) ?? '');
  return [...new Set(answers)].flatMap((answer) => [
    answer,
    ...chunksOf(answer, tag, 'statements').map(({ text }) => text),
    ...readClaims(answer, query).map(({ claim }) => claimText(claim)),
  ]);
}

function claimsOf(text: string, scene: SceneTruth, query: Query): ReadonlySet<string> {
  const yesNo = polarityOf(scene, query) !== undefined;
  const claims = readClaims(text, query).map(({ claim }) => claim);
  return new Set(claims.filter(({ kind }) => kind !== 'polarity' || yesNo).map(claimKey));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((claim) => b.has(claim)).length;
  return shared / Math.sqrt(a.size * b.size);
}
