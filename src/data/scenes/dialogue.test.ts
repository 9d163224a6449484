import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { QUESTION_TYPES } from '../../protocol/dialogue.ts';
import { benchRounds, makeDialogue, sceneRandom } from './dialogue.ts';
import { hallucinate } from './hallucinate.ts';
import { parseQuestion } from './phrasing.ts';
import { queryKey } from './query.ts';
import { SPLITS, makeScene } from './scene.ts';
import { tokenizerConfig, tokenizerJson } from './tokenizerFile.ts';
import { SPECIAL_IDS, encodeText, vocabularyIds } from './vocabulary.ts';

describe('makeDialogue', () => {
  it('is determined by scene and seed, and names its scene', () => {
    const scene = makeScene('bench', 5);
    const first = makeDialogue(scene, sceneRandom(scene, 'x'));
    expect(makeDialogue(scene, sceneRandom(scene, 'x'))).toEqual(first);
    expect(makeDialogue(scene, sceneRandom(scene, 'y')).id).not.toBe(first.id);
    expect(first.image).toEqual({ kind: 'scene', seed: 5, split: 'bench', style: 'noto' });
  });

  it('has 2 to 5 rounds of all six types and no question twice', () => {
    const types = new Set<string>();
    for (let i = 0; i < 105; i++) {
      const { rounds } = makeDialogue(makeScene('bench', i), new Random(i), { rounds: benchRounds(i) });
      expect(rounds.length).toBe(benchRounds(i));
      const keys = rounds.map((r) => queryKey(parseQuestion(r.question) ?? { kind: 'total' }));
      expect(new Set(keys).size).toBe(keys.length);
      rounds.forEach((r) => types.add(r.type));
    }
    expect([...types].sort()).toEqual([...QUESTION_TYPES].sort());
  });

  it("has MRHal-Bench's 314 rounds over 105 dialogues", () => {
    const rounds = Array.from({ length: 105 }, (_, i) => benchRounds(i));
    expect(rounds.reduce((a, b) => a + b)).toBe(314);
    expect(new Set(rounds)).toEqual(new Set([2, 3, 4, 5]));
  });
});

describe('the tokenizer file', () => {
  const tokenizer = new Tokenizer(tokenizerJson(), tokenizerConfig());
  const ids = vocabularyIds();

  it('is what the templates make', () => {
    expect(JSON.parse(readFileSync('public/models/tokenizer.json', 'utf8'))).toEqual(tokenizerJson());
  });

  it('encodes every generated text without <unk>, decodes it exactly, and agrees with encodeText', () => {
    for (const split of SPLITS) {
      for (let i = 0; i < 150; i++) {
        const scene = makeScene(split, i, { priorDefying: i % 2 === 0 });
        const random = new Random(i);
        for (const round of makeDialogue(scene, random, { rounds: 5 }).rounds) {
          const wrong = hallucinate(scene, round.question, random);
          for (const text of [round.question, round.answer, wrong ?? '.']) {
            const { ids: got } = tokenizer.encode(text, { add_special_tokens: false });
            expect(got).not.toContain(SPECIAL_IDS['<unk>']);
            expect(tokenizer.decode(got)).toBe(text);
            expect(encodeText(text, ids)).toEqual(got);
          }
        }
      }
    }
  });

  it('keeps special tokens whole, at the ids that the code knows', () => {
    const { ids: got } = tokenizer.encode('<bos><image><user>Is there a pig?<assistant>', {
      add_special_tokens: false,
    });
    expect(got[0]).toBe(SPECIAL_IDS['<bos>']);
    expect(got[1]).toBe(SPECIAL_IDS['<image>']);
    expect(got[2]).toBe(SPECIAL_IDS['<user>']);
    expect(got[got.length - 1]).toBe(SPECIAL_IDS['<assistant>']);
  });
});
