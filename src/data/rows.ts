// Token rows as the model reads them: one row per dialogue (SFT), one row per ladder (MDPO), one per prompt.
//
// A ladder of K answers is ONE row: [bos, image.., user, question | assistant, answer_0, eos | assistant, answer_1 ..].
// Everything before the first answer's <assistant> is the shared prefix (segment 0); answer k is segment k + 1, its
// positions go on from the prefix, and it sees the prefix and itself only. The <assistant> token opens every segment,
// because the hidden state that predicts an answer's first token must be the answer's own (each is scored once).
import { NONE } from '../base/indices.ts';
import type { SpecialTokens } from '../protocol/tokens.ts';

/** A token that is scored: predicted by the hidden state at `from`. */
export interface ScoredToken {
  readonly from: number;
  readonly target: number;
  /** Dialogue round, from 0. */
  readonly round: number;
}

export interface Row {
  /** Token ids; NONE where an image token stands. */
  readonly ids: readonly number[];
  readonly positions: readonly number[];
  /** 0 = shared prefix, k + 1 = answer k. */
  readonly segments: readonly number[];
  /** Scored tokens of each answer; one list for an SFT row. */
  readonly answers: readonly (readonly ScoredToken[])[];
}

/** What rows are built from: the special tokens, and a text's ids. */
export interface RowContext {
  readonly special: SpecialTokens;
  readonly encode: (text: string) => number[];
  /** Image tokens an image takes. */
  readonly imageTokens: number;
}

/** One exchange; the answer is what is learned or scored. */
export interface Exchange {
  readonly question: string;
  readonly answer: string;
  /** The answer as a model generated it, where its text would be read as other (and perhaps more) tokens. */
  readonly ids?: readonly number[];
}

class RowBuilder {
  readonly ids: number[] = [];
  readonly positions: number[] = [];
  readonly segments: number[] = [];
  readonly answers: ScoredToken[][] = [];
  segment = 0;
  position = 0;

  constructor(private readonly context: RowContext) {}

  push(id: number): void {
    this.ids.push(id);
    this.positions.push(this.position++);
    this.segments.push(this.segment);
  }

  start(): void {
    this.push(this.context.special.bos);
    for (let i = 0; i < this.context.imageTokens; i++) this.push(NONE);
  }

  question(text: string): void {
    this.push(this.context.special.user);
    for (const id of this.context.encode(text)) this.push(id);
  }

  /** `<assistant> answer <eos>`, scored into the last of `answers`. */
  answer(ids: readonly number[], round: number): void {
    this.push(this.context.special.assistant);
    const scored = this.answers[this.answers.length - 1] as ScoredToken[];
    for (const id of [...ids, this.context.special.eos]) {
      scored.push({ from: this.ids.length - 1, target: id, round });
      this.push(id);
    }
  }

  row(): Row {
    const { ids, positions, segments, answers } = this;
    return { ids, positions, segments, answers };
  }
}

/** A whole dialogue in which every answer is scored. */
export function dialogueRow(context: RowContext, rounds: readonly Exchange[]): Row {
  const row = new RowBuilder(context);
  row.start();
  row.answers.push([]);
  rounds.forEach(({ question, answer }, round) => {
    row.question(question);
    row.answer(context.encode(answer), round);
  });
  return row.row();
}

/**
 * K dialogues that share image and first question, packed.
 * @param questions [rounds]; @param levels [K][rounds] answers, best first
 */
export function ladderRow(
  context: RowContext,
  questions: readonly string[],
  levels: readonly (readonly string[])[],
): Row {
  const row = new RowBuilder(context);
  row.start();
  row.question(questions[0] as string);
  const prefix = row.position;
  levels.forEach((answers, k) => {
    row.segment = k + 1;
    row.position = prefix;
    row.answers.push([]);
    answers.forEach((answer, round) => {
      if (round > 0) row.question(questions[round] as string);
      row.answer(context.encode(answer), round);
    });
  });
  return row.row();
}

/** A prompt that ends where the model's next answer begins. */
export function promptRow(context: RowContext, history: readonly Exchange[], question: string): Row {
  const row = new RowBuilder(context);
  row.start();
  row.answers.push([]);
  history.forEach(({ question: q, answer, ids }, round) => {
    row.question(q);
    row.answer(ids ?? context.encode(answer), round);
  });
  row.question(question);
  row.push(context.special.assistant);
  return row.row();
}
