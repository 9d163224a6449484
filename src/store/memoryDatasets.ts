// Datasets in memory, for Node and for browsers that refuse to store.
import type { ImportedBenchmark } from '../protocol/benchmark.ts';
import type { Dataset, ImageFile, LadderPage } from '../protocol/dataset.ts';
import type { LadderAnnotation } from '../protocol/inspect.ts';
import type { Ladder } from '../protocol/ladder.ts';
import {
  benchmarkPart,
  isEmptyAnnotation,
  pageParts,
  unknownDataset,
  type DatasetStore,
} from './datasets.ts';
import { newestFirst } from './store.ts';

interface Part {
  readonly ladders: Ladder[];
  readonly images: Set<string>;
}

export class MemoryDatasets implements DatasetStore {
  private readonly datasets = new Map<string, Dataset>();
  private readonly benchmarks = new Map<string, ImportedBenchmark>();
  private readonly parts = new Map<string, Part>();
  private readonly images = new Map<string, ImageFile>();
  private readonly annotations = new Map<string, Map<string, LadderAnnotation>>();

  async beginPart(part: string): Promise<void> {
    this.parts.set(part, { ladders: [], images: new Set() });
  }

  async stagePart(
    part: string,
    at: number,
    ladders: readonly Ladder[],
    images: readonly ImageFile[],
  ): Promise<void> {
    const staged = this.parts.get(part);
    if (staged === undefined) throw new Error(`internal: part ${part} was not begun`);
    ladders.forEach((ladder, i) => (staged.ladders[at + i] = structuredClone(ladder)));
    for (const image of images) {
      staged.images.add(image.sha256);
      if (!this.images.has(image.sha256)) this.images.set(image.sha256, image);
    }
  }

  async commitPart(_part: string, dataset: Dataset): Promise<void> {
    this.datasets.set(dataset.id, structuredClone(dataset));
  }

  async commitBenchmark(benchmark: ImportedBenchmark): Promise<void> {
    this.benchmarks.set(benchmark.id, structuredClone(benchmark));
  }

  async dropPart(part: string): Promise<void> {
    const dropped = this.parts.get(part);
    this.parts.delete(part);
    for (const sha256 of dropped?.images ?? []) {
      if (![...this.parts.values()].some(({ images }) => images.has(sha256))) this.images.delete(sha256);
    }
  }

  async listDatasets(): Promise<Dataset[]> {
    return newestFirst([...this.datasets.values()]);
  }

  async deleteDataset(id: string): Promise<void> {
    for (const { part } of this.datasets.get(id)?.files ?? []) await this.dropPart(part);
    this.datasets.delete(id);
    this.annotations.delete(id);
  }

  async listBenchmarks(): Promise<ImportedBenchmark[]> {
    return newestFirst([...this.benchmarks.values()]);
  }

  async deleteBenchmark(id: string): Promise<void> {
    await this.dropPart(benchmarkPart(id));
    this.benchmarks.delete(id);
  }

  async pageLadders(id: string, offset: number, limit: number): Promise<LadderPage> {
    const dataset = this.datasets.get(id);
    if (dataset === undefined) throw unknownDataset(id);
    const ladders = pageParts(dataset, offset, limit).flatMap(
      ({ part, from, to }) => this.parts.get(part)?.ladders.slice(from, to) ?? [],
    );
    return { ladders: structuredClone(ladders), offset, total: dataset.counts.ladders };
  }

  async getImage(sha256: string): Promise<ImageFile | undefined> {
    return this.images.get(sha256);
  }

  async putAnnotation(annotation: LadderAnnotation): Promise<void> {
    const { dataset, ladder } = annotation;
    const own = this.annotations.get(dataset) ?? new Map<string, LadderAnnotation>();
    if (isEmptyAnnotation(annotation)) own.delete(ladder);
    else own.set(ladder, structuredClone(annotation));
    this.annotations.set(dataset, own);
  }

  async listAnnotations(dataset: string): Promise<LadderAnnotation[]> {
    const own = [...(this.annotations.get(dataset)?.values() ?? [])];
    return own.sort((a, b) => (a.ladder < b.ladder ? -1 : 1));
  }

  clear(): void {
    this.datasets.clear();
    this.benchmarks.clear();
    this.parts.clear();
    this.images.clear();
    this.annotations.clear();
  }
}
