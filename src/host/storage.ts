// What packing a model's weights costs in accuracy and saves in memory: log-probabilities of ladders and the order of
// implicit rewards against f32, and the plan of a LoRA step at SmolVLM-256M's size.
//   npm run storage -- [--ladders 16] [--out FILE.json]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatTable } from '../../scripts/terminal.mjs';
import { ConfigError } from '../base/errors.ts';
import { formatBytes, formatPercent } from '../base/format.ts';
import type { Gpu } from '../gpu/device.ts';
import { layoutWeights } from '../model/weights.ts';
import { parametersOf } from '../model/parameters.ts';
import { formatsOf } from '../model/storage.ts';
import { BASE_STORAGES, type BaseStorage, type MemoryRow } from '../protocol/run.ts';
import { Scorer } from '../train/scorer.ts';
import { totalBytes } from '../train/memory.ts';
import { openDawn } from './dawn.ts';
import { compareReadings, type Reading, type StorageError } from './storageError.ts';
import { expertSubject, randomSubject, smolvlmPlan, type Reader, type Subject } from './storageSubjects.ts';

const HELP = `npm run storage [-- OPTIONS]

Reads the same ladders with weights in ${BASE_STORAGES.join(', ')} and prints how far their log-probabilities are from f32's.

  --ladders N       ladders of each model (16)
  --out FILE.json   writes the tables
  --help            this text
`;

/** Ladders that are read at once. */
const AT_ONCE = 4;

interface SubjectReport {
  readonly subject: string;
  readonly ladders: number;
  readonly rows: readonly ({ readonly storage: BaseStorage; readonly bytes: number } & StorageError)[];
}

/** Token log-probabilities [ladder][level][token]. */
async function read(
  gpu: Gpu,
  { config, weights, samples }: Reader,
  storage: BaseStorage,
): Promise<Float32Array[][]> {
  const rows = samples.map(({ row }) => row);
  const scorer = await Scorer.create(gpu, config, rows, AT_ONCE, formatsOf(config, storage));
  try {
    scorer.use(weights);
    const found: Float32Array[][] = [];
    for (let at = 0; at < samples.length; at += AT_ONCE) {
      found.push(...(await scorer.score(samples.slice(at, at + AT_ONCE))));
    }
    return found;
  } finally {
    scorer.destroy();
  }
}

async function reportOn(gpu: Gpu, { name, policy, reference, texts }: Subject): Promise<SubjectReport> {
  const readings = new Map<BaseStorage, Reading>();
  for (const storage of BASE_STORAGES) {
    const both = { policy: await read(gpu, policy, storage), reference: await read(gpu, reference, storage) };
    readings.set(storage, both);
  }
  const plain = readings.get('f32') as Reading;
  const rows = [...readings].map(([storage, reading]) => {
    const { config } = policy;
    const layout = layoutWeights(parametersOf(config), new Set(), undefined, formatsOf(config, storage));
    return { storage, bytes: layout.bytes, ...compareReadings(plain, reading, texts) };
  });
  return { subject: name, ladders: texts.length, rows };
}

function accuracyTable({ subject, ladders, rows }: SubjectReport): string {
  const lines = rows.map((row) => [
    row.storage,
    formatBytes(row.bytes),
    row.tokenMean.toExponential(1),
    row.tokenMax.toExponential(1),
    row.answerMean.toExponential(1),
    row.answerMax.toExponential(1),
    `${formatPercent(row.pairsKept / Math.max(1, row.pairs))} of ${row.pairs}`,
  ]);
  const head = [
    'stored',
    'weights',
    'token mean',
    'token max',
    'answer mean',
    'answer max',
    'reward order kept',
  ];
  return `${subject}: ${ladders} ladders, |log-probability - f32's|\n\n${formatTable(head, lines)}\n`;
}

function memoryTable(plans: readonly { storage: BaseStorage; memory: readonly MemoryRow[] }[]): string {
  const names = [...new Set(plans.flatMap(({ memory }) => memory.map(({ name }) => name)))];
  const lines = plans.map(({ storage, memory }) => [
    storage,
    ...names.map((name) => formatBytes(memory.find((row) => row.name === name)?.bytes ?? 0)),
    formatBytes(totalBytes(memory)),
  ]);
  return formatTable(['stored', ...names, 'together'], lines);
}

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ladders: { type: 'string', default: '16' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const n = Number(values.ladders);
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new ConfigError(`--ladders is "${values.ladders}".`, 'It is a whole number from 1.');
  }
  const gpu = await openDawn();
  try {
    const { name: adapter, software } = gpu.adapter;
    console.log(`${adapter}${software ? ' (a CPU pretending to be a GPU)' : ''}\n`);
    const reports: SubjectReport[] = [];
    for (const subject of [await expertSubject(n), randomSubject(n)]) {
      const report = await reportOn(gpu, subject);
      reports.push(report);
      console.log(accuracyTable(report));
    }
    const plans = BASE_STORAGES.map((storage) => ({ storage, ...smolvlmPlan(storage) }));
    console.log(`${plans[0]?.what ?? ''}\n\n${memoryTable(plans)}\n`);
    if (values.out !== undefined) {
      writeFileSync(values.out, `${JSON.stringify({ adapter, software, reports, plans }, null, 2)}\n`);
      console.log(`written: ${values.out}`);
    }
  } finally {
    gpu.close();
  }
  return 0;
}
