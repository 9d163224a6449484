// Training from the page: a new run and whether it fits, curves and the table of runs; cut off by a reload and gone on
// with; out as a zip and in again; and an experiment's file, opened and started.
import { readFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import type { Locator, Page } from 'playwright/test';
import { fakeLadder } from './fixtures/fakeLadders.ts';
import { importFiles, openLab, test, visit } from './lab.ts';

const LONG = 480_000; // plans, references and a few steps on SwiftShader with two busy cores

const ladders = (n: number): { name: string; mimeType: string; buffer: Buffer } => ({
  name: 'ladders.jsonl',
  mimeType: 'application/jsonl',
  buffer: Buffer.from(
    Array.from({ length: n }, (_, i) => JSON.stringify(fakeLadder(i, ['L', 'M', 'S']))).join('\n'),
  ),
});

const form = (page: Page): Locator => page.locator('amp-run-form');
const fit = (page: Page): Locator => page.locator('amp-fit');
const jobLine = (page: Page): Locator => page.locator('amp-live-run .now [role=status]');
const runs = (page: Page): Locator => page.locator('amp-runs tbody').getByRole('row');

/** Options by the names of their fields. */
async function set(page: Page, options: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(options)) {
    const field = form(page).locator(`[name=${name}]`);
    if (!(await field.isVisible())) await field.locator('xpath=ancestor::details/summary').click();
    await field.fill(value);
    await field.blur();
  }
}

/** The form with twelve ladders, MDPO with adapters, and few small steps. */
async function smallRun(page: Page, options: Readonly<Record<string, string>>): Promise<void> {
  await openLab(page, 'data');
  await importFiles(page, ladders(12));
  await expect(page.locator('amp-import .outcome').getByRole('status')).toContainText('12 ladders came in');
  await visit(page, 'train');
  await expect(form(page).locator('[name=data]')).toContainText('ladders, 12');
  await form(page).getByLabel('Preset').selectOption('published-code');
  await set(page, { epochs: '0', batch: '2', warmupSteps: '1', evalShare: '0', buckets: '1', ...options });
  await expect(fit(page).getByRole('status')).toContainText(/^Yes: [\d.]+ MiB/, { timeout: 60_000 });
}

const start = (page: Page): Promise<void> =>
  form(page).getByRole('button', { name: 'Start training' }).click();

test('whether it fits is known before the start; advice applies, and what is wrong says so', async ({
  page,
}) => {
  test.setTimeout(LONG);
  await smallRun(page, { steps: '6' });
  await expect(fit(page)).toContainText('12 rows');
  await expect(fit(page).getByRole('row', { name: /^total/ })).toContainText('MiB');
  const differs = form(page).getByRole('list', { name: /^What differs/ });
  await expect(differs).toContainText('Batch 2, not 8');

  await fit(page)
    .getByRole('button', { name: /^batch from 2 to 1/ })
    .click();
  await expect(form(page).getByLabel('Batch')).toHaveValue('1');
  await expect(form(page).getByLabel('Accumulation')).toHaveValue('2');
  await expect(fit(page).getByRole('status')).toContainText('Yes', { timeout: 60_000 });
  await differs.getByRole('button', { name: /^Batch/ }).click();
  await expect(form(page).getByLabel('Batch')).toHaveValue('8');

  await set(page, { beta: '0' });
  await expect(form(page).getByRole('alert')).toHaveText('A number above 0.');
  await expect(form(page).getByRole('button', { name: 'Start training' })).toBeDisabled();
  await set(page, { beta: '0.1', loraTargets: 'nonsense' });
  await expect(form(page).getByRole('alert')).toContainText('nonsense', { timeout: 60_000 });
  await expect(form(page).locator('[name=loraTargets]')).toHaveAttribute('aria-invalid', 'true');
});

test('a short run shows its curves, ends in the table, and goes out and comes in as a zip', async ({
  page,
}, info) => {
  test.setTimeout(LONG);
  await smallRun(page, { steps: '6', saveEvery: '2' });
  await form(page).getByLabel('Name').fill('First run');
  await start(page);
  await expect(page.getByRole('progressbar', { name: 'Progress of the run' })).toBeVisible();
  await expect(jobLine(page)).toContainText('Finished after 6 steps', { timeout: LONG });
  const live = page.locator('amp-live-run');
  for (const heading of ['Loss', 'Reward per rung', 'Margins', 'Best answer’s change', 'GPU memory']) {
    await expect(live.getByRole('heading', { name: heading, exact: true })).toBeVisible();
  }
  await expect(live.locator('amp-chart canvas').first()).toBeVisible();
  await expect(live.locator('amp-live-ladder')).toContainText('log p, reference');

  const row = runs(page).filter({ hasText: 'First run' });
  await expect(row).toContainText('finished, 6 steps');
  await page.reload();
  await row.getByRole('checkbox').check();
  await expect(page.locator('amp-run-details').locator('amp-chart canvas').first()).toBeVisible();
  await expect(page.locator('amp-unfinished-runs li')).toHaveCount(0);

  const downloading = page.waitForEvent('download');
  await row.getByRole('button', { name: /^Export/ }).click();
  const download = await downloading;
  const file = info.outputPath(download.suggestedFilename());
  await download.saveAs(file);
  expect(readFileSync(file).length).toBeGreaterThan(100_000);

  await row.getByRole('button', { name: /^Delete/ }).click();
  await expect(runs(page)).toHaveCount(0);
  await page.locator('amp-run-import input[type=file]').first().setInputFiles(file);
  await expect(page.locator('amp-run-import').getByRole('status')).toContainText('First run');
  await expect(row).toContainText('finished, 6 steps');
  await expect(form(page).getByLabel('Model')).toContainText('First run');
});

