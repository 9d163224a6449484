// A whole lab as one zip, and back: every record as a line of JSON under its kind, weights and images as files beside
// them. What can be computed again (answers, log-probabilities, judges' replies by key) is left out.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { reasonOf } from '../data/formats/draft.ts';
import { collectFiles, readWhole, type FileSet } from '../data/formats/files.ts';
import { rowsOf } from '../data/formats/rowsOf.ts';
import { ZipWriter } from '../data/formats/zipWriter.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchJob, ImportedBenchmark } from '../protocol/benchmark.ts';
import type { Dataset, ImageFile, NamedBlob } from '../protocol/dataset.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Experiment } from '../protocol/experiment.ts';
import type { LadderAnnotation } from '../protocol/inspect.ts';
import type { JobEvent } from '../protocol/job.ts';
import type { QuickstartResult } from '../protocol/lab.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LadderJob } from '../protocol/ladderJob.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { benchmarkPart } from '../store/datasets.ts';
import type { LabStore, StoredCheckpoint } from '../store/store.ts';
import { ArchiveProgress } from './archiveProgress.ts';
import type { JobControl } from './control.ts';

const FORMAT = 'amp-lab';
/** Raised when a record changes so that this code could not read it. */
const VERSION = 1;
/** Ladders read or written at once. */
const PAGE = 250;
/** Largest file that is read whole: weights, an image. */
const MAX_FILE = 2 ** 31;

const Head = v.object({ format: v.literal(FORMAT), version: v.pipe(v.number(), v.integer(), v.minValue(1)) });
const Keyed = v.looseObject({ id: v.pipe(v.string(), v.minLength(1)) });

/** Records that are told apart by their id and stand alone. */
interface Plain {
  readonly ladders: Ladder;
  readonly runs: Run;
  readonly results: BenchResult;
  readonly quickstarts: QuickstartResult;
  readonly ladderJobs: LadderJob;
  readonly experiments: Experiment;
  readonly benchJobs: BenchJob;
}

type Kind = keyof Plain;

interface Access<T> {
  readonly list: (store: LabStore) => Promise<readonly T[]>;
  readonly put: (store: LabStore, record: T) => Promise<void>;
}

const PLAIN: { readonly [K in Kind]: Access<Plain[K]> } = {
  ladders: { list: (s) => s.listLadders(), put: (s, r) => s.putLadders([r]) },
  runs: { list: (s) => s.listRuns(), put: (s, r) => s.putRun(r) },
  results: { list: (s) => s.listResults(), put: (s, r) => s.putResult(r) },
  quickstarts: { list: (s) => s.listQuickstarts(), put: (s, r) => s.putQuickstart(r) },
  ladderJobs: { list: (s) => s.listLadderJobs(), put: (s, r) => s.putLadderJob(r) },
  experiments: { list: (s) => s.listExperiments(), put: (s, r) => s.putExperiment(r) },
  benchJobs: { list: (s) => s.listBenchJobs(), put: (s, r) => s.putBenchJob(r) },
};

type Checkpoint = Omit<StoredCheckpoint, 'bytes'> & { readonly file: string };
type Image = Omit<ImageFile, 'bytes'> & { readonly file: string };

