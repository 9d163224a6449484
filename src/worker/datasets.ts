// What the worker does with datasets: pure composition of the store with the readers and writers of src/data/formats/.
import { ConfigError } from '../base/errors.ts';
import { CardBuilder, type CardFacts } from '../data/formats/card.ts';
import { exportLadders as writeLadders } from '../data/formats/exportLadders.ts';
import { annotated } from '../data/humanOrder.ts';
import type {
  Dataset,
  DatasetCard,
  ExportEvent,
  ExportOptions,
  ExportResult,
  LadderPage,
} from '../protocol/dataset.ts';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Ladder } from '../protocol/ladder.ts';
import type { LabStore } from '../store/store.ts';
import type { JobControl } from './control.ts';
import { stopwatch } from './stopwatch.ts';

/** Ladders that are read from the store at once. */
const PAGE = 200;
const MAX_PAGE = 1000;

export function listDatasets(store: LabStore): Promise<Dataset[]> {
  return store.datasets.listDatasets();
}

/** @throws ConfigError for a page that cannot be, StorageError for an unknown dataset */
export async function pageLadders(
  store: LabStore,
  id: string,
  offset: number,
  limit: number,
): Promise<LadderPage> {
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(limit) || limit < 1) {
    throw new ConfigError(
      `There are no ladders ${offset} to ${offset + limit}.`,
      'Ask for a whole number of ladders from 0 on.',
    );
  }
  return store.datasets.pageLadders(id, offset, Math.min(limit, MAX_PAGE));
}

/** Every ladder of a dataset in order, a page at a time; without an id, those made in this lab. */
export async function* allLadders(store: LabStore, id: string | undefined): AsyncGenerator<Ladder> {
  if (id === undefined) {
    yield* await store.listLadders();
    return;
  }
  for (let offset = 0; ; offset += PAGE) {
    const { ladders, total } = await store.datasets.pageLadders(id, offset, PAGE);
    yield* ladders;
    if (offset + PAGE >= total) return;
  }
}

/** The same as files have them: with what people said of them. */
async function* annotatedLadders(store: LabStore, id: string | undefined): AsyncGenerator<Ladder> {
  const said = id === undefined ? [] : await store.datasets.listAnnotations(id);
  const by = new Map(said.map((annotation) => [annotation.ladder, annotation]));
  for await (const ladder of allLadders(store, id)) yield annotated(ladder, by.get(ladder.id));
}

export async function datasetCard(
  store: LabStore,
  id: string | undefined,
  control: Pick<JobControl, 'checkpoint'>,
): Promise<DatasetCard> {
  const card = new CardBuilder();
  for await (const ladder of allLadders(store, id)) {
    card.add(ladder);
    await control.checkpoint();
  }
  return card.finish((await describe(store, id)).facts);
}

/**
 * @param id a dataset; without one, the ladders made in this lab
 * @param scenePng draws a scene and encodes it (src/data/formats/png.ts)
 */
export async function exportLadders(
  store: LabStore,
  id: string | undefined,
  options: ExportOptions,
  scenePng: (scene: Extract<ImageRef, { kind: 'scene' }>) => Promise<Uint8Array>,
  control: Pick<JobControl, 'checkpoint'>,
  onEvent: (event: ExportEvent) => void,
): Promise<ExportResult> {
  const { facts, total } = await describe(store, id);
  let done = 0;
  const left = stopwatch(total);
  const { extension, ...exported } = await writeLadders(
    {
      facts,
      ladders: () => annotatedLadders(store, id),
      image: (sha256) => store.datasets.getImage(sha256),
      scenePng,
    },
    options,
    async () => {
      done = Math.min(total, done + 1);
      if (done % PAGE === 0 || done === total) {
        onEvent({ kind: 'progress', done, total, secondsLeft: left(done) });
      }
      await control.checkpoint();
    },
  );
  return { fileName: `${fileStem(facts.name)}-${options.format}${extension}`, ...exported };
}

async function describe(
  store: LabStore,
  id: string | undefined,
): Promise<{ facts: CardFacts; total: number }> {
  if (id === undefined) {
    const { length: total } = await store.listLadders();
    return { facts: { name: 'Ladders of this lab', licence: '', files: [] }, total };
  }
  const dataset = (await store.datasets.listDatasets()).find((one) => one.id === id);
  if (dataset === undefined) throw new ConfigError(`There is no dataset ${id}.`, 'Reload the list.');
  return { facts: dataset, total: dataset.counts.ladders };
}

/** A name that every file system takes. */
function fileStem(name: string): string {
  const stem = name
    .normalize('NFKD')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return (stem || 'ladders').slice(0, 60).toLowerCase();
}
