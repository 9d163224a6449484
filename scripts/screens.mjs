// Screenshots for docs/screens/: `npm run screens`. A lab is filled by real work (a quickstart, ladders, a run, two
// benchmarks; on the machine's GPU where there is one), and every place is photographed in light and dark, on a desktop
// and on a telephone. Options: --size full|reduced of the quickstart, --seed N, --out FOLDER, --whole for pages from top
// to bottom.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumFlags } from './browser.mjs';
import { serveLab } from './serve.mjs';
import { ROOT, setup } from './setup.mjs';

const LIMIT_MS = 1_800_000; // a full quickstart on a software adapter
const SIZES = [
  { name: 'desktop', width: 1440, height: 960 },
  { name: 'phone', width: 390, height: 844 },
];
const THEMES = ['light', 'dark'];

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'full' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(ROOT, 'docs', 'screens') },
    whole: { type: 'boolean', default: false },
  },
});

/** Does some of everything. Runs in the page. @returns what was made, by id */
async function fillLab({ size, seed, experiment }) {
  const { client } = globalThis.document.querySelector('amp-lab');
  const ignore = () => undefined;
  await globalThis.ampLab.importExperiment(experiment);
  const ladders = await client.makeLadders(
    {
      name: 'Expert L, M, S on scenes',
      method: 'meg',
      experts: ['expert-L', 'expert-M', 'expert-S'],
      base: 'expert-S',
      levels: 4,
      fineTuning: { kind: 'scenes', count: 96, priorShare: 0.3 },
      epochs: 1,
      batch: 8,
      learningRate: 0.0005,
      questions: { kind: 'scenes', count: 24, rounds: 2, style: 'noto', priorDefying: true },
      decoding: {
        beams: 1,
        temperature: 0.7,
        topK: 0,
        topP: 1,
        repetitionPenalty: 1,
        noRepeatNgram: 0,
        minNew: 0,
        maxNew: 40,
        lengthPenalty: 1,
        seed,
      },
      autoCheck: true,
      seed,
    },
    ignore,
  );
  const presets = await client.listTrainPresets();
  const preset = (name) => presets.find((one) => one.name === name).config;
  const train = (name, config) =>
    client.train(
      {
        name,
        source: { model: 'sft-3of3', data: { kind: 'dataset', id: ladders.datasetId } },
        config: { ...config, epochs: 0, steps: 24, batch: 4, warmupSteps: 3, snapshots: 6 },
      },
      ignore,
    );
  const tuned = await train('MDPO on ladders of experts', preset('quickstart'));
  const lora = await train('The same with LoRA and dpop', preset('dpop'));
  for (const model of ['sft-3of3', tuned.id]) {
    for (const [benchmark, rule, limit] of [
      ['pope-scenes', 'strict', 96],
      ['mrhal-scenes', 'exact', 24],
    ]) {
      const judge = { kind: 'rule', rule };
      await client.runBenchmark({ benchmark, model, judge, limit }, undefined, ignore);
    }
  }
  await globalThis.ampLab.runQuickstart({ size, seed });
  const results = await client.listResults();
  return { dataset: ladders.datasetId, runs: [tuned.id, lora.id], result: results[0].id };
}

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
  console.log(`Filling the lab (quickstart: ${values.size}, seed ${values.seed})...`);
  const experiment = readFileSync(join(ROOT, 'docs', 'experiments', 'results', 'penalty.json'), 'utf8');
  const made = await page.evaluate(fillLab, { size: values.size, seed: Number(values.seed), experiment });
  await page.reload();
  mkdirSync(values.out, { recursive: true });
  const places = {
    opening: ['overview'],
    data: ['data'],
    inspector: [`data/${made.dataset}/0`, 'amp-inspector'],
    models: ['models/sft-3of3'],
    train: ['train'],
    run: [`train/${made.runs.join('/')}`, 'amp-run-curves'],
    experiments: ['experiments'],
    bench: ['bench'],
    result: [`bench/result/${made.result}`, 'amp-result'],
    settings: ['settings'],
  };
  for (const [name, [route, shown = 'h1']] of Object.entries(places)) {
    await page.goto(`${url}#/${route}`);
    await page.waitForTimeout(name === 'opening' ? 20_000 : 4000); // the lesson; figures, images, log-probabilities
    for (const size of SIZES) {
      for (const colorScheme of THEMES) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(700); // charts and images follow the new size
        const element = page.locator(`.place:not([hidden]) ${shown}`).first();
        await element.evaluate(
          (of, top) => {
            globalThis.scrollTo(0, of.getBoundingClientRect().top + globalThis.scrollY - top);
          },
          shown === 'h1' ? 1000 : 90,
        ); // below the bar that stays in sight
        const path = join(values.out, `${name}-${size.name}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: values.whole });
      }
    }
    console.log(name);
  }
} finally {
  await browser.close();
  await close();
}
