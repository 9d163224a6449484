// Ladders read under given weights, token by token, for those who look into them. Log-probabilities are kept in the
// store like those of the reference (references.ts): what was read once needs no GPU the next time.
import { ladderRow, type Row } from '../data/rows.ts';
import type { Gpu } from '../gpu/device.ts';
import { normalisePixels } from '../model/features.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LabStore } from '../store/store.ts';
import type { Sample } from '../train/fillSamples.ts';
import { Scorer } from '../train/scorer.ts';
import type { Images } from './images.ts';
import type { ReadWeights } from './readers.ts';
import { answerText, logpKeys } from './references.ts';
import { contextOf } from './trainData.ts';
import { imageKey } from './trainImages.ts';

/** [levels][tokens] */
export type TokenLogps = readonly Float32Array[];

/** A ladder under some weights: its row, and where its log-probabilities lie. */
export interface AskedLadder {
  readonly image: ImageRef;
  readonly row: Row;
  /** Per level. */
  readonly keys: readonly string[];
  /** Positions of its longest answer, question and image included. */
  readonly length: number;
}

export async function askLadder(
  weights: ReadWeights,
  { image, questions, levels }: Ladder,
): Promise<AskedLadder> {
  const answers = levels.map((level) => level.answers);
  const row = ladderRow(contextOf(weights), questions, answers);
  const texts = answers.map((of) => answerText(questions, of));
  const keys = await logpKeys(weights, imageKey({ image }), texts);
  return { image, row, keys, length: Math.max(...row.positions) + 1 };
}

/** Whether the model's context takes it. */
export function fitsContext({ config }: ReadWeights, { length }: AskedLadder): boolean {
  return length <= config.decoder.maxPositions;
}

/** Of each ladder, where all of it was read before. */
export async function knownLogps(
  store: LabStore,
  asked: readonly AskedLadder[],
): Promise<(TokenLogps | undefined)[]> {
  const found = await store.getLogps(asked.flatMap(({ keys }) => keys));
  let at = 0;
  return asked.map(({ keys }) => {
    const own = found.slice(at, (at += keys.length));
    return own.includes(undefined) ? undefined : (own as Float32Array[]);
  });
}

/** Computes and keeps what is not known yet. The plan is made with the first ladders, and anew only for longer ones. */
export class LadderReader {
  private scorer: Scorer | undefined;

  /** @param B ladders that one submission reads */
  constructor(
    private readonly gpu: Gpu,
    private readonly store: LabStore,
    private readonly images: Pick<Images, 'planes'>,
    private readonly weights: ReadWeights,
    private readonly B: number,
  ) {}

  /** @param asked at most B; @throws OutOfMemoryError, DeviceLostError, StorageError */
  async read(asked: readonly AskedLadder[]): Promise<TokenLogps[]> {
    const rows = asked.map(({ row }) => row);
    if (this.scorer?.holds(rows) !== true) {
      this.destroy();
      this.scorer = await Scorer.create(this.gpu, this.weights.config, rows, this.B);
      this.scorer.use(this.weights.weights);
    }
    const samples = await Promise.all(
      asked.map(async ({ image, row }): Promise<Sample> => {
        const planes = await this.images.planes(image);
        const pixels = new Float32Array(planes.length);
        normalisePixels(planes, pixels, 0);
        return { row, pixels };
      }),
    );
    const logps = await this.scorer.score(samples);
    await this.store.putLogps(
      asked.flatMap(({ keys }, i) =>
        keys.map((key, k) => ({ key, logps: logps[i]?.[k] ?? new Float32Array() })),
      ),
    );
    return logps;
  }

  destroy(): void {
    this.scorer?.destroy();
    this.scorer = undefined;
  }
}