test('what is no run is refused by name', async ({ page }) => {
  await openLab(page, 'train');
  const files = page.locator('amp-run-import input[type=file]').first();
  await files.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no run') });
  await expect(page.locator('amp-run-import').getByRole('alert')).toContainText('FormatError');
});

test('a run that a reload cuts off is offered at the top, and goes on to its end', async ({ page }) => {
  test.setTimeout(2 * LONG);
  await smallRun(page, { steps: '40', saveEvery: '3' });
  await form(page).getByLabel('Name').fill('Long run');
  await start(page);
  await expect(page.locator('amp-live-run')).toContainText('checkpoint at step', { timeout: LONG });
  await visit(page, 'overview');
  await page.reload();

  const offer = page.locator('main > amp-unfinished-runs');
  await expect(offer).toContainText(/Long run was cut off in mid-run\. Go on from step \d+ of 40/);
  await offer.getByRole('button', { name: /^Go on/ }).click({ timeout: 60_000 });
  await expect(offer).toHaveCount(0);
  await page.locator('amp-live-run').getByRole('button', { name: 'Pause' }).click();
  await expect(jobLine(page)).toContainText('Paused');
  await page.locator('amp-live-run').getByRole('button', { name: 'Resume' }).click();
  await expect(jobLine(page)).toContainText('Finished after 40 steps', { timeout: LONG });
  await expect(runs(page).filter({ hasText: 'Long run' })).toContainText('finished, 40 steps');
});

test('a GPU that is lost in mid-run ends in an offer to go on, and the run comes to its end', async ({
  page,
  browser,
}) => {
  test.setTimeout(2 * LONG);
  await smallRun(page, { steps: '30', saveEvery: '3' });
  await form(page).getByLabel('Name').fill('Lost run');
  await start(page);
  await expect(page.locator('amp-live-run')).toContainText('checkpoint at step', { timeout: LONG });
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess'); // the process that holds every device
  await expect(page.locator('amp-live-run')).toContainText('The GPU was lost', { timeout: 60_000 });

  await visit(page, 'overview');
  const offer = page.locator('main > amp-unfinished-runs');
  await expect(offer).toContainText(/Lost run .*Go on from step \d+/);
  await offer.getByRole('button', { name: /^Go on/ }).click({ timeout: 60_000 });
  await expect(jobLine(page)).toContainText('Finished after 30 steps', { timeout: LONG });
});

test('an experiment’s file is opened, started, stopped and gone on with', async ({ page }) => {
  test.setTimeout(2 * LONG);
  await openLab(page, 'experiments');
  const files = page.locator('amp-experiments input[type=file]').first();
  await files.setInputFiles({
    name: 'broken.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"a": 1}'),
  });
  await expect(page.locator('amp-experiments').getByRole('alert')).toContainText('FormatError');

  const spec = {
    name: 'Tiny',
    about: 'Does it run?',
    questions: { count: 4, rounds: 1 },
    ladderCount: 4,
    bench: { dialogues: 2 },
    base: { steps: 2, batch: 2, warmupSteps: 1 },
    arms: [{ name: 'as published', set: {} }],
    seeds: [1],
  };
  await files.setInputFiles({
    name: 'tiny.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(spec)),
  });
  const plan = page.locator('amp-experiment-plan');
  await expect(plan).toContainText('1, each with one seed: 1 training');
  await plan.getByRole('button', { name: 'Start the experiment' }).click();
  const line = page.locator('amp-experiments amp-job-bar [role=status]').first();
  await page.locator('amp-experiments').getByRole('button', { name: 'Stop' }).click();
  await expect(line).toContainText('Stopped', { timeout: LONG });
  await page
    .locator('amp-experiment-list')
    .getByRole('button', { name: /^Go on/ })
    .click();
  await expect(line).toContainText('Finished', { timeout: LONG });

  const table = page.locator('amp-experiment-table tbody').getByRole('row');
  await expect(table).toHaveCount(2);
  await expect(table.filter({ hasText: 'as published' })).toContainText(/relative/);
  const downloading = page.waitForEvent('download');
  await page.locator('amp-experiment-list').getByRole('button', { name: /^CSV/ }).click();
  expect((await downloading).suggestedFilename()).toBe('tiny.csv');
  await page.reload();
  await expect(table).toHaveCount(2);
});
