// Data in and out from the page: good rows come in, bad ones are reported with file, row, reason and remedy; an import is
// undone; what goes out comes in again without loss.
import { expect } from 'playwright/test';
import type { Page } from 'playwright/test';
import { greyPng, importFiles, openLab, openLadder, test } from './lab.ts';

const good = (image: string, chosen: string): string =>
  JSON.stringify({ images: [image], prompt: 'What stands there?', chosen, rejected: 'A blue pig.' });

const ROWS = [
  good('one.png', 'A goat.'),
  '{ "images": ["one.png"], "prompt": ',
  good('gone.png', 'A goat.'),
  good('two.png', 'Two goats.'),
  good('one.png', 'A goat, and grass.'),
];

const FILES = [
  { name: 'farm.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(`${ROWS.join('\n')}\n`) },
  { name: 'one.png', mimeType: 'image/png', buffer: greyPng(16, 90) },
  { name: 'two.png', mimeType: 'image/png', buffer: greyPng(24, 200) },
];

const outcome = (page: Page): ReturnType<Page['locator']> =>
  page.locator('amp-import .outcome').getByRole('status');
const datasets = (page: Page): ReturnType<Page['locator']> =>
  page.locator('amp-datasets').getByRole('list', { name: 'Datasets' }).getByRole('listitem');

/** The hash over the dataset's canonical rows, as its card states it. */
async function cardHash(page: Page): Promise<string> {
  const button = datasets(page).first().getByRole('button', { name: /^Card/ });
  await button.click();
  const hash = await page.locator('amp-card code').first().innerText();
  await button.click();
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  return hash;
}

test('good rows come in, bad rows are explained, and all of it can be undone', async ({ page }) => {
  await openLab(page, 'data');
  await page.getByLabel('Licence').fill('CC0-1.0');
  await importFiles(page, FILES);
  await expect(outcome(page)).toContainText('3 ladders came in');
  await expect(outcome(page)).toContainText('2 refused');

  const problems = page.locator('amp-problems tbody').getByRole('row');
  await expect(problems).toHaveCount(2);
  await expect(problems.nth(0)).toContainText('farm.jsonl');
  await expect(problems.nth(0).locator('.row')).toHaveText('2');
  await expect(problems.nth(1).locator('.row')).toHaveText('3');
  await expect(problems.nth(1)).toContainText('gone.png');
  await expect(problems.nth(1).locator('.remedy')).not.toBeEmpty();

  await expect(datasets(page).first()).toContainText('farm');
  await expect(datasets(page).first()).toContainText('CC0-1.0');
  await expect(page.locator('amp-ladder-list .list').getByRole('option')).toHaveCount(3);
  await expect(openLadder(page)).toContainText('A goat.');
  await expect(openLadder(page).locator('amp-scene p')).toHaveCount(0); // the image is drawn, without an excuse

  await page.getByRole('button', { name: 'Undo this import' }).click();
  await expect(outcome(page)).toContainText('Undone');
  await expect(datasets(page)).toHaveCount(0);
});

test('nothing usable is said so', async ({ page }) => {
  await openLab(page, 'data');
  await importFiles(page, [FILES[1]!]);
  await expect(outcome(page)).toContainText('Nothing came in');
  await expect(page.locator('amp-problems .reason')).toContainText('data file');
});

for (const [format, ending] of [
  ['ladders', 'zip'],
  ['amp', 'zip'],
  ['trl', 'zip'],
  ['trl-parquet', 'parquet'],
] as const) {
  test(`exported as ${format}, deleted, and imported again without loss`, async ({ page }, info) => {
    await openLab(page, 'data');
    await importFiles(page, FILES);
    await expect(outcome(page)).toContainText('3 ladders came in');
    const hash = await cardHash(page);

    await datasets(page)
      .first()
      .getByRole('button', { name: /^Export/ })
      .click();
    const form = page.locator('amp-export');
    await form.getByLabel('Format').selectOption(format);
    const downloading = page.waitForEvent('download');
    await form.getByRole('button', { name: 'Download' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${ending}$`));
    await expect(form.getByRole('status')).toContainText('3 ladders');
    const file = info.outputPath(download.suggestedFilename());
    await download.saveAs(file);

    await datasets(page)
      .first()
      .getByRole('button', { name: /^Delete/ })
      .click();
    await expect(datasets(page)).toHaveCount(0);

    await importFiles(page, file);
    await expect(outcome(page)).toContainText('3 ladders came in');
    expect(await cardHash(page)).toBe(hash);
  });
}
