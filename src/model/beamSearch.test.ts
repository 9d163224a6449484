// Both searches against the slow reference, on a made-up language model: the next token's logits depend on the last two.
import { expect, test } from 'vitest';
import { Random, deriveSeed } from '../base/random.ts';
import { defaultDecoding, type Decoding } from '../protocol/decoding.ts';
import { BeamSearch } from './beamSearch.ts';
import { promptRandom } from './generate.ts';
import type { Search } from './search.ts';
import { referenceAnswer } from './searchReference.ts';
import { TokenSearch } from './tokenSearch.ts';

const V = 11;
const EOS = 5;
const PROMPT = [1, 7, 3];

/** Logits of language `seed` after `tokens`, f32. */
function logitsAfter(seed: number, tokens: readonly number[]): Float32Array {
  const random = new Random(deriveSeed(seed, String([...PROMPT, ...tokens].slice(-2))));
  return Float32Array.from({ length: V }, () => 2 * random.normal());
}

function search(decoding: Decoding, language: number): Search {
  const input = { decoding, eos: EOS, prompt: PROMPT, random: promptRandom('toy', decoding.seed) };
  const found = decoding.beams > 1 ? new BeamSearch(input) : new TokenSearch(input);
  let live: number[][] = [[]];
  while (live.length > 0) {
    const going = found.step(live.map((tokens) => logitsAfter(language, tokens)));
    expect(going.length).toBeLessThanOrEqual(decoding.beams);
    live = going.map(({ parent, token }) => [...(live[parent] as number[]), token]);
  }
  return found;
}

const settings: Record<string, Partial<Decoding>> = {
  greedy: {},
  'greedy, penalties': { repetitionPenalty: 1.4, noRepeatNgram: 2, minNew: 6 },
  sampled: { temperature: 0.8 },
  'sampled, top-k, top-p': { temperature: 1.4, topK: 4, topP: 0.7 },
  'two beams': { beams: 2 },
  'four beams': { beams: 4 },
  'four beams, penalties': { beams: 4, repetitionPenalty: 1.1, noRepeatNgram: 3, minNew: 3 },
  'long answers preferred': { beams: 3, lengthPenalty: 2 },
  'short answers preferred': { beams: 3, lengthPenalty: -1 },
  'sampled beams': { beams: 4, temperature: 0.7, repetitionPenalty: 1.1 },
  'sampled beams, top-k, top-p': { beams: 3, temperature: 1.5, topK: 5, topP: 0.8 },
  'sampled beams, narrow': { beams: 3, temperature: 0.6, topP: 0.3 },
  'one token': { beams: 4, maxNew: 1 },
};

for (const [name, changes] of Object.entries(settings)) {
  test(`${name}: the reference's answers in 40 languages`, async () => {
    const answers = new Set<string>();
    for (let language = 0; language < 40; language++) {
      const decoding = { ...defaultDecoding, maxNew: 12, seed: language, ...changes };
      const random = promptRandom('toy', decoding.seed);
      const logitsOf = (tokens: readonly number[]): Float32Array => logitsAfter(language, tokens);
      const expected = await referenceAnswer(logitsOf, PROMPT, EOS, decoding, random);
      const got = search(decoding, language).answer();
      expect(got).toEqual(expected);
      answers.add(String(got));
    }
    expect(answers.size).toBeGreaterThan(5);
  });
}

test('a beam search that may keep everything finds the best answer there is', () => {
  const maxNew = 3;
  for (let language = 0; language < 20; language++) {
    let best = { tokens: [] as number[], score: -Infinity };
    const visit = (tokens: number[], score: number): void => {
      const logits = [...logitsAfter(language, tokens)];
      const logZ = Math.log(logits.reduce((total, l) => total + Math.exp(l), 0));
      logits.forEach((logit, id) => {
        const next = score + logit - logZ;
        const length = tokens.length + 1;
        const ends = id === EOS || length === maxNew;
        if (!ends) visit([...tokens, id], next);
        else if (next / length > best.score)
          best = { tokens: id === EOS ? tokens : [...tokens, id], score: next / length };
      });
    };
    visit([], 0);
    const decoding = { ...defaultDecoding, beams: V ** 2, maxNew };
    expect(search(decoding, language).answer()).toEqual(best.tokens);
  }
});

test('an answer ends where no token is allowed', () => {
  const decoding = { ...defaultDecoding, noRepeatNgram: 1, minNew: 20, maxNew: 20 };
  for (const beams of [1, 3]) {
    const answer = search({ ...decoding, beams }, 0).answer();
    expect(new Set([...answer, ...PROMPT, EOS]).size).toBe(V);
  }
});
