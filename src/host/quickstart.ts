// The quickstart under Node with Dawn, without a browser: the same job as the page's worker runs.
//   npm run quickstart:node -- [--seed 1] [--size full|reduced] [--out results/quickstart-node.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../base/errors.ts';
import { formatDuration, formatTimeLeft } from '../base/format.ts';
import type { QuickstartEvent, QuickstartOptions, QuickstartResult } from '../protocol/lab.ts';
import { MemoryStore } from '../store/memory.ts';
import { JobControl } from '../worker/control.ts';
import { runQuickstart } from '../worker/quickstart.ts';
import { fileAssets } from './assets.ts';
import { openDawn } from './dawn.ts';

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      size: { type: 'string', default: 'full' },
      out: { type: 'string', default: 'results/quickstart-node.json' },
    },
  });
  const options = readOptions(values.seed, values.size);
  const gpu = await openDawn();
  console.log(`adapter: ${gpu.adapter.name}${gpu.adapter.software ? ' (a CPU pretending to be a GPU)' : ''}`);
  try {
    const deps = {
      gpu,
      assets: fileAssets,
      store: new MemoryStore(),
      control: new JobControl(),
      emit: printer(),
    };
    const result = await runQuickstart(deps, options);
    report(result);
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`written: ${values.out}`);
  } finally {
    gpu.close();
  }
  return 0;
}

/** @throws ConfigError */
function readOptions(seedText: string, size: string): QuickstartOptions {
  const seed = Number(seedText);
  if (!Number.isSafeInteger(seed) || seed < 0 || seedText.trim() === '') {
    throw new ConfigError(`--seed is "${seedText}".`, 'It takes a whole number from 0.');
  }
  if (size !== 'full' && size !== 'reduced') {
    throw new ConfigError(`--size is "${size}".`, 'It takes full or reduced.');
  }
  return { seed, size };
}

/** Prints stages, every tenth of a stage's progress, and the loss of every eighth step. */
function printer(): (event: QuickstartEvent) => void {
  let tenth = -1;
  return (event) => {
    switch (event.kind) {
      case 'stage':
        tenth = -1;
        console.log(`${event.stage.padEnd(10)} ${event.message}`);
        break;
      case 'progress': {
        const now = Math.floor((10 * event.done) / Math.max(1, event.total));
        if (now === tenth) break;
        tenth = now;
        const left = event.secondsLeft === undefined ? '' : `, ${formatTimeLeft(event.secondsLeft)} left`;
        console.log(`${event.stage.padEnd(10)} ${event.done}/${event.total}${left}`);
        break;
      }
      case 'step': {
        const { step, metrics } = event.event;
        if (step % 8 !== 0) break;
        console.log(`           step ${step + 1}: ${Object.entries(metrics).map(metric).join(', ')}`);
        break;
      }
      case 'warning':
        console.warn(`warning: ${event.message}`);
        break;
      default:
    }
  };
}

function metric([name, value]: [string, number]): string {
  return `${name} ${Number(value.toPrecision(4))}`;
}

function report({ table, ladders, seed, size, seconds }: QuickstartResult): void {
  const rows = [table.columns, ...table.rows];
  const widths = table.columns.map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  console.log('');
  for (const row of rows)
    console.log(
      row
        .map((cell, c) => cell.padEnd(widths[c] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  for (const ladder of ladders) console.log(`\n${ladder}`);
  console.log(`\nseed ${seed}, size ${size}, ${formatDuration(seconds)}`);
}
