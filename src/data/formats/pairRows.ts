// Ladders as TRL's pairs, one row per pair i < j, and back. The columns beside TRL's own keep what a pair does not
// say: `ladder_id`, `chosen_level`, `rejected_level`, and as JSON text (one type for every row, as Arrow wants it)
// `ladder` (the record without answers). Rows of one ladder stand together.
import * as v from 'valibot';
import { FormatError } from '../../base/errors.ts';
import type { PairChoice } from '../../protocol/dataset.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { check, imageSource, type ReadResult } from './draft.ts';
import { parseEmbedded } from './embedded.ts';
import { ladderRecord, parseLadder } from './ladderRecord.ts';
import type { Conversation } from './turns.ts';

/** The pairs (i, j), i < j, of K levels. */
export function pairsOf(levels: number, choice: PairChoice): [chosen: number, rejected: number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < levels; i++) {
    for (let j = i + 1; j < levels; j++) {
      if (choice === 'all' || (choice === 'adjacent' ? j === i + 1 : i === 0)) pairs.push([i, j]);
    }
  }
  return pairs;
}

type Content = { type: 'image' | 'text'; text: string | null }[];
interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: Content;
}

/** TRL's columns and ours. `images` is for the writer to fill. */
export interface PairRow {
  readonly prompt: Message[];
  readonly chosen: Message[];
  readonly rejected: Message[];
  readonly ladder_id: string;
  readonly chosen_level: number;
  readonly rejected_level: number;
  readonly ladder: string;
}

const text = (words: string): Content => [{ type: 'text', text: words }];

/**
 * The first question is the prompt; the rest of a dialogue stands in `chosen` and `rejected`, later questions included,
 * because the answers differ before them. (TRL's trainer then scores those questions too; it knows no other form.)
 */
export function pairRows(ladder: Ladder, choice: PairChoice): PairRow[] {
  const { questions, levels, ...rest } = ladderRecord(ladder);
  const [first = '', ...later] = questions;
  const kept = { ...rest, levels: levels.map(({ answers: _, ...level }) => level) };
  const prompt: Message[] = [{ role: 'user', content: [{ type: 'image', text: null }, ...text(first)] }];
  const completions = levels.map(({ answers }): Message[] => [
    { role: 'assistant', content: text(answers[0] ?? '') },
    ...later.flatMap((question, r): Message[] => [
      { role: 'user', content: text(question) },
      { role: 'assistant', content: text(answers[r + 1] ?? '') },
    ]),
  ]);
  return pairsOf(levels.length, choice).map(([i, j], n) => ({
    prompt,
    chosen: completions[i] as Message[],
    rejected: completions[j] as Message[],
    ladder_id: ladder.id,
    chosen_level: i,
    rejected_level: j,
    ladder: n === 0 ? JSON.stringify(kept) : '',
  }));
}

const level = v.pipe(v.unknown(), v.transform(Number), v.integer(), v.minValue(0));
const Columns = v.object({
  ladder_id: v.string(),
  chosen_level: level,
  rejected_level: level,
  ladder: v.optional(v.string(), ''),
  images: v.optional(v.unknown()),
});

/** Gathers the rows of a ladder until another one's begin. */
export class LadderPairs {
  private id = '';
  private row = 0;
  private kept = '';
  private questions: readonly string[] = [];
  private image: unknown;
  private readonly answers = new Map<number, readonly string[]>();

  push(sides: { chosen: Conversation; rejected: Conversation }, fields: unknown, row: number): ReadResult[] {
    const { chosen, rejected } = sides;
    const columns = check(Columns, fields, 'Export the ladders again.');
    const finished = columns.ladder_id === this.id ? [] : this.end();
    if (this.answers.size === 0) {
      this.id = columns.ladder_id;
      this.row = row;
      this.questions = chosen.questions;
      this.image = columns.images;
    }
    this.kept ||= columns.ladder;
    this.answers.set(columns.chosen_level, chosen.answers);
    this.answers.set(columns.rejected_level, rejected.answers);
    return finished;
  }

  end(): ReadResult[] {
    if (this.answers.size === 0) return [];
    const { row } = this;
    try {
      const draft = parseLadder(this.whole());
      const inRow = this.image === undefined || this.image === null ? undefined : imageSource(this.image);
      const image = inRow?.kind === 'bytes' ? { ...draft.image, bytes: inRow.bytes } : draft.image;
      return [{ row, draft: { ...draft, image } }];
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return [{ row, error }];
    } finally {
      this.answers.clear();
      this.id = this.kept = '';
    }
  }

  private whole(): unknown {
    const apart = `The ladder "${this.id}" is not whole from here on`;
    const remedy = 'Keep the rows of a ladder together (sort by ladder_id), or export it again.';
    if (this.kept === '') throw new FormatError(`${apart}: its first row is missing.`, remedy);
    const kept = parseEmbedded(this.kept, `${apart}: its column "ladder"`, remedy);
    const Kept = v.looseObject({ levels: v.array(v.looseObject({})) });
    const ladder = check(Kept, kept, remedy);
    const levels = ladder.levels.map((level, k) => {
      const answers = this.answers.get(k);
      if (answers === undefined) throw new FormatError(`${apart}: level ${k} is missing.`, remedy);
      return { ...level, answers };
    });
    return { ...ladder, questions: this.questions, levels };
  }
}
