// Imports a public benchmark into the store: its images are staged as they come, and it becomes visible as a whole, or
// nothing of it stays.
import { FormatError } from '../base/errors.ts';
import { importedBenchmark } from '../bench/benchmarks.ts';
import { recogniseBenchmark, type RecognisedBenchmark } from '../data/benchmarks/readBenchmark.ts';
import { collectFiles } from '../data/formats/files.ts';
import type { BenchExample, BenchmarkImport, BenchTables, ImportedBenchmark } from '../protocol/benchmark.ts';
import type { ImageFile, NamedBlob } from '../protocol/dataset.ts';
import type { JobEvent } from '../protocol/job.ts';
import { benchmarkPart, type DatasetStore } from '../store/datasets.ts';
import type { JobControl } from './control.ts';

/** Bytes of images that are held before they are staged. */
const BATCH_IMAGE_BYTES = 16 * 2 ** 20;
/** Problems that are kept; all are counted. */
const KEPT_PROBLEMS = 200;
/** Samples between two reports of progress. */
const REPORT_EVERY = 25;

/**
 * Reads the benchmark that the files (archives and folders included) make up, with its images. What is wrong with the
 * files is said in the result.
 * @throws CancelledError when stopped, StorageError when the store is full or refuses
 */
export async function importBenchmark(
  store: DatasetStore,
  files: readonly NamedBlob[],
  control: Pick<JobControl, 'checkpoint'>,
  emit: (event: JobEvent) => void,
): Promise<BenchmarkImport> {
  const problems = new Problems();
  const done = (benchmark?: BenchmarkImport['benchmark']): BenchmarkImport => ({
    benchmark,
    ...problems.report(),
  });
  const id = crypto.randomUUID();
  const part = benchmarkPart(id);
  try {
    emit({ kind: 'stage', message: 'Opening the files.' });
    const collected = await collectFiles(files);
    for (const { file, error } of collected.problems) problems.add(`${file}: ${error.message}`);
    const found = await recogniseBenchmark(collected.files);
    for (const note of found.notes) problems.add(note);
    await store.beginPart(part);
    try {
      const benchmark = await stage(store, id, found, problems, control, emit);
      const known = importedBenchmark(benchmark);
      if (benchmark.examples.length === 0 || known === undefined) {
        throw new FormatError(
          known === undefined
            ? `This version of the lab cannot run ${found.name}.`
            : `No example of ${found.name} could be used.`,
          known === undefined ? 'Load a newer one.' : 'Import its images together with its files.',
        );
      }
      await store.commitBenchmark(benchmark);
      return done(known.info);
    } catch (error) {
      // The first failure counts; what cannot be taken back now is removed when the store is opened again.
      await store.dropPart(part).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    problems.add(error.message);
    return done();
  }
}

async function stage(
  store: DatasetStore,
  id: string,
  { task, name, files, read }: RecognisedBenchmark,
  problems: Problems,
  control: Pick<JobControl, 'checkpoint'>,
  emit: (event: JobEvent) => void,
): Promise<ImportedBenchmark> {
  const examples: BenchExample[] = [];
  let tables: BenchTables = {};
  let images: ImageFile[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    await store.stagePart(benchmarkPart(id), 0, [], images);
    [images, bytes] = [[], 0];
  };
  for await (const item of read()) {
    switch (item.kind) {
      case 'problem':
        problems.add(item.problem);
        break;
      case 'tables':
        tables = item.tables;
        break;
      case 'step':
        await control.checkpoint();
        break;
      case 'example':
        examples.push(item.example);
        if (examples.length % REPORT_EVERY === 0) emit({ kind: 'stage', message: readSoFar(name, examples) });
        if (item.image === undefined) break;
        images.push(item.image);
        bytes += item.image.bytes.size;
        if (bytes >= BATCH_IMAGE_BYTES) await flush();
    }
  }
  await flush();
  return { id, task, name, createdAt: new Date().toISOString(), files, examples, tables };
}

/** How many there will be, nobody knows before the files are read to their ends. */
function readSoFar(name: string, { length }: readonly BenchExample[]): string {
  return `Reading ${name}: ${length.toLocaleString('en')} samples so far.`;
}

/** Lines of what went wrong: all are counted, the first are kept. */
class Problems {
  private readonly lines: string[] = [];
  private count = 0;

  add(line: string): void {
    this.count++;
    if (this.lines.length < KEPT_PROBLEMS) this.lines.push(line);
  }

  report(): Pick<BenchmarkImport, 'problems' | 'problemCount'> {
    return { problems: this.lines, problemCount: this.count };
  }
}
