// axe finds nothing serious on any place, in both colour schemes, on a desktop and on a telephone; nothing is cut off.
import { expect, type Page } from 'playwright/test';
import { fakeExperiment, FAKE_SPEC } from './fixtures/fakeExperiment.ts';
import { fakeLadder } from './fixtures/fakeLadders.ts';
import { expectAccessible, expectNoOverflow, importFiles, openLab, openLadder, test, visit } from './lab.ts';

/** Every place in both schemes, and at both sizes. */
const LOOKS = {
  'light, desktop': { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  'dark, telephone': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
} as const;

/** Ladders with all that auto-check leaves in them, and a row that is refused. */
const ROWS = [...Array.from({ length: 12 }, (_, i) => JSON.stringify(fakeLadder(i, ['L', 'M', 'S']))), '{'];
const FILE = { name: 'ladders.jsonl', mimeType: 'text/plain', buffer: Buffer.from(ROWS.join('\n')) };

/** An experiment's result, with its table, intervals and verdicts. */
const RESULT = {
  name: 'result.json',
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(fakeExperiment(FAKE_SPEC, 1))),
};

/** A run of two steps: its curves, its ladder and its row in the table. */
async function train(page: Page): Promise<void> {
  const form = page.locator('amp-run-form');
  await form.getByLabel('Preset').selectOption('published-code');
  for (const [name, value] of Object.entries({ epochs: '0', steps: '2', batch: '2', evalShare: '0' })) {
    await form.locator(`[name=${name}]`).fill(value);
    await form.locator(`[name=${name}]`).blur();
  }
  await expect(page.locator('amp-fit').getByRole('status')).toContainText('Yes', { timeout: 60_000 });
  await form.getByRole('button', { name: 'Start training' }).click();
  const line = page.locator('amp-live-run .now [role=status]');
  await expect(line).toContainText('Finished', { timeout: 120_000 });
  await page.locator('amp-runs').getByRole('checkbox').first().check();
}

/** Nothing serious by axe with everything unfolded, and nothing that sticks out sideways. */
async function check(page: Page, place: string): Promise<void> {
  for (const summary of await page.locator('main summary').all()) {
    if (await summary.isVisible()) await summary.click();
  }
  await expectAccessible(page, place);
  await expectNoOverflow(page, place);
}

for (const [name, { colorScheme, viewport }] of Object.entries(LOOKS)) {
  test(`accessible: ${name}`, async ({ page }) => {
    test.setTimeout(480_000);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openLab(page);
    await check(page, 'overview');
    await visit(page, 'data');
    await importFiles(page, FILE);
    await openLadder(page)
      .getByRole('button', { name: /Why level 1/ })
      .click();
    await expect(openLadder(page).locator('amp-why').first()).toBeVisible();
    await page.locator('amp-datasets').getByRole('button', { name: /^Card/ }).click();
    await expect(page.locator('amp-card article')).toBeVisible();
    await check(page, 'data');
    await visit(page, 'train');
    await train(page);
    await check(page, 'train');
    await visit(page, 'models');
    await expect(page.locator('amp-models article').first()).toBeVisible();
    await check(page, 'models');
    await visit(page, 'experiments');
    await page.locator('amp-experiments input[type=file]').first().setInputFiles(RESULT);
    await expect(page.locator('amp-experiment-table')).toBeVisible();
    await check(page, 'experiments');
    await visit(page, 'settings');
    await expect(page.locator('amp-settings meter')).toBeVisible();
    await check(page, 'settings');
  });
}