/** @throws ConfigError when it is more than a zip holds; CancelledError when stopped */
export async function exportLab(
  store: LabStore,
  control: Pick<JobControl, 'checkpoint'>,
  emit: (event: JobEvent) => void,
): Promise<{ name: string; blob: Blob }> {
  const zip = new ZipWriter();
  const keys = await store.listCheckpointKeys();
  const runs = await store.listRuns();
  const datasets = await store.datasets.listDatasets();
  const benchmarks = await store.datasets.listBenchmarks();
  const total = datasets.reduce((sum, { counts }) => sum + counts.ladders + counts.images, 0);
  const examples = benchmarks.reduce((sum, one) => sum + one.examples.length, 0);
  const progress = new ArchiveProgress(emit, runs.length + keys.length + total + examples);
  progress.stage('Packing runs and results.');
  const createdAt = new Date().toISOString();
  zip.text('lab.json', JSON.stringify({ format: FORMAT, version: VERSION, createdAt, code: __VERSION__ }));
  for (const kind of Object.keys(PLAIN) as Kind[]) {
    zip.text(`${kind}.jsonl`, lines(await PLAIN[kind].list(store)));
    await control.checkpoint();
  }
  const events: RunEvent[] = [];
  for (const { id } of runs) {
    events.push(...(await store.listEvents(id)));
    progress.add();
    await control.checkpoint();
  }
  zip.text('events.jsonl', lines(events));

  progress.stage('Packing weights.');
  const checkpoints: Checkpoint[] = [];
  for (const hash of keys) {
    progress.add();
    const stored = await store.getCheckpoint(hash);
    if (stored === undefined) continue;
    const { bytes, ...rest } = stored;
    const file = `checkpoints/${checkpoints.length}`;
    zip.file(file, new Uint8Array(bytes));
    checkpoints.push({ ...rest, file });
    await control.checkpoint();
  }
  zip.text('checkpoints.jsonl', lines(checkpoints));

  progress.stage('Packing ladders.');
  const used = new Set<string>();
  for (const [i, { id, counts }] of datasets.entries()) {
    const entry = zip.begin(`datasets/${i}.jsonl`);
    for (let at = 0; at < counts.ladders; at += PAGE) {
      const { ladders } = await store.datasets.pageLadders(id, at, PAGE);
      for (const { image } of ladders) addHash(used, image);
      entry.write(new TextEncoder().encode(lines(ladders)));
      progress.add(ladders.length);
      await control.checkpoint();
    }
    entry.end();
  }
  for (const { examples } of benchmarks) for (const { image } of examples) addHash(used, image);
  progress.stage('Packing images.');
  const images: Image[] = [];
  for (const sha256 of used) {
    progress.add();
    const stored = await store.datasets.getImage(sha256);
    if (stored === undefined) continue; // its ladders say so when they are shown
    const { bytes, ...rest } = stored;
    const file = `images/${sha256}`;
    zip.file(file, new Uint8Array(await bytes.arrayBuffer()));
    images.push({ ...rest, file });
    await control.checkpoint();
  }
  zip.text('images.jsonl', lines(images));
  zip.text('benchmarks.jsonl', lines(benchmarks));
  const said = await Promise.all(datasets.map(({ id }) => store.datasets.listAnnotations(id)));
  zip.text('annotations.jsonl', lines(said.flat()));
  zip.text('datasets.jsonl', lines(datasets)); // last: what they name is there by now
  progress.end();
  return { name: `amp-lab-${createdAt.slice(0, 10)}.zip`, blob: zip.finish() };
}

/**
 * Adds what an archive holds; records of the same id are replaced, nothing else is touched. What is through stays when a
 * later part fails, and the same archive can be imported again.
 * @returns records that came in
 * @throws FormatError when it is no archive of a lab, or damaged; StorageError when the store is full
 */
export async function importLab(
  store: LabStore,
  archive: NamedBlob,
  control: Pick<JobControl, 'checkpoint'>,
  emit: (event: JobEvent) => void,
): Promise<number> {
  const { files, problems } = await collectFiles([archive]);
  const problem = problems[0];
  if (problem !== undefined) {
    throw new FormatError(`${problem.file}: ${reasonOf(problem.error)}`, problem.error.remedy);
  }
  const lab = new Archive(files, archive.path, control, emit);
  await lab.check();
  for (const kind of Object.keys(PLAIN) as Kind[]) await importPlain(lab, store, kind);
  await lab.each<RunEvent>('events.jsonl', v.looseObject({ runId: v.string(), step: v.number() }), (event) =>
    store.putEvent(event),
  );
  const NamedFile = v.looseObject({ file: v.string() });
  await lab.each<Checkpoint>('checkpoints.jsonl', NamedFile, async ({ file, ...rest }) =>
    store.putCheckpoint({ ...rest, bytes: (await lab.bytes(file)).buffer }),
  );
  const images = new Map<string, Image>();
  await lab.each<Image>('images.jsonl', NamedFile, async (image) => void images.set(image.sha256, image));
  const stage = async (part: string, at: number, ladders: readonly Ladder[], refs: readonly ImageRef[]) => {
    const wanted = new Set<string>();
    for (const ref of refs) addHash(wanted, ref);
    const found: ImageFile[] = [];
    for (const sha256 of wanted) {
      const image = images.get(sha256);
      if (image === undefined) continue;
      const { file, ...rest } = image;
      found.push({ ...rest, bytes: new Blob([await lab.bytes(file)], { type: image.type }) });
    }
    await store.datasets.stagePart(part, at, ladders, found);
  };
  await lab.each<ImportedBenchmark>('benchmarks.jsonl', Keyed, async (benchmark) => {
    const part = benchmarkPart(benchmark.id);
    await store.datasets.deleteBenchmark(benchmark.id);
    await store.datasets.beginPart(part);
    await undone(store, part, async () => {
      await stage(
        part,
        0,
        [],
        benchmark.examples.map(({ image }) => image),
      );
      await store.datasets.commitBenchmark(benchmark);
    });
  });
  let n = 0;
  await lab.each<Dataset>('datasets.jsonl', Keyed, (dataset) =>
    importDataset(lab, store, dataset, `datasets/${n++}.jsonl`, stage),
  );
  const Said = v.looseObject({ dataset: v.string(), ladder: v.string() });
  await lab.each<LadderAnnotation>('annotations.jsonl', Said, (one) => store.datasets.putAnnotation(one));
  lab.progress.end();
  return lab.records;
}

