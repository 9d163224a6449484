// The quickstart in a headless Chromium, on the very page that people see: its events drive a progress bar, its result
// is printed and written to results/quickstart.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumFlags } from './browser.mjs';
import { ROOT } from './setup.mjs';
import { formatTable, ProgressBar } from './terminal.mjs';

const PAGE_TIMEOUT_MS = 60_000; // for the page to load and say that it is ready

/** Opens a page whose WebGPU has an adapter: the machine's GPU, else the software adapter. */
async function openBrowser(executablePath, url, adapter) {
  const { chromium } = await import('playwright');
  for (const kind of adapter === 'auto' ? ['hardware', 'software'] : [adapter]) {
    const browser = await chromium.launch({ headless: true, executablePath, args: chromiumFlags(kind) });
    const page = await browser.newPage({ serviceWorkers: 'block' }); // nothing outlives this browser
    await page.goto(url);
    if (await page.evaluate(async () => Boolean(await globalThis.navigator.gpu?.requestAdapter()))) {
      return { browser, page };
    }
    await browser.close();
  }
  throw new Error(
    `Chromium (${executablePath}) has no WebGPU adapter of the kind "${adapter}". Use Chromium 121 or later (CHROME_PATH=...), ` +
      'or --adapter software.',
  );
}

function show(bar, event) {
  if (event.kind === 'stage') bar.stage(event.stage, event.message);
  else if (event.kind === 'progress') bar.progress(event.done, event.total, event.secondsLeft);
  else if (event.kind === 'warning') {
    bar.finish();
    console.warn(`warning: ${event.message}`);
  }
}

function report(result) {
  const { adapter } = result;
  console.log(`\n${formatTable(result.table.columns, result.table.rows)}\n`);
  for (const ladder of result.ladders) console.log(`${ladder}\n`);
  console.log(`adapter: ${adapter.name}${adapter.software ? ' (a CPU pretending to be a GPU)' : ''}`);
  console.log(`seed ${result.seed}, size ${result.size}, ${result.seconds.toFixed(0)} s`);
}

/**
 * Opens the lab without a screen, lets `use` talk to its worker's client (`globalThis.ampLab` in the page), closes it.
 * @param {{ chromium: string, url: string, adapter: string }} options
 * @param {(event: any) => void} onEvent what the page sends through `ampLabEvent`
 * @param {(page: import('playwright').Page) => Promise<T>} use
 * @returns {Promise<T>} @template T
 * @throws Error when the page has no adapter, reports an error, or closes
 */
export async function withLab({ chromium, url, adapter }, onEvent, use) {
  const { browser, page } = await openBrowser(chromium, `${url}?headless=lab`, adapter);
  try {
    page.on('pageerror', (error) => console.error(`page: ${error.stack ?? error.message}`));
    const crashed = new Promise((_, reject) => {
      page.on('crash', () => reject(new Error('The page crashed (out of memory?).')));
    });
    await page.exposeFunction('ampLabEvent', onEvent);
    await page.waitForFunction(() => Boolean(globalThis.ampLab), undefined, { timeout: PAGE_TIMEOUT_MS });
    return await Promise.race([use(page), crashed]);
  } finally {
    await browser.close();
  }
}

/** @param {{ chromium: string, url: string, seed: number, size: 'full' | 'reduced', adapter: string }} options */
export async function runHeadless({ chromium, url, seed, size, adapter }) {
  const bar = new ProgressBar(process.stderr);
  const result = await withLab(
    { chromium, url, adapter },
    (event) => show(bar, event),
    (page) =>
      page.evaluate(
        (options) => globalThis.ampLab.runQuickstart(options, (event) => void globalThis.ampLabEvent(event)),
        { seed, size },
      ),
  );
  bar.finish();
  report(result);
  const file = join(ROOT, 'results', 'quickstart.json');
  mkdirSync(join(ROOT, 'results'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`written: results/quickstart.json`);
}
