// `npm run bench`: this engine beside jax-js and TensorFlow.js, on the same adapter in one headless Chromium page.
// Prints a table and writes results/bench.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumFlags } from './browser.mjs';
import { ROOT, setup } from './setup.mjs';
import { formatTable } from './terminal.mjs';
import { codeVersion } from './version.mjs';

const HELP = `npm run bench [-- OPTIONS]

Times this engine beside jax-js and TensorFlow.js on one adapter, in alternating rounds. Subjects:

  matmul      square products, 128 to 1024
  linear      the tiny model's linear layers and their gradients
  attention   attention, forward and backward
  adamw       clipping by the global norm and AdamW
  sft         a whole fine-tuning step of the tiny model
  mdpo        a whole MDPO step of the tiny model: ladders packed, and one row an answer here and in jax-js
  packing     the MDPO step packed against one row an answer, for 2, 4 and 5 levels of short and long answers, beside
              the ratio that counting tokens lets expect
  cost        the MDPO step's dispatches, time in JavaScript, bytes up and down, and memory; all weights, and LoRA
  generation  answers of the tiny model with a key-value cache, greedy and with four beams, tokens per second
  benchmark   a benchmark's answers, as many rows at once as a job takes and one at a time: answers and tokens per second

  --only=A,B       some of the subjects (all)
  --rounds N       alternating rounds per subject (7)
  --adapter KIND   hardware, software, or auto: the GPU when Chromium finds one (auto)
  --help           this text
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '7' },
      adapter: { type: 'string', default: 'auto' },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds takes a whole number from 1, not "${values.rounds}".`);
  }
  if (!['auto', 'hardware', 'software'].includes(values.adapter)) {
    throw new Error(`--adapter takes auto, hardware or software, not "${values.adapter}".`);
  }
  const only = values.only.split(',').filter((name) => name !== '');
  return { only, rounds, adapter: values.adapter, help: values.help };
}

/** The page's server: Vite, because the page is TypeScript; on a free port. */
async function serve() {
  const { createServer } = await import('vite');
  const server = await createServer({
    root: ROOT,
    cacheDir: join(ROOT, '.cache', 'vite-bench'),
    server: { port: 0, host: 'localhost', hmr: false, watch: null },
    optimizeDeps: { entries: ['e2e/bench/bench.html'], force: true },
    logLevel: 'error',
  });
  await server.listen();
  const { port } = server.httpServer.address();
  return { url: `http://localhost:${port}/e2e/bench/bench.html`, close: () => server.close() };
}

async function openPage(executablePath, url, adapter) {
  const { chromium } = await import('playwright');
  for (const kind of adapter === 'auto' ? ['hardware', 'software'] : [adapter]) {
    const browser = await chromium.launch({ headless: true, executablePath, args: chromiumFlags(kind) });
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.stack ?? error.message}`));
    await page.goto(url);
    if (await page.evaluate(async () => Boolean(await globalThis.navigator.gpu?.requestAdapter()))) {
      return { browser, page };
    }
    await browser.close();
  }
  throw new Error(`Chromium has no WebGPU adapter of the kind "${adapter}". Use --adapter software.`);
}

/** 12.3 ms (11.9-12.8), or a rate in GFLOP/s, or why there is none. */
function cell(result, { flops, tokens }) {
  if (result === undefined) return '';
  if ('note' in result) return `not possible (${shorten(result.note)})`;
  const { median, lower, upper } = result;
  if (tokens !== undefined) {
    const perSecond = (ms) => digits((1000 * tokens) / ms);
    return `${perSecond(median)} tok/s (${perSecond(upper)}-${perSecond(lower)})`;
  }
  if (flops === undefined) return `${digits(median)} ms (${digits(lower)}-${digits(upper)})`;
  const rate = (ms) => digits(flops / ms / 1e6);
  return `${rate(median)} GFLOP/s (${rate(upper)}-${rate(lower)})`;
}

function shorten(text) {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function digits(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** How many times faster we are than a peer. */
function ratio(ours, theirs) {
  return 'median' in ours && theirs && 'median' in theirs ? `${digits(theirs.median / ours.median)}x` : '-';
}

/** One table for all rows with the same contenders. */
function printTables(rows) {
  const contenders = ({ results }) => results.map(({ name }) => name).join();
  for (const names of new Set(rows.map(contenders))) {
    printTable(rows.filter((row) => contenders(row) === names));
  }
  for (const { subject, explanation } of rows) {
    if (explanation) console.log(`${subject}:\n  ${explanation.note}`);
  }
}

function printTable(rows) {
  const names = rows[0].results.map(({ name }) => name);
  const [ours, ...peers] = names;
  const columns = ['subject', ours, ...peers.flatMap((peer) => [peer, 'our speed'])];
  const lines = rows.map(({ subject, results, ...work }) => {
    const find = (name) => results.find((result) => result.name === name);
    const own = find(ours);
    return [
      subject,
      cell(own, work),
      ...peers.flatMap((peer) => [cell(find(peer), work), ratio(own, find(peer))]),
    ];
  });
  console.log(`\n${formatTable(columns, lines)}\n`);
  for (const { subject, results } of rows) {
    for (const { name, note } of results) if (note) console.log(`${subject}: ${name}: ${note}`);
  }
}

async function main() {
  const { only, rounds, adapter, help } = readOptions();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const { chromium } = await setup();
  const { url, close } = await serve();
  try {
    const { browser, page } = await openPage(chromium, url, adapter);
    await page.exposeFunction('benchRow', ({ subject, results, ...work }) => {
      console.log(
        `${subject}: ${results.map((result) => `${result.name} ${cell(result, work)}`).join(', ')}`,
      );
    });
    await page.waitForFunction(() => Boolean(globalThis.ampBench));
    const report = await page
      .evaluate(
        ([names, n]) => globalThis.ampBench(names, n, (row) => void globalThis.benchRow(row)),
        [only, rounds],
      )
      .finally(() => browser.close());
    printTables(report.rows);
    console.log(`adapter: ${report.adapter}${report.software ? ' (a CPU pretending to be a GPU)' : ''}`);
    console.log(`medians of ${rounds} alternating rounds, quartiles in brackets`);
    mkdirSync(join(ROOT, 'results'), { recursive: true });
    const record = { version: codeVersion(), measuredAt: new Date().toISOString(), rounds, ...report };
    writeFileSync(join(ROOT, 'results', 'bench.json'), `${JSON.stringify(record, null, 2)}\n`);
    console.log('written: results/bench.json');
  } finally {
    await close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();
