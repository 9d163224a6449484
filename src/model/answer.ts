// Answers whole dialogues, round by round: the history holds the model's own earlier answers (paper, section 4).
import { promptRow, type Exchange, type RowContext } from '../data/rows.ts';
import type { Decoding } from '../protocol/decoding.ts';
import type { GenerationSize, Generator, Prompt } from './generate.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Questions about one image, and what the decoder sees of it. */
export interface Asked {
  readonly key: string;
  readonly questions: readonly string[];
  readonly features: Float32Array;
}

/**
 * One answer per question, [dialogues][rounds].
 * @param batch rows that the generator takes at once
 * @param onProgress rounds answered so far; awaited between tokens too, so it may pause or cancel
 */
export async function answerDialogues(
  generator: Generator,
  tokenizer: Tokenizer,
  imageTokens: number,
  batch: number,
  dialogues: readonly Asked[],
  decoding: Decoding,
  onProgress: (done: number) => Promise<void>,
): Promise<string[][]> {
  const context: RowContext = { special: tokenizer.special, encode: tokenizer.encode, imageTokens };
  const history: Exchange[][] = dialogues.map(() => []);
  const rounds = Math.max(0, ...dialogues.map((d) => d.questions.length));
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    const open = dialogues.flatMap((d, i) => (d.questions.length > round ? [i] : []));
    for (let start = 0; start < open.length; start += batch) {
      const chunk = open.slice(start, start + batch);
      const prompts = chunk.map((i): Prompt => {
        const { key, questions, features } = dialogues[i] as Asked;
        const row = promptRow(context, history[i] as Exchange[], questions[round] as string);
        return { row, features, key: `${key}/${round}` };
      });
      const answers = await generator.run(prompts, decoding, tokenizer.special.eos, () => onProgress(done));
      chunk.forEach((i, n) => {
        const question = (dialogues[i] as Asked).questions[round] as string;
        const ids = answers[n] ?? [];
        (history[i] as Exchange[]).push({ question, answer: tokenizer.decode(ids), ids });
      });
      done += chunk.length;
      await onProgress(done);
    }
  }
  return history.map((exchanges) => exchanges.map((e) => e.answer));
}

/** What a generator needs room for so that `answerDialogues` can answer these dialogues, `rows` at a time. */
export function answerSize(
  tokenizer: Tokenizer,
  imageTokens: number,
  { maxNew, beams }: Pick<Decoding, 'maxNew' | 'beams'>,
  rows: number,
  dialogues: readonly { readonly questions: readonly string[] }[],
): GenerationSize {
  const longest = longestPrompt(tokenizer, imageTokens, maxNew, dialogues);
  return { B: rows, T: Math.ceil(longest / 16) * 16, maxNew, beams };
}

/** Tokens of the longest prompt that `answerDialogues` can build when no answer exceeds `maxNew` tokens. */
export function longestPrompt(
  tokenizer: Tokenizer,
  imageTokens: number,
  maxNew: number,
  dialogues: readonly { readonly questions: readonly string[] }[],
): number {
  return Math.max(
    ...dialogues.map(({ questions }) => {
      const asked = questions.reduce((n, q) => n + tokenizer.encode(q).length + 2, 0); // <user> .. <assistant>
      return 1 + imageTokens + asked + (questions.length - 1) * (maxNew + 1);
    }),
  );
}
