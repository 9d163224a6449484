// What a model answered once is not asked again: answers by hash of weights, decoding, image and questions.
import { sha256 } from '../base/hash.ts';
import type { Decoding } from '../protocol/decoding.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import type { LabStore } from '../store/store.ts';

/**
 * Answers [dialogues][rounds], from the store where they are there.
 * @param answer asks the model; called only when something is open, with all that is
 */
export async function cachedAnswers<T extends BenchExample>(
  store: LabStore,
  weightsHash: string,
  dialogues: readonly T[],
  decoding: Decoding,
  answer: (open: readonly T[]) => Promise<readonly (readonly string[])[]>,
): Promise<string[][]> {
  const keys = await answerKeys(weightsHash, dialogues, decoding);
  const known = await store.getAnswers(keys);
  const open = dialogues.flatMap((dialogue, i) => (known[i] === undefined ? [{ dialogue, i }] : []));
  if (open.length > 0) {
    const answers = await answer(open.map(({ dialogue }) => dialogue));
    await store.putAnswers(open.map(({ i }, n) => ({ key: keys[i] as string, answers: answers[n] ?? [] })));
    open.forEach(({ i }, n) => (known[i] = answers[n]));
  }
  return known.map((answers) => [...(answers ?? [])]);
}

/** What the store has of these answers; undefined where nothing is known. */
export async function knownAnswers(
  store: LabStore,
  weightsHash: string,
  dialogues: readonly BenchExample[],
  decoding: Decoding,
): Promise<(readonly string[] | undefined)[]> {
  return store.getAnswers(await answerKeys(weightsHash, dialogues, decoding));
}

function answerKeys(
  weightsHash: string,
  dialogues: readonly BenchExample[],
  decoding: Decoding,
): Promise<string[]> {
  return Promise.all(
    dialogues.map(({ id, image, rounds }) =>
      sha256(JSON.stringify([weightsHash, decoding, id, image, rounds.map((r) => r.question)])),
    ),
  );
}