async function importPlain<K extends Kind>(lab: Archive, store: LabStore, kind: K): Promise<void> {
  await lab.each<Plain[K]>(`${kind}.jsonl`, Keyed, (record) => PLAIN[kind].put(store, record));
}

/** A dataset's parts follow one another in its file. */
async function importDataset(
  lab: Archive,
  store: LabStore,
  dataset: Dataset,
  file: string,
  stage: (part: string, at: number, ladders: readonly Ladder[], refs: readonly ImageRef[]) => Promise<void>,
): Promise<void> {
  await store.datasets.deleteDataset(dataset.id);
  const rows = lab.rows<Ladder>(file, Keyed)[Symbol.asyncIterator]();
  for (const [p, { part, ladders: count }] of dataset.files.entries()) {
    await store.datasets.beginPart(part);
    await undone(store, part, async () => {
      for (let at = 0; at < count; at += PAGE) {
        const ladders: Ladder[] = [];
        while (ladders.length < Math.min(PAGE, count - at)) {
          const next = await rows.next();
          if (next.done === true)
            throw lab.damaged(file, `it ends before ladder ${at + ladders.length + 1} of ${count}`);
          ladders.push(next.value);
        }
        await stage(
          part,
          at,
          ladders,
          ladders.map(({ image }) => image),
        );
      }
      const files = dataset.files.slice(0, p + 1);
      await store.datasets.commitPart(part, { ...dataset, files });
    });
  }
}

/** Takes the part back when something fails; the first failure counts. */
async function undone(store: LabStore, part: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await store.datasets.dropPart(part).catch(() => undefined);
    throw error;
  }
}

/** The files of an archive by their names in it. */
class Archive {
  records = 0;
  readonly progress: ArchiveProgress;

  constructor(
    private readonly files: FileSet,
    private readonly name: string,
    private readonly control: Pick<JobControl, 'checkpoint'>,
    emit: (event: JobEvent) => void,
  ) {
    const bytes = files.entries.reduce((sum, { size }) => sum + size, 0);
    this.progress = new ArchiveProgress(emit, bytes);
  }

  async check(): Promise<void> {
    const head = this.files.entries.find(({ path }) => path.endsWith('/lab.json'));
    const text = head === undefined ? 'null' : new TextDecoder().decode(await readWhole(head, 2 ** 20));
    const parsed = v.safeParse(Head, parsedJson(text));
    if (!parsed.success) {
      throw new FormatError(`${this.name} is no export of a lab.`, 'Choose the zip that Settings made.');
    }
    if (parsed.output.version <= VERSION) return;
    throw new FormatError(
      `${this.name} was made by a newer lab (version ${parsed.output.version}; this one reads ${VERSION}).`,
      'Reload to get the newest page.',
    );
  }

  async *rows<T>(file: string, schema: v.GenericSchema): AsyncGenerator<T> {
    const entry = this.files.entries.find(({ path }) => path.endsWith(`/${file}`));
    if (entry === undefined) throw this.damaged(file, 'it is missing');
    if (entry.size === 0) return;
    this.progress.stage(`Reading ${file}.`);
    let before = 0;
    for await (const row of rowsOf(entry)) {
      if ('error' in row) throw this.damaged(file, row.error.message);
      if (!v.is(schema, row.value)) throw this.damaged(file, `record ${row.row} lacks a field`);
      this.records++;
      this.progress.add(row.bytesDone - before);
      before = row.bytesDone;
      await this.control.checkpoint();
      yield row.value as T;
    }
  }

  async each<T>(file: string, schema: v.GenericSchema, take: (record: T) => Promise<void>): Promise<void> {
    for await (const record of this.rows<T>(file, schema)) await take(record);
  }

  async bytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.files.entries.find(({ path }) => path.endsWith(`/${file}`));
    if (entry === undefined) throw this.damaged(file, 'it is missing');
    this.progress.add(entry.size);
    return readWhole(entry, MAX_FILE);
  }

  damaged(file: string, why: string): FormatError {
    return new FormatError(`${this.name}: ${file} is damaged (${why}).`, 'Export the lab again.');
  }
}

function addHash(hashes: Set<string>, image: ImageRef): void {
  if (image.kind === 'file') hashes.add(image.sha256);
}

function lines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
