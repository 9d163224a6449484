// How a dialogue becomes tokens: <bos> <image>*16 (<user> question <assistant> answer <eos>)*.
// One place for training, scoring and generation, so that they cannot differ.

/** Text to token ids, without special tokens. */
export type Encode = (text: string) => readonly number[];

/** Ids of the tokens that structure a chat. */
export interface ChatTokens {
  bos: number;
  image: number;
  user: number;
  assistant: number;
  eos: number;
}

/** Image tokens of one image: one per cell of the bundled models' 4x4 grid. */
export const IMAGE_TOKENS = 16;

/** A chat as a row of T tokens. */
export interface ChatRow {
  /** [T] */
  ids: number[];
  /** [T], 1 for tokens that are scored: every answer's tokens and the <eos> behind it. */
  mask: number[];
  /** [T], the dialogue round (from 0) of a scored token, -1 elsewhere. */
  round: number[];
}

/** The tokens of a whole dialogue. */
export function chatRow(
  rounds: readonly { question: string; answer: string }[],
  encode: Encode,
  tokens: ChatTokens,
  imageTokens = IMAGE_TOKENS,
): ChatRow {
  const row: ChatRow = { ids: [], mask: [], round: [] };
  const push = (ids: readonly number[], scoredRound: number): void => {
    for (const id of ids) {
      row.ids.push(id);
      row.mask.push(scoredRound < 0 ? 0 : 1);
      row.round.push(scoredRound);
    }
  };
  push([tokens.bos, ...Array<number>(imageTokens).fill(tokens.image)], -1);
  for (const [r, { question, answer }] of rounds.entries()) {
    push([tokens.user, ...encode(question), tokens.assistant], -1);
    push([...encode(answer), tokens.eos], r);
  }
  return row;
}

/** The tokens before a model's next answer: earlier rounds, then the open question. */
export function promptIds(
  history: readonly { question: string; answer: string }[],
  question: string,
  encode: Encode,
  tokens: ChatTokens,
  imageTokens = IMAGE_TOKENS,
): number[] {
  const { ids } = chatRow(history, encode, tokens, imageTokens);
  return [...ids, tokens.user, ...encode(question), tokens.assistant];
}
