// Imports data files into the store: each file one part, atomic; the whole import one dataset that can be deleted.
import { FormatError } from '../base/errors.ts';
import { DatasetHash } from '../data/formats/canonical.ts';
import { collectFiles, type FileEntry, type FileSet } from '../data/formats/files.ts';
import { ImageLoader } from '../data/formats/images.ts';
import { importProblem, isDataFile, readDataFile } from '../data/formats/readFile.ts';
import type {
  Dataset,
  DatasetFile,
  DatasetFormat,
  ImageFile,
  ImportEvent,
  ImportOptions,
  ImportProblem,
  ImportReport,
  NamedBlob,
} from '../protocol/dataset.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { DatasetStore } from '../store/datasets.ts';
import type { JobControl } from './control.ts';
import { stopwatch } from './stopwatch.ts';

/** What a batch holds at most before it is staged. */
const BATCH_LADDERS = 500;
const BATCH_IMAGE_BYTES = 16 * 2 ** 20;
/** Problems that the report keeps; all are counted. */
const KEPT_PROBLEMS = 1000;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

/**
 * Reads every data file among `chosen` (archives and folders included) and finds their images there.
 * Files that are through stay when a later one fails or the job is stopped.
 * @throws CancelledError when stopped, StorageError when the store is full or refuses
 */
export async function importFiles(
  store: DatasetStore,
  chosen: readonly NamedBlob[],
  options: ImportOptions,
  control: Pick<JobControl, 'checkpoint'>,
  onEvent: (event: ImportEvent) => void,
): Promise<ImportReport> {
  const started = performance.now();
  const { files, problems } = await collectFiles(chosen);
  const job = new ImportJob(store, files, options, control, onEvent);
  for (const { file, error } of problems) job.refuse(importProblem(file, error));
  const dataFiles = files.entries.filter(isDataFile);
  if (dataFiles.length === 0) {
    const error = new FormatError(
      `None of the ${files.entries.length} files is a data file.`,
      'Rows come in .json, .jsonl or .parquet; images alone make no dataset.',
    );
    job.refuse(importProblem(chosen[0]?.path ?? 'nothing chosen', error));
  }
  job.begin(dataFiles.reduce((sum, { size }) => sum + size, 0));
  for (const file of dataFiles) await job.read(file);
  return job.report((performance.now() - started) / 1000);
}

/** What one file adds to the dataset, once it is through. */
interface FileState {
  readonly hash: DatasetHash;
  readonly ids: Set<string>;
  readonly images: Set<string>;
  readonly levels: Map<number, number>;
  format: DatasetFormat | undefined;
  ladders: number;
  rounds: number;
  refused: number;
  bytesDone: number;
}

class ImportJob {
  private bytesTotal = 0;
  private left = stopwatch(0);
  private dataset: Dataset | undefined;
  private readonly id = crypto.randomUUID();
  private hash = new DatasetHash();
  private readonly ids = new Set<string>();
  private readonly images = new Set<string>();
  private readonly problems: ImportProblem[] = [];
  private problemCount = 0;
  private readonly notes = new Map<string, number>();
  private bytesDone = 0;
  private filesBegun = 0;
  private reported = 0;

  constructor(
    private readonly store: DatasetStore,
    private readonly files: FileSet,
    private readonly options: ImportOptions,
    private readonly control: Pick<JobControl, 'checkpoint'>,
    private readonly emit: (event: ImportEvent) => void,
  ) {}

  /** Reading begins. @param bytes of all data files */
  begin(bytes: number): void {
    this.bytesTotal = bytes;
    this.left = stopwatch(bytes);
  }

  refuse(problem: ImportProblem): void {
    this.problemCount++;
    if (this.problems.length < KEPT_PROBLEMS) {
      this.problems.push(problem);
      this.emit({ kind: 'problem', problem });
    }
  }

  /** Reads a file into a part of its own; nothing of it stays when that fails. */
  async read(entry: FileEntry): Promise<void> {
    const part = `${this.id}/${this.filesBegun++}`;
    await this.store.beginPart(part);
    try {
      const state = await this.stage(entry, part);
      if (state.format === undefined || state.ladders === 0) await this.store.dropPart(part);
      else await this.commit(entry, part, state, state.format);
    } catch (error) {
      // The first failure counts; what cannot be taken back now is removed when the store is opened again.
      await this.store.dropPart(part).catch(() => undefined);
      if (!(error instanceof FormatError)) throw error;
      this.refuse(importProblem(entry.path, error));
    }
    this.bytesDone += entry.size;
  }

