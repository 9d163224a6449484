// What a benchmark is: how a model is asked, how an answer is judged, what is counted and what the sums mean. One file
// a task in tasks/; nothing here knows any of them.
import { FormatError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { BenchDialogue, BenchRound, Counts, ScoreInfo } from '../protocol/bench.ts';
import type { BenchExample, BenchTables, TaskId } from '../protocol/benchmark.ts';
import type { Decoding } from '../protocol/decoding.ts';
import type { RuleJudge } from '../protocol/judge.ts';
import type { Claim } from '../protocol/ladder.ts';

/** What a judge says of one answer. */
export interface Verdict {
  readonly rating?: number;
  readonly claims?: readonly Claim[];
  readonly parsed?: string;
  /** What only this judge can count; added to the task's own counts of the round. */
  readonly counts?: Counts;
}

/**
 * Judges all answers of an example, one verdict a round. Pure: the same answers, the same verdicts.
 * @throws FormatError when the example lacks what it takes
 */
export type Rule = (example: BenchExample, answers: readonly string[]) => readonly Verdict[];

/** Makes a rule from the tables that came with an imported benchmark. @throws FormatError when one is missing */
export type RuleMaker = (tables: BenchTables) => Rule;

export interface ChatMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** How a text judge is asked about an example, and how its reply is read. */
export interface TextProtocol {
  /** Of the wording: replies to another one are not reused. */
  readonly version: string;
  readonly temperature: number;
  readonly maxTokens: number;
  /** Added to the question when a reply could not be read; covered by the version too. */
  readonly reminder?: string;
  readonly messages: (example: BenchExample, answers: readonly string[]) => readonly ChatMessage[];
  /** Strict: undefined when the reply is not what was asked for. One verdict a round. */
  readonly parse: (reply: string, rounds: number) => readonly Verdict[] | undefined;
}

/** A score as a function of the sums of counts. */
export interface Figure extends ScoreInfo {
  /** The name of the sum that is its number of observations. */
  readonly n: string;
  /** Not a number when there is nothing to divide by: the score is then left out. */
  readonly of: (sums: Counts) => number;
  /**
   * For a share, the sums above and below the line. Where no image adds more than one observation its interval is
   * Wilson's.
   */
  readonly share?: readonly [string, string];
}

export interface Task {
  readonly id: TaskId;
  readonly name: string;
  /** Changes when questions, judging or scores change: results of other versions are not comparable. */
  readonly version: string;
  readonly decoding: Decoding;
  readonly figures: readonly Figure[];
  /** Keys of the figures that are shown by type and by round. */
  readonly grouped: readonly string[];
  /** A yes/no outcome of a round, by the name of its count (0 or 1): McNemar's test takes it. */
  readonly outcome?: string;
  /** Judges without a model; the first is the default. */
  readonly rules: Readonly<Partial<Record<RuleJudge, RuleMaker>>>;
  readonly text?: TextProtocol;
  /** What a judged round adds to the sums. */
  readonly countRound: (round: Omit<BenchRound, 'counts'>, index: number) => Counts;
  /** What the dialogue as a whole adds; nothing by default. */
  readonly countDialogue?: (rounds: readonly Omit<BenchRound, 'counts'>[]) => Counts;
}

/** The sample of an example that was answered and judged. */
export function judged(
  task: Task,
  { id, image, rounds }: BenchExample,
  answers: readonly string[],
  verdicts: readonly Verdict[],
  reply?: string,
): BenchDialogue {
  const plain = rounds.map(({ question, type, answer: truth }, r) => {
    const { rating, claims = [], parsed } = verdicts[r] ?? {};
    const answer = answers[r] ?? '';
    return {
      question,
      type,
      truth,
      answer,
      claims,
      ...(rating !== undefined && { rating }),
      ...(parsed !== undefined && { parsed }),
    };
  });
  return {
    id,
    image,
    rounds: plain.map((round, r) => ({
      ...round,
      counts: { ...commonCounts(round.answer), ...task.countRound(round, r), ...verdicts[r]?.counts },
    })),
    counts: task.countDialogue?.(plain) ?? {},
    ...(reply !== undefined && { reply }),
  };
}

/** The sample of an example that a judge without a model has judged, or could not: it then says why. */
export function judgedByRule(
  task: Task,
  example: BenchExample,
  answers: readonly string[],
  rule: Rule,
): BenchDialogue {
  try {
    return judged(task, example, answers, rule(example, answers));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return unjudged(example, answers, error.message);
  }
}

/** The sample of an example whose judge failed: it keeps its answers and counts nowhere. */
export function unjudged(
  { id, image, rounds }: BenchExample,
  answers: readonly string[],
  error: string,
  reply?: string,
): BenchDialogue {
  return {
    id,
    image,
    rounds: rounds.map(({ question, type, answer: truth }, r) => ({
      question,
      type,
      truth,
      answer: answers[r] ?? '',
      claims: [],
      counts: {},
    })),
    counts: {},
    error,
    ...(reply !== undefined && { reply }),
  };
}

/** What every task counts: answers and their length. */
function commonCounts(answer: string): Counts {
  return { answers: 1, words: answer.split(/\s+/).filter(Boolean).length };
}

/** A share: `above` of `below`. */
export function shareOf(info: Omit<ScoreInfo, 'unit' | 'max'>, above: string, below: string): Figure {
  return { ...info, unit: 'share', max: 1, n: below, of: ratio(above, below), share: [above, below] };
}

/** A mean: the sum `above` over the count `below`. */
export function meanOf(info: ScoreInfo, above: string, below: string): Figure {
  return { ...info, n: below, of: ratio(above, below) };
}

function ratio(above: string, below: string): (sums: Counts) => number {
  return (sums) => (sums[above] ?? 0) / (sums[below] ?? 0);
}

/** The mean length of an answer, in words; every task has it. */
export const LENGTH: Figure = meanOf(
  {
    key: 'length',
    title: 'Length',
    explanation: 'mean words of an answer',
    unit: 'words',
    better: 'neither',
    max: 100,
  },
  'words',
  'answers',
);

/** What identifies the examples of a benchmark. */
export function examplesHash(examples: readonly BenchExample[]): Promise<string> {
  return sha256(JSON.stringify(examples));
}
