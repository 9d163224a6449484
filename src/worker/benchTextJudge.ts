// A text judge within a job: what it said before is read again, the rest is asked; every reply is stored as it comes.
import { judgeAll, type Judge } from '../bench/judges/judgeAll.ts';
import { systemClock } from '../bench/judges/clock.ts';
import { judgeKey } from '../bench/judges/textJudgeSettings.ts';
import { judged, unjudged, type Task, type TextProtocol, type Verdict } from '../bench/task.ts';
import type { BenchDialogue } from '../protocol/bench.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import type { TextJudge } from '../protocol/judge.ts';
import type { LabStore } from '../store/store.ts';
import type { JobControl } from './control.ts';

/** How often a job that waits for a judge looks whether the user has paused or stopped it, in milliseconds. */
const WATCH = 100;

/** An example and its answers, with the key of the judge's reply to them. */
interface Sample {
  readonly example: BenchExample;
  readonly answers: readonly string[];
  readonly key: string;
}

/** A reply that was read. */
interface Known {
  readonly verdicts: readonly Verdict[];
  readonly reply: string;
}

/** How the judge is asked about a task's examples. */
export function protocolOf({ id, text }: Task): TextProtocol {
  if (text === undefined) throw new Error(`internal: ${id} has no text judge.`);
  return text;
}

/** The judge's replies of earlier jobs to the same questions; undefined where there is none that can be read. */
export async function knownJudgements(
  store: LabStore,
  settings: TextJudge,
  protocol: TextProtocol,
  examples: readonly BenchExample[],
  answers: readonly (readonly string[])[],
): Promise<{ samples: Sample[]; known: (Known | undefined)[] }> {
  const samples = await Promise.all(
    examples.map(async (example, i): Promise<Sample> => {
      const own = answers[i] ?? [];
      const key = await judgeKey(settings, protocol.version, protocol.messages(example, own));
      return { example, answers: own, key };
    }),
  );
  const known = await Promise.all(
    samples.map(async ({ key, example }): Promise<Known | undefined> => {
      const reply = await store.getReply(key);
      const verdicts = reply === undefined ? undefined : protocol.parse(reply, example.rounds.length);
      return reply === undefined || verdicts === undefined ? undefined : { verdicts, reply };
    }),
  );
  return { samples, known };
}

/**
 * Judged samples in the order of the examples; one that could not be judged says why.
 * @param judge a `TextJudgeClient` of these settings
 * @param report how many are judged, and how many of those were asked; how many were open at the start
 * @throws ConfigError when the judge cannot be asked at all, CancelledError when stopped; what it said is kept
 */
export async function judgeByText(
  { store, control }: { readonly store: LabStore; readonly control: JobControl },
  task: Task,
  settings: TextJudge,
  judge: Judge,
  examples: readonly BenchExample[],
  answers: readonly (readonly string[])[],
  report: (judged: number, asked: number, open: number) => Promise<void>,
): Promise<BenchDialogue[]> {
  const protocol = protocolOf(task);
  const { samples, known } = await knownJudgements(store, settings, protocol, examples, answers);
  const dialogues = samples.map(({ example, answers: own }, i): BenchDialogue | undefined => {
    const found = known[i];
    return found && judged(task, example, own, found.verdicts, found.reply);
  });
  const open = samples.flatMap((_, i) => (dialogues[i] === undefined ? [i] : []));
  const before = samples.length - open.length;
  let asked = 0;
  await report(before, asked, open.length);
  await underControl(control, (signal, paused) =>
    judgeAll(
      open.map((i) => samples[i] as Sample),
      protocol,
      judge,
      {
        signal,
        onJudged: async (judgement, at) => {
          const i = open[at] as number;
          const { example, answers: own, key } = samples[i] as Sample;
          const { reply } = judgement;
          if ('verdicts' in judgement) {
            await store.putReply({ key, reply: judgement.reply });
            dialogues[i] = judged(task, example, own, judgement.verdicts, reply);
          } else {
            dialogues[i] = unjudged(example, own, judgement.error, reply);
          }
          asked++;
          await report(before + asked, asked, open.length);
          await paused();
        },
      },
    ),
  );
  return dialogues as BenchDialogue[]; // every sample is judged, or was asked about
}

/**
 * Work that waits for others: a stop reaches it through the signal, within WATCH milliseconds.
 * @param work `paused` resolves when the user has not paused, or goes on
 */
async function underControl<T>(
  control: JobControl,
  work: (signal: AbortSignal, paused: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const done = new AbortController();
  // One call for all that wait: the control wakes one.
  let waiting: Promise<void> | undefined;
  const paused = (): Promise<void> =>
    (waiting ??= control.checkpoint().finally(() => {
      waiting = undefined;
    }));
  const watch = async (): Promise<void> => {
    while (!done.signal.aborted) {
      await paused();
      await systemClock.sleep(WATCH, done.signal).catch(() => undefined);
    }
  };
  watch().catch((error: unknown) => abort.abort(error));
  try {
    return await work(abort.signal, paused);
  } finally {
    done.abort();
  }
}
