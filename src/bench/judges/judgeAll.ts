// A text judge on many answered examples: several at once, each result as it comes, and one that fails stops no other.
import type { TextJudge } from '../../protocol/judge.ts';
import type { BenchExample } from '../../protocol/benchmark.ts';
import type { TextProtocol, Verdict } from '../task.ts';
import { endOf } from './clock.ts';
import type { Asked, Question } from './textJudge.ts';

export interface Answered {
  readonly example: BenchExample;
  /** One a round. */
  readonly answers: readonly string[];
}

/** What the judge made of one example: verdicts, one a round, and its words; or why there are none. */
export type Judgement =
  | { readonly verdicts: readonly Verdict[]; readonly reply: string }
  | { readonly error: string; readonly reply?: string };

/** A `TextJudgeClient`, or what stands in for it. */
export interface Judge {
  readonly settings: Pick<TextJudge, 'concurrency'>;
  ask<T>(question: Question<T>, signal: AbortSignal): Promise<Asked<T>>;
}

export interface JudgeAllOptions {
  readonly signal?: AbortSignal;
  /**
   * Called for each example as soon as it is judged, in no order, with its place; awaited, so that a reply is stored
   * before the next question. What it throws ends the job.
   */
  readonly onJudged?: (judgement: Judgement, at: number) => void | Promise<void>;
}

/** The question about one example. */
export function questionOf(
  protocol: TextProtocol,
  { example, answers }: Answered,
): Question<readonly Verdict[]> {
  const { temperature, maxTokens, reminder } = protocol;
  return {
    messages: protocol.messages(example, answers),
    temperature,
    maxTokens,
    ...(reminder !== undefined && { reminder }),
    read: (reply) => protocol.parse(reply, example.rounds.length),
  };
}

/**
 * @returns in the order of the samples
 * @throws ConfigError when the server refuses every question or cannot be reached; the signal's reason once it is
 * aborted. What was judged before has been given to `onJudged`.
 */
export async function judgeAll(
  samples: readonly Answered[],
  protocol: TextProtocol,
  judge: Judge,
  { signal, onJudged }: JudgeAllOptions = {},
): Promise<Judgement[]> {
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  const judgements: Judgement[] = [];
  let failure: { readonly error: unknown } | undefined;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < samples.length) {
      if (stop.signal.aborted) throw endOf(stop.signal);
      const at = next++;
      const asked = await judge.ask(questionOf(protocol, samples[at] as Answered), stop.signal);
      const judgement: Judgement = 'value' in asked ? { verdicts: asked.value, reply: asked.reply } : asked;
      judgements[at] = judgement;
      await onJudged?.(judgement, at);
    }
  };
  const workers = Array.from({ length: Math.min(judge.settings.concurrency, samples.length) }, () =>
    work().catch((error: unknown) => {
      failure ??= { error };
      stop.abort(error); // the others end with it
    }),
  );
  await Promise.all(workers);
  signal?.removeEventListener('abort', abort);
  if (failure !== undefined) throw failure.error;
  return judgements;
}
