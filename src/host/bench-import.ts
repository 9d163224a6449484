// How fast and in how much memory data come in: makes a file of many rows with images, and imports it.
//   npm run bench:import -- [--rows 100000] [--images 1000] [--format amp|ladders]
// The store only counts what it is given, so that the figures are those of reading, checking and hashing.
import { mkdtempSync, openAsBlob, rmSync, writeFileSync, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../base/errors.ts';
import { formatBytes } from '../base/format.ts';
import { Random } from '../base/random.ts';
import { ampRow } from '../data/formats/amp.ts';
import { ladderRecord } from '../data/formats/ladderRecord.ts';
import { encodePng } from '../data/formats/png.ts';
import type { NamedBlob } from '../protocol/dataset.ts';
import type { Ladder } from '../protocol/ladder.ts';
import { MemoryDatasets } from '../store/memoryDatasets.ts';
import { JobControl } from '../worker/control.ts';
import { importFiles } from '../worker/importFiles.ts';

const FORMATS = ['amp', 'ladders'] as const;
type Format = (typeof FORMATS)[number];

const LEVELS = 4;
/** Words of an answer, on average; LLaVA's and AMP's answers are of this order. */
const WORDS = 60;
const VOCABULARY =
  'a the dog cat table on of with two red blue bright left right stands lies near window'.split(' ');

/** Forgets what it is given, so that memory is the import's own. */
class CountingStore extends MemoryDatasets {
  override stagePart(): Promise<void> {
    return Promise.resolve();
  }
}

function readOptions(args: string[]): { rows: number; images: number; format: Format } {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '100000' },
      images: { type: 'string', default: '1000' },
      format: { type: 'string', default: 'amp' },
    },
  });
  const [rows, images] = [Number(values.rows), Number(values.images)];
  if (!Number.isSafeInteger(rows) || rows < 1 || !Number.isSafeInteger(images) || images < 1) {
    throw new ConfigError(`--rows is ${values.rows}, --images ${values.images}.`, 'Both are numbers from 1.');
  }
  const format = FORMATS.find((name) => name === values.format);
  if (format === undefined) {
    throw new ConfigError(`--format is "${values.format}".`, `It takes one of ${FORMATS.join(', ')}.`);
  }
  return { rows, images, format };
}

function makeLadder(random: Random, row: number): Ladder {
  const words = (): string => {
    const count = Math.round(WORDS * (0.5 + random.next()));
    return Array.from({ length: count }, () => random.pick(VOCABULARY)).join(' ');
  };
  return {
    id: `row ${row}`,
    image: { kind: 'scene', seed: row, split: 'ladders', style: 'noto' },
    questions: [`Describe the image in detail, please (${row}).`],
    types: ['description'],
    levels: Array.from({ length: LEVELS }, (_, k) => ({
      answers: [words()],
      source: `model ${k}`,
      ranks: { generated: k },
    })),
  };
}

/** Writes the data file and the images; resolves to what a user would have chosen. */
async function makeFiles(
  folder: string,
  { rows, images, format }: { rows: number; images: number; format: Format },
): Promise<NamedBlob[]> {
  const random = new Random(1);
  const chosen: NamedBlob[] = [];
  for (let i = 0; i < images; i++) {
    const planes = Uint8Array.from({ length: 3 * 96 * 96 }, () => random.int(256));
    const path = join(folder, `${i}.png`);
    writeFileSync(path, encodePng(planes, 96, 96));
    chosen.push({ path: `images/${i}.png`, blob: await openAsBlob(path) });
  }
  const name = format === 'amp' ? 'train.json' : 'ladders.jsonl';
  const out = createWriteStream(join(folder, name));
  for (let row = 0; row < rows; row++) {
    const ladder = makeLadder(random, row);
    let text = `${JSON.stringify(ladderRecord(ladder))}\n`;
    if (format === 'amp') {
      const plain = { ...ampRow(ladder, `images/${row % images}.png`), amp_lab: undefined };
      text = `${row === 0 ? '[' : ','}\n${JSON.stringify(plain)}${row === rows - 1 ? ']' : ''}`;
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  chosen.push({ path: name, blob: await openAsBlob(join(folder, name)) });
  return chosen;
}

export async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  const folder = mkdtempSync(join(tmpdir(), 'amp-import-'));
  try {
    const chosen = await makeFiles(folder, options);
    const data = chosen.at(-1) as NamedBlob;
    console.log(
      `${options.rows} rows of ${LEVELS} levels (${options.format}), ${formatBytes(data.blob.size)}, ` +
        `${options.images} images; ${cpus()[0]?.model.trim()}, ${cpus().length} cores, ` +
        `${formatBytes(totalmem())} memory, Node ${process.version}`,
    );
    globalThis.gc?.();
    const before = process.memoryUsage();
    const peak = { heap: 0, buffers: 0, pause: 0 };
    let last = performance.now();
    const timer = setInterval(() => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      peak.heap = Math.max(peak.heap, heapUsed);
      peak.buffers = Math.max(peak.buffers, arrayBuffers);
      const now = performance.now();
      peak.pause = Math.max(peak.pause, now - last);
      last = now;
    }, 10);
    const report = await importFiles(
      new CountingStore(),
      chosen,
      { name: 'benchmark', licence: '' },
      new JobControl(),
      () => undefined,
    );
    clearInterval(timer);
    const { seconds, dataset, problemCount } = report;
    const came = dataset?.counts.ladders ?? 0;
    console.log(
      `${Math.round(came / seconds)} rows/s (${formatBytes(data.blob.size / seconds)}/s): ${came} ladders and ` +
        `${dataset?.counts.images ?? 0} images in ${seconds.toFixed(1)} s, ${problemCount} problems`,
    );
    console.log(
      `peak heap ${formatBytes(peak.heap)} (${formatBytes(before.heapUsed)} before), peak buffers ` +
        `${formatBytes(peak.buffers)}, longest time without an answer to a message ${peak.pause.toFixed(0)} ms`,
    );
    return came === options.rows && problemCount === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
