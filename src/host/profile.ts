// Where the time of a training step goes: every dispatch timed by timestamp queries, summed by op.
//   npm run profile -- [--objective mdpo] [--adapter none|lora] [--batch 8] [--levels 4] [--out FILE.json]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatTable } from '../../scripts/terminal.mjs';
import { ConfigError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import { dialogueRow, ladderRow, type Row } from '../data/rows.ts';
import { priorLadders } from '../data/scenes/priorLadders.ts';
import type { Gpu } from '../gpu/device.ts';
import type { Program } from '../graph/program.ts';
import { imageTokens } from '../model/config.ts';
import { OBJECTIVES, type Objective, type TrainConfig } from '../protocol/run.ts';
import { defaultConfig, lossPreset } from '../train/presets.ts';
import { sizesOf } from '../train/sizes.ts';
import { Trainer, type Sample } from '../train/trainer.ts';
import { loadCheckpoint, loadTiny } from '../worker/bundle.ts';
import { fileAssets } from './assets.ts';
import { openDawn } from './dawn.ts';

const HELP = `npm run profile [-- OPTIONS]

Times every dispatch of a step of the bundled tiny model by timestamp queries, and sums by op.

  --objective NAME  ${OBJECTIVES.join(', ')} (mdpo)
  --adapter KIND    none: all of the decoder's weights; lora: rank 16 on all linear layers (none)
  --batch N         ladders, for sft dialogues, a step (8)
  --levels K        answers a ladder; sft has one (4)
  --out FILE.json   writes the tables
  --help            this text
`;

const ROUNDS = 2;
/** Times are means over so many runs. */
const RUNS = 5;

interface Options {
  readonly train: TrainConfig;
  readonly K: number;
  readonly out: string | undefined;
  readonly help: boolean;
}

/** What all dispatches of one entry point of an op took. */
interface OpRow {
  readonly op: string;
  readonly entry: string;
  readonly calls: number;
  readonly ms: number;
}

interface ProgramProfile {
  readonly program: string;
  readonly dispatches: number;
  readonly ms: number;
  /** Slowest first. */
  readonly rows: readonly OpRow[];
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      objective: { type: 'string', default: 'mdpo' },
      adapter: { type: 'string', default: 'none' },
      batch: { type: 'string', default: '8' },
      levels: { type: 'string', default: '4' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const objective = oneOf('objective', values.objective, OBJECTIVES);
  const adapter = oneOf('adapter', values.adapter, ['none', 'lora'] as const);
  const batch = wholeNumber('batch', values.batch, 1);
  const K = objective === 'sft' ? 1 : wholeNumber('levels', values.levels, 2);
  const lora = { adapter, loraRank: 16, loraAlpha: 32, loraTargets: 'all-linear' };
  const train = { ...defaultConfig, ...lossOf(objective), ...(adapter === 'lora' && lora), batch };
  return { train, K, out: values.out, help: values.help };
}

function lossOf(objective: Objective): Partial<TrainConfig> {
  if (objective === 'sft') return {};
  return lossPreset(objective === 'mdpo' ? 'published-code' : objective);
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) {
    throw new ConfigError(`--${option} is "${value}".`, `It takes one of ${known.join(', ')}.`);
  }
  return found;
}

function wholeNumber(option: string, value: string, least: number): number {
  const n = Number(value);
  if (!Number.isSafeInteger(n) || n < least) {
    throw new ConfigError(`--${option} is "${value}".`, `It is a whole number from ${least}.`);
  }
  return n;
}

/** A trainer of the tiny model and a batch for it: dialogues about scenes, their image features noise. */
async function prepare(
  gpu: Gpu,
  { train, K }: Options,
): Promise<{ trainer: Trainer; samples: Sample[]; T: number }> {
  const { config, tokenizer } = await loadTiny(fileAssets);
  const weights = await loadCheckpoint(fileAssets, config, 'sft-3of3');
  const { special, encode } = tokenizer;
  const context = { special, encode, imageTokens: imageTokens(config) };
  const rows = priorLadders(train.batch, K, { rounds: ROUNDS }).map(({ questions, levels }): Row => {
    if (train.objective !== 'sft') return ladderRow(context, questions, levels);
    const [answers] = levels as [readonly string[]];
    return dialogueRow(
      context,
      questions.map((question, r) => ({ question, answer: answers[r] as string })),
    );
  });
  const random = new Random(1);
  const image = imageTokens(config) * config.decoder.hidden;
  const samples = rows.map((row) => ({
    row,
    features: Float32Array.from({ length: image }, () => random.normal()),
  }));
  const sizes = sizesOf(rows, train, K);
  const trainer = await Trainer.create(gpu, config, weights, train, sizes);
  return { trainer, samples, T: sizes.at(-1)?.T ?? 0 };
}

/** Sums a program's dispatches by op and entry point, means over RUNS runs on the inputs that it holds. */
async function profileOf(name: string, program: Program): Promise<ProgramProfile> {
  const rows = new Map<string, { op: string; entry: string; calls: number; ms: number }>();
  for (let run = 0; run < RUNS; run++) {
    for (const { op, name: entry, ms } of await program.profile()) {
      const key = `${op} ${entry}`;
      const row = rows.get(key) ?? { op, entry, calls: 0, ms: 0 };
      rows.set(key, row);
      row.calls += 1 / RUNS;
      row.ms += ms / RUNS;
    }
  }
  const sorted = [...rows.values()]
    .map((row) => ({ ...row, calls: Math.round(row.calls) }))
    .sort((a, b) => b.ms - a.ms);
  const { length } = program.plan.dispatches;
  return { program: name, dispatches: length, ms: sorted.reduce((n, { ms }) => n + ms, 0), rows: sorted };
}

function table({ program, dispatches, ms: whole, rows }: ProgramProfile): string {
  let sum = 0;
  const percent = (ms: number): string => `${((100 * ms) / whole).toFixed(1)} %`;
  const lines = rows.map(({ op, entry, calls, ms }) => {
    sum += ms;
    return [op, entry, String(calls), ms.toFixed(3), percent(ms), percent(sum)];
  });
  const head = `${program}: ${dispatches} dispatches, ${whole.toFixed(2)} ms on the adapter`;
  return `${head}\n\n${formatTable(['op', 'kernel', 'calls', 'ms', 'share', 'together'], lines)}\n`;
}

/** Milliseconds of a whole step by the clock, mean of RUNS. */
async function wallTime(step: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let run = 0; run < RUNS; run++) await step();
  return (performance.now() - start) / RUNS;
}