  report(seconds: number): ImportReport {
    return {
      ...(this.dataset === undefined ? {} : { dataset: this.dataset }),
      problems: this.problems,
      problemCount: this.problemCount,
      notes: [...this.notes].map(([text, count]) => ({ text, count })),
      seconds,
    };
  }

  private async stage(entry: FileEntry, part: string): Promise<FileState> {
    const state: FileState = {
      hash: this.hash.copy(),
      ids: new Set(),
      images: new Set(),
      levels: new Map(),
      format: undefined,
      ladders: 0,
      rounds: 0,
      refused: 0,
      bytesDone: 0,
    };
    const images = new ImageLoader(this.files, entry.path, (sha256) => this.store.getImage(sha256));
    const identity = { dataset: this.id, part, taken: this.ids, own: state.ids };
    let ladders: Ladder[] = [];
    let staged: ImageFile[] = [];
    let imageBytes = 0;
    const flush = async (): Promise<void> => {
      await this.store.stagePart(part, state.ladders - ladders.length, ladders, staged);
      [ladders, staged, imageBytes] = [[], [], 0];
    };
    for await (const item of readDataFile(entry, images, identity)) {
      if (item.kind === 'format') state.format = item.format;
      else if (item.kind === 'problem') {
        state.refused++;
        this.refuse(item.problem);
      } else if (item.kind === 'ladder') {
        ladders.push(item.ladder);
        count(state, item.ladder);
        for (const note of item.notes) this.notes.set(note, (this.notes.get(note) ?? 0) + 1);
        if (item.image !== undefined) {
          staged.push(item.image);
          imageBytes += item.image.bytes.size;
        }
        if (ladders.length >= BATCH_LADDERS || imageBytes >= BATCH_IMAGE_BYTES) await flush();
      } else {
        state.bytesDone = item.bytesDone;
        this.progress(entry, state);
        await this.control.checkpoint();
      }
    }
    await flush();
    return state;
  }

  private async commit(
    entry: FileEntry,
    part: string,
    state: FileState,
    format: DatasetFormat,
  ): Promise<void> {
    const { ladders, refused } = state;
    const file: DatasetFile = { name: entry.path, part, format, bytes: entry.size, ladders, refused };
    for (const sha256 of state.images) this.images.add(sha256);
    for (const id of state.ids) this.ids.add(id);
    this.hash = state.hash;
    const before = this.dataset;
    const levels: Record<string, number> = { ...before?.counts.levels };
    for (const [k, n] of state.levels) levels[k] = (levels[k] ?? 0) + n;
    const dataset: Dataset = {
      id: this.id,
      name: this.options.name,
      licence: this.options.licence,
      format: before === undefined || before.format === format ? format : 'mixed',
      createdAt: before?.createdAt ?? new Date().toISOString(),
      files: [...(before?.files ?? []), file],
      counts: {
        ladders: (before?.counts.ladders ?? 0) + ladders,
        rounds: (before?.counts.rounds ?? 0) + state.rounds,
        images: this.images.size,
        levels,
      },
      hash: state.hash.hex(),
    };
    await this.store.commitPart(part, dataset);
    this.dataset = dataset;
    this.emit({ kind: 'file', file });
  }

  private progress(entry: FileEntry, { ladders, refused, bytesDone }: FileState): void {
    const now = performance.now();
    if (now - this.reported < REPORT_EVERY) return;
    this.reported = now;
    const done = this.bytesDone + Math.min(bytesDone, entry.size);
    this.emit({
      kind: 'progress',
      file: entry.path,
      bytesDone: done,
      bytesTotal: this.bytesTotal,
      ladders,
      refused,
      secondsLeft: this.left(done),
    });
  }
}

function count(state: FileState, ladder: Ladder): void {
  const { image, questions, levels } = ladder;
  state.ladders++;
  state.rounds += questions.length;
  state.levels.set(levels.length, (state.levels.get(levels.length) ?? 0) + 1);
  state.images.add(image.kind === 'file' ? image.sha256 : `${image.split} ${image.seed} ${image.style}`);
  state.hash.add(ladder);
}
