// The datasets and imported benchmarks of a store with a bin: what is discarded is not there.
import type { ImportedBenchmark } from '../protocol/benchmark.ts';
import type { Dataset, ImageFile, LadderPage } from '../protocol/dataset.ts';
import type { LadderAnnotation } from '../protocol/inspect.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { Bin } from './bin.ts';
import { unknownDataset, type DatasetStore } from './datasets.ts';

export class BinDatasets implements DatasetStore {
  /**
   * @param seen what is read from now
   * @param open makes ready for writing
   */
  constructor(
    private readonly bin: Bin,
    private readonly seen: () => DatasetStore,
    private readonly open: () => Promise<DatasetStore>,
  ) {}

  async beginPart(part: string): Promise<void> {
    await (await this.open()).beginPart(part);
  }

  async stagePart(
    part: string,
    at: number,
    ladders: readonly Ladder[],
    images: readonly ImageFile[],
  ): Promise<void> {
    await (await this.open()).stagePart(part, at, ladders, images);
  }

  async commitPart(part: string, dataset: Dataset): Promise<void> {
    await (await this.open()).commitPart(part, dataset);
    this.bin.remove({ kind: 'dataset', id: dataset.id });
  }

  async commitBenchmark(benchmark: ImportedBenchmark): Promise<void> {
    await (await this.open()).commitBenchmark(benchmark);
    this.bin.remove({ kind: 'benchmark', id: benchmark.id });
  }

  async dropPart(part: string): Promise<void> {
    await (await this.open()).dropPart(part);
  }

  async listDatasets(): Promise<Dataset[]> {
    return this.bin.without('dataset', await this.seen().listDatasets(), ({ id }) => id);
  }

  async deleteDataset(id: string): Promise<void> {
    await (await this.open()).deleteDataset(id);
    this.bin.remove({ kind: 'dataset', id });
  }

  async listBenchmarks(): Promise<ImportedBenchmark[]> {
    return this.bin.without('benchmark', await this.seen().listBenchmarks(), ({ id }) => id);
  }

  async deleteBenchmark(id: string): Promise<void> {
    await (await this.open()).deleteBenchmark(id);
    this.bin.remove({ kind: 'benchmark', id });
  }

  async pageLadders(id: string, offset: number, limit: number): Promise<LadderPage> {
    if (this.bin.has('dataset', id)) throw unknownDataset(id);
    return this.seen().pageLadders(id, offset, limit);
  }

  getImage(sha256: string): Promise<ImageFile | undefined> {
    return this.seen().getImage(sha256);
  }

  async putAnnotation(annotation: LadderAnnotation): Promise<void> {
    await (await this.open()).putAnnotation(annotation);
  }

  listAnnotations(dataset: string): Promise<LadderAnnotation[]> {
    return this.seen().listAnnotations(dataset);
  }
}