export async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { train, K, out } = options;
  const gpu = await openDawn();
  try {
    const { name: adapter, software, features } = gpu.adapter;
    const { trainer, samples, T } = await prepare(gpu, options);
    const reference = train.objective === 'sft' ? undefined : await trainer.logps(samples);
    let t = 0;
    const step = (): Promise<unknown> => trainer.step(samples, train.learningRate, ++t, reference);
    await step();
    const wall = await wallTime(step);
    const what = `${train.objective}, adapter ${train.adapter}, ${samples.length} rows of ${T}, K = ${K}`;
    console.log(`${adapter}${software ? ' (a CPU pretending to be a GPU)' : ''}: ${what}`);
    console.log(`a step by the clock: ${wall.toFixed(2)} ms (mean of ${RUNS})\n`);
    const profiles: ProgramProfile[] = [];
    if (features.includes('timestamp-query')) {
      await trainer.score(samples, 'policy'); // its inputs, for any objective
      const { programs } = trainer;
      profiles.push(await profileOf('step (loss and gradients)', programs.step));
      profiles.push(await profileOf('update (clipping and AdamW)', programs.update));
      profiles.push(await profileOf('log-probabilities', programs.policy));
      for (const profile of profiles) console.log(table(profile));
    } else {
      console.log('This adapter has no timestamp queries, so the time of single ops cannot be told.');
    }
    if (out !== undefined) {
      const record = { adapter, software, what, config: train, stepMs: wall, profiles };
      writeFileSync(out, `${JSON.stringify(record, null, 2)}\n`);
      console.log(`written: ${out}`);
    }
    trainer.destroy();
  } finally {
    gpu.close();
  }
  return 0;
}
