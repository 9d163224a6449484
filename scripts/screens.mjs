// Screenshots for docs/screens/: `node scripts/screens.mjs`. Runs a quickstart in the served lab (on the machine's GPU
// where there is one), reloads, and photographs the page from top to bottom, in light and dark, on a desktop and on a
// telephone. Options: --size full|reduced, --seed N, --out FOLDER.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumFlags } from './browser.mjs';
import { serveLab } from './serve.mjs';
import { ROOT, setup } from './setup.mjs';

const LIMIT_MS = 1_800_000; // a full quickstart on a software adapter
const SHOTS = [
  { name: 'lab', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'lab-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'lab-phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'lab-phone-dark', width: 390, height: 844, colorScheme: 'dark' },
];

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'full' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(ROOT, 'docs', 'screens') },
  },
});
const { chromium: executablePath } = await setup();
const { url, close } = await serveLab(0);
const { chromium } = await import('playwright');
let browser = await chromium.launch({ executablePath, args: chromiumFlags('hardware') });
let page = await browser.newPage();
await page.goto(url);
if (!(await page.evaluate(async () => Boolean(await globalThis.navigator.gpu?.requestAdapter())))) {
  await browser.close();
  browser = await chromium.launch({ executablePath, args: chromiumFlags('software') });
  page = await browser.newPage();
}
page.setDefaultTimeout(LIMIT_MS);
try {
  await page.goto(url);
  await page.waitForFunction(() => Boolean(globalThis.ampLab));
  console.log(`Running the quickstart (${values.size}, seed ${values.seed})...`);
  await page.evaluate((options) => globalThis.ampLab.runQuickstart(options), {
    seed: Number(values.seed),
    size: values.size,
  });
  mkdirSync(values.out, { recursive: true });
  for (const { name, width, height, colorScheme } of SHOTS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(500); // charts and images follow the new size
    await page.screenshot({ path: join(values.out, `${name}.png`), fullPage: true });
    console.log(`${name}.png`);
  }
} finally {
  await browser.close();
  await close();
}
