// A model's answers to a benchmark: known ones from the store, the others in chunks that are stored as they come.
import type { BenchEvent, BenchExample, BenchJob } from '../protocol/benchmark.ts';
import { BenchModel, benchRows } from './benchModel.ts';
import { progressTotal, type BenchPlan } from './benchPlan.ts';
import { cachedAnswers, knownAnswers } from './cachedAnswers.ts';
import type { JobDeps } from './jobDeps.ts';
import { stopwatch } from './stopwatch.ts';

interface Open {
  readonly example: BenchExample;
  /** Its place among the examples. */
  readonly i: number;
}

/**
 * Answers [examples][rounds].
 * @param judging seconds that the judge will need afterwards
 * @param update keeps how many examples are answered
 * @throws CancelledError, DeviceLostError, OutOfMemoryError, StorageError; finished chunks are stored
 */
export async function answerAll(
  { gpu, images, store, emit, control }: JobDeps<BenchEvent>,
  plan: BenchPlan,
  judging: number,
  update: (change: Pick<BenchJob, 'answered'>) => Promise<void>,
): Promise<string[][]> {
  const { examples, model, decoding } = plan;
  const known = await knownAnswers(store, model.weightsHash, examples, decoding);
  const open = examples.flatMap((example, i): Open[] => (known[i] === undefined ? [{ example, i }] : []));
  let answered = examples.length - open.length;
  await update({ answered });
  if (open.length > 0) {
    const all = examples.length;
    emit({ kind: 'stage', message: `${model.info.name} answers ${open.length} of ${all} examples.` });
    // Dialogues of as many rounds together: a batch is then full up to its last round.
    open.sort((a, b) => a.example.rounds.length - b.example.rounds.length);
    const timeLeft = stopwatch(roundsOf(open));
    let rounds = 0;
    const progress = (more: number, done: number): void => {
      const seconds = timeLeft(rounds + more);
      const secondsLeft = seconds === undefined ? undefined : seconds + judging;
      emit({ kind: 'progress', done, total: progressTotal(plan), secondsLeft });
    };
    const answerer = await BenchModel.create(gpu, model, images, examples, decoding);
    try {
      const rows = benchRows(gpu, decoding, all);
      for (let at = 0; at < open.length; at += rows) {
        const chunk = open.slice(at, at + rows);
        const asked = chunk.map(({ example }) => example);
        const answers = await cachedAnswers(store, model.weightsHash, asked, decoding, (still) =>
          answerer.answer(still, async (done) => {
            progress(done, answered + (done / roundsOf(chunk)) * chunk.length);
            if (done < roundsOf(chunk)) await control.checkpoint(); // what is finished is stored first
          }),
        );
        chunk.forEach(({ i }, n) => (known[i] = answers[n]));
        answered += chunk.length;
        rounds += roundsOf(chunk);
        await update({ answered });
        progress(0, answered);
        await control.checkpoint();
      }
    } finally {
      answerer.destroy();
    }
  }
  return known.map((answers) => [...(answers ?? [])]);
}

function roundsOf(open: readonly Open[]): number {
  return open.reduce((n, { example }) => n + example.rounds.length, 0);
}
