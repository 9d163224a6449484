// The dataset card: what is in a dataset, counted, with what a model could exploit or learn twice. Pure.
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import type { DatasetCard, DatasetFile, LevelLengths } from '../../protocol/dataset.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { canonicalJson, DatasetHash } from './canonical.ts';

/** What the ladders themselves do not say. */
export interface CardFacts {
  readonly name: string;
  readonly licence: string;
  readonly files: readonly DatasetFile[];
}

/** Best answers longer than worst ones by this share of their mean, or this far from even odds, are a shortcut. */
const FLAG = 0.1;

/** Ladders go in one after another, so that a dataset of any size fits. */
export class CardBuilder {
  private readonly hash = new DatasetHash();
  private readonly images = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly levels: Record<string, number> = {};
  private readonly types: Record<string, number> = {};
  /** Per level: how many answers have that many words. */
  private readonly words: Map<number, number>[] = [];
  private counts = { ladders: 0, rounds: 0, duplicates: 0, identical: 0, compared: 0 };
  private gap = { best: 0, worst: 0, bestLonger: 0 };

  add(ladder: Ladder): void {
    const { image, questions, types, levels } = ladder;
    const { counts, gap } = this;
    this.hash.add(ladder);
    counts.ladders++;
    counts.rounds += questions.length;
    increment(this.levels, String(levels.length));
    for (const type of types) increment(this.types, type);
    const identity = image.kind === 'file' ? image.sha256 : `${image.split} ${image.seed} ${image.style}`;
    this.images.add(identity);
    const answers = levels.map((level) => level.answers);
    const key = bytesToHex(sha256(canonicalJson([identity, questions, answers]))).slice(0, 32);
    if (this.seen.has(key)) counts.duplicates++;
    this.seen.add(key);
    if (new Set(answers.map((texts) => JSON.stringify(texts))).size < answers.length) counts.identical++;
    const lengths = answers.map((texts) => texts.reduce((sum, text) => sum + wordCount(text), 0));
    for (const [k, length] of lengths.entries()) {
      const histogram = (this.words[k] ??= new Map<number, number>());
      histogram.set(length, (histogram.get(length) ?? 0) + 1);
    }
    if (levels.length < 2) return;
    const [best, worst] = [lengths[0] as number, lengths.at(-1) as number];
    counts.compared++;
    gap.best += best;
    gap.worst += worst;
    gap.bestLonger += best > worst ? 1 : best === worst ? 0.5 : 0;
  }

  finish({ name, licence, files }: CardFacts): DatasetCard {
    const { ladders, rounds, duplicates, identical, compared } = this.counts;
    const n = Math.max(1, compared);
    const best = this.gap.best / n;
    const worst = this.gap.worst / n;
    const relative = best + worst === 0 ? 0 : (best - worst) / ((best + worst) / 2);
    const bestLonger = compared === 0 ? 0.5 : this.gap.bestLonger / n;
    return {
      name,
      licence,
      sources: files.map(({ name: file, format, bytes, ladders: count, refused }) => ({
        file,
        format,
        bytes,
        ladders: count,
        refused,
      })),
      counts: { ladders, rounds, images: this.images.size, levels: { ...this.levels } },
      types: { ...this.types },
      lengths: this.words.map((histogram, level) => summary(histogram, level)),
      lengthGap: {
        best,
        worst,
        relative,
        bestLonger,
        shortcut: Math.abs(relative) >= FLAG || Math.abs(bestLonger - 0.5) >= FLAG,
      },
      duplicates,
      identicalLevels: identical,
      hash: this.hash.hex(),
    };
  }
}

export function datasetCard(facts: CardFacts, ladders: Iterable<Ladder>): DatasetCard {
  const card = new CardBuilder();
  for (const ladder of ladders) card.add(ladder);
  return card.finish(facts);
}

/** Runs of characters between white space. */
export function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** Mean and quartiles; a quartile between two lengths lies where linear interpolation puts it (R's type 7). */
function summary(histogram: ReadonlyMap<number, number>, level: number): LevelLengths {
  const sorted = [...histogram].sort(([a], [b]) => a - b);
  const n = sorted.reduce((sum, [, times]) => sum + times, 0);
  const at = (index: number): number => {
    let before = 0;
    for (const [length, times] of sorted) {
      before += times;
      if (index < before) return length;
    }
    return sorted.at(-1)?.[0] ?? 0;
  };
  const quantile = (q: number): number => {
    const place = (n - 1) * q;
    const low = Math.floor(place);
    return at(low) + (place - low) * (at(Math.min(low + 1, n - 1)) - at(low));
  };
  const mean = sorted.reduce((sum, [length, times]) => sum + length * times, 0) / n;
  return { level, answers: n, mean, quartiles: [quantile(0.25), quantile(0.5), quantile(0.75)] };
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
