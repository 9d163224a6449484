// A slow decoder after transformers' `generate`, in plain float64 and with nothing shared with the fast one: every
// sequence is scored from its start, beams are flat arrays with -1e9 where nothing is, as transformers has them. Tests only.
import { NONE } from '../base/indices.ts';
import type { Random } from '../base/random.ts';
import type { Decoding } from '../protocol/decoding.ts';

/** Logits [V] of the token after the prompt and `tokens`. */
export type LogitsOf = (tokens: readonly number[]) => ArrayLike<number> | Promise<ArrayLike<number>>;

const exp = (x: readonly number[], max = Math.max(...x)): number[] => x.map((v) => Math.exp(v - max));
const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);
const descending = (x: readonly number[]): number[] =>
  x.map((_, i) => i).sort((a, b) => (x[b] as number) - (x[a] as number) || a - b);

/** All processors, and at a temperature above zero all warpers. */
export function referenceScores(
  given: readonly number[],
  prompt: readonly number[],
  tokens: readonly number[],
  eos: number,
  keep: number,
  d: Decoding,
): number[] {
  const context = [...prompt, ...tokens];
  const n = d.noRepeatNgram;
  const grams = new Set(
    n === 0
      ? []
      : context.map((_, i) => context.slice(i, i + n)).flatMap((g) => (g.length === n ? [String(g)] : [])),
  );
  let scores = given.map((score, id) => {
    let s = score;
    if (context.includes(id)) s = s < 0 ? s * d.repetitionPenalty : s / d.repetitionPenalty;
    const suffix = context.slice(context.length - n + 1);
    if (n > 0 && context.length >= n && !suffix.includes(NONE) && grams.has(String([...suffix, id])))
      s = -Infinity;
    return id === eos && tokens.length < d.minNew ? -Infinity : s;
  });
  if (d.temperature === 0) return scores;
  scores = scores.map((s) => s / d.temperature);
  if (d.topK > 0) {
    const least = scores.slice().sort((a, b) => b - a)[Math.max(d.topK, keep) - 1] ?? -Infinity;
    scores = scores.map((s) => (s < least ? -Infinity : s));
  }
  if (d.topP < 1) {
    const order = descending(scores);
    const p = exp(scores);
    const before = order.map((_, rank) => sum(order.slice(0, rank).map((i) => p[i] as number)) / sum(p));
    order.forEach((i, rank) => {
      if (rank >= keep && (before[rank] as number) >= d.topP) scores[i] = -Infinity;
    });
  }
  return scores;
}

function drawn(scores: readonly number[], n: number, random: Random): number[] {
  const p = exp(scores);
  const picks: number[] = [];
  for (let k = 0; k < n && sum(p) > 0; k++) {
    let x = random.next() * sum(p);
    const at = p.findIndex((w) => (x -= w) < 0);
    picks.push(at === -1 ? p.findLastIndex((w) => w > 0) : at);
    p[picks[k] as number] = 0;
  }
  return picks;
}

/** The answer's tokens without the end token. */
export async function referenceAnswer(
  logitsOf: LogitsOf,
  prompt: readonly number[],
  eos: number,
  d: Decoding,
  random: Random,
): Promise<number[]> {
  return d.beams > 1
    ? referenceBeams(logitsOf, prompt, eos, d, random)
    : referenceTokens(logitsOf, prompt, eos, d, random);
}

async function referenceTokens(
  logitsOf: LogitsOf,
  prompt: readonly number[],
  eos: number,
  d: Decoding,
  random: Random,
): Promise<number[]> {
  const tokens: number[] = [];
  while (tokens.length < d.maxNew) {
    const scores = referenceScores(Array.from(await logitsOf(tokens)), prompt, tokens, eos, 1, d);
    const token = d.temperature > 0 ? drawn(scores, 1, random)[0] : descending(scores)[0];
    if (token === undefined || token === eos) break;
    tokens.push(token);
  }
  return tokens;
}

interface Entry {
  tokens: number[];
  score: number;
  done: boolean;
}

async function referenceBeams(
  logitsOf: LogitsOf,
  prompt: readonly number[],
  eos: number,
  d: Decoding,
  random: Random,
): Promise<number[]> {
  const B = d.beams;
  let running = Array.from({ length: B }, (_, b): Entry => ({
    tokens: [],
    score: b ? -1e9 : 0,
    done: false,
  }));
  let kept = Array.from({ length: B }, (): Entry => ({ tokens: [], score: -1e9, done: false }));
  for (let length = 1; length <= d.maxNew; length++) {
    const all: number[] = [];
    let V = 0;
    for (const beam of running) {
      const logits = Array.from(await logitsOf(beam.tokens));
      const logZ = Math.max(...logits) + Math.log(sum(exp(logits)));
      const logps = logits.map((l) => l - logZ);
      const scores = referenceScores(logps, prompt, beam.tokens, eos, 2, d);
      all.push(...scores.map((s) => s + beam.score));
      V = logits.length;
    }
    const picked = d.temperature > 0 ? drawn(all, 2 * B, random) : descending(all).slice(0, 2 * B);
    const candidates = picked
      .map((i): Entry => {
        const tokens = [...(running[Math.floor(i / V)] as Entry).tokens, i % V];
        return { tokens, score: all[i] as number, done: i % V === eos || length === d.maxNew };
      })
      .sort((a, b) => b.score - a.score);
    kept = [
      ...kept,
      ...candidates
        .slice(0, B)
        .filter((c) => c.done)
        .map((c) => ({ ...c, score: c.score / length ** d.lengthPenalty })),
    ]
      .sort((a, b) => b.score - a.score)
      .slice(0, B);
    running = candidates.filter((c) => !c.done).slice(0, B);
    const best = running[0];
    if (best === undefined) break;
    const improvable =
      kept.some((k) => !k.done) ||
      best.score / length ** d.lengthPenalty > Math.min(...kept.map((k) => k.score));
    if (!improvable) break;
  }
  const answer = (kept[0] as Entry).tokens;
  return answer.at(-1) === eos ? answer.slice(0, -1) : answer;
}
