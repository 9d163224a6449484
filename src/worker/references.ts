// Log-probabilities under the reference: computed once for every (model, tokenizer, image, text), by token, and kept in
// the store, so that other runs, other levels and other weights of rounds find them again.
import { sha256 } from '../base/hash.ts';
import type { Row } from '../data/rows.ts';
import type { LabStore, StoredLogps } from '../store/store.ts';
import type { Sample, Trainer } from '../train/trainer.ts';
import type { LoadedModel } from './models.ts';

/** Raised when the same inputs could give other log-probabilities. */
const VERSION = 1;

/** What a ladder's answer is to a model: its identity beside model and image. */
export function answerText(questions: readonly string[], answers: readonly string[]): string {
  return JSON.stringify([questions, answers]);
}

/** The keys under which the log-probabilities of some answers about one image lie in the store. */
export function logpKeys(
  { weightsHash, tokenizerHash }: Pick<LoadedModel, 'weightsHash' | 'tokenizerHash'>,
  image: string,
  texts: readonly string[],
): Promise<string[]> {
  return Promise.all(
    texts.map((text) => sha256(JSON.stringify([VERSION, weightsHash, tokenizerHash, image, text]))),
  );
}

/** A row with all that its answers depend on. */
export interface ScoredRow {
  readonly sample: Sample;
  /** `imageKey`. */
  readonly image: string;
  /** [K] */
  readonly texts: readonly string[];
}

/**
 * Weighted sums [K] of each row's answers under the reference.
 * @param weigh sums token log-probabilities as the loss does
 * @param B rows that the trainer scores at once
 */
export async function referenceLogps(
  store: LabStore,
  trainer: Trainer,
  model: Pick<LoadedModel, 'weightsHash' | 'tokenizerHash'>,
  rows: readonly ScoredRow[],
  B: number,
  report: (share: number) => Promise<void>,
): Promise<{ readonly sums: readonly Float32Array[]; readonly computed: number }> {
  const keys = await Promise.all(rows.map(({ image, texts }) => logpKeys(model, image, texts)));
  const sums = new Array<Float32Array>(rows.length);
  const open: number[] = [];
  for (const [i, of] of keys.entries()) {
    const known = await store.getLogps(of);
    if (known.includes(undefined)) open.push(i);
    else sums[i] = weighted(trainer, rows[i]?.sample.row as Row, known as Float32Array[]);
  }
  for (let at = 0; at < open.length; at += B) {
    const part = open.slice(at, at + B);
    const { tokens } = await trainer.score(
      part.map((i) => rows[i]?.sample as Sample),
      'reference',
    );
    const found: StoredLogps[] = [];
    part.forEach((i, b) => {
      const logps = tokens[b] as readonly Float32Array[];
      sums[i] = weighted(trainer, rows[i]?.sample.row as Row, logps);
      logps.forEach((values, k) => found.push({ key: keys[i]?.[k] as string, logps: values }));
    });
    await store.putLogps(found);
    await report((at + part.length) / open.length);
  }
  return { sums, computed: open.length };
}

/** Sums over the tokens of every answer, weighted as in training. */
function weighted(trainer: Trainer, row: Row, logps: readonly Float32Array[]): Float32Array {
  return Float32Array.from(row.answers, (answer, k) =>
    answer.reduce(
      (sum, { round }, t) =>
        sum + trainer.ladderWeight(row, round, answer.length) * ((logps[k] as Float32Array)[t] as number),
      0,
    ),
  );
}
