// Where imported ladders and their images lie. A file comes in as one part: staged piece by piece, seen by nobody, and
// then committed in one transaction; what a crash leaves behind is removed when the store is opened again.
import { StorageError } from '../base/errors.ts';
import type { ImportedBenchmark } from '../protocol/benchmark.ts';
import type { Dataset, ImageFile, LadderPage } from '../protocol/dataset.ts';
import type { LadderAnnotation } from '../protocol/inspect.ts';
import type { Ladder } from '../protocol/ladder.ts';

/** Every method throws StorageError when the browser refuses; what was committed before is then untouched. */
export interface DatasetStore {
  beginPart(part: string): Promise<void>;
  /** Adds ladders `at`, `at + 1`, ... and every image that they use. All or none. */
  stagePart(
    part: string,
    at: number,
    ladders: readonly Ladder[],
    images: readonly ImageFile[],
  ): Promise<void>;
  /** The part and the dataset that names it among its files become visible together. */
  commitPart(part: string, dataset: Dataset): Promise<void>;
  /** The benchmark becomes visible, with the images of the part that bears its name (`benchmarkPart`). */
  commitBenchmark(benchmark: ImportedBenchmark): Promise<void>;
  /** Takes back what was staged. */
  dropPart(part: string): Promise<void>;
  /** Newest first. */
  listDatasets(): Promise<Dataset[]>;
  /** With its ladders, its annotations, and its images if no other dataset uses them. Unknown ids are ignored. */
  deleteDataset(id: string): Promise<void>;
  /** Newest first. */
  listBenchmarks(): Promise<ImportedBenchmark[]>;
  /** With its images if nothing else uses them. Unknown ids are ignored. */
  deleteBenchmark(id: string): Promise<void>;
  /** At most `limit` ladders from `offset` on, in the order of the files. @throws StorageError for an unknown dataset */
  pageLadders(id: string, offset: number, limit: number): Promise<LadderPage>;
  getImage(sha256: string): Promise<ImageFile | undefined>;
  /** What a person says of a ladder; the ladder stays as it came. Without ranks and note it is forgotten. */
  putAnnotation(annotation: LadderAnnotation): Promise<void>;
  /** In the order of the ladders' ids. */
  listAnnotations(dataset: string): Promise<LadderAnnotation[]>;
}

/** The part under which an imported benchmark's images are staged; it has no ladders. */
export function benchmarkPart(id: string): string {
  return `benchmark/${id}`;
}

/** Whether an annotation says nothing. */
export function isEmptyAnnotation({ ranks, note }: Pick<LadderAnnotation, 'ranks' | 'note'>): boolean {
  return ranks.length === 0 && note.trim() === '';
}

/** Which numbers of which parts make up ladders [offset, offset + limit) of a dataset; `to` is exclusive. */
export function pageParts(
  { files }: Dataset,
  offset: number,
  limit: number,
): { part: string; from: number; to: number }[] {
  const parts: { part: string; from: number; to: number }[] = [];
  let start = 0;
  for (const { part, ladders } of files) {
    const from = Math.max(0, offset - start);
    const to = Math.min(ladders, offset + limit - start);
    if (from < to) parts.push({ part, from, to });
    start += ladders;
  }
  return parts;
}

export function unknownDataset(id: string): StorageError {
  return new StorageError(
    `There is no dataset ${id} in this lab.`,
    'It may have been deleted: reload the list.',
  );
}
