// The whole lab as one file: out, everything cleared, and back in.
import { expect, type Page } from 'playwright/test';
import { fakeLadder } from './fixtures/fakeLadders.ts';
import { importFiles, openLab, test, visit } from './lab.ts';

const FILE = {
  name: 'ladders.jsonl',
  mimeType: 'text/plain',
  buffer: Buffer.from([0, 1, 2].map((i) => JSON.stringify(fakeLadder(i, ['L', 'S']))).join('\n')),
};

/** An import waits while a ladder is being read. */
const SLOW = { timeout: 30_000 };

const datasets = (page: Page): ReturnType<Page['locator']> =>
  page.locator('amp-datasets').getByRole('list', { name: 'Datasets' }).getByRole('listitem');

test('a lab is exported, cleared, and imported again', async ({ page }, info) => {
  await openLab(page, 'data');
  await importFiles(page, FILE);
  await expect(datasets(page).first()).toContainText('3 ladders');

  await visit(page, 'settings');
  const settings = page.locator('amp-settings');
  const downloading = page.waitForEvent('download');
  await settings.getByRole('button', { name: 'Export the lab' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^amp-lab-.*\.zip$/);
  const file = info.outputPath(download.suggestedFilename());
  await download.saveAs(file);

  await settings.getByRole('button', { name: 'Clear the lab…' }).click();
  await settings.getByRole('button', { name: 'Clear it all' }).click();
  await expect(settings.getByRole('status')).toHaveText('The lab is empty.');
  await visit(page, 'data');
  await expect(datasets(page)).toHaveCount(0);

  await visit(page, 'settings');
  await settings.getByLabel('Import a lab').setInputFiles(file);
  await expect(settings.getByRole('status')).toHaveText('4 records came in.', SLOW); // three ladders and their dataset
  await visit(page, 'data');
  await expect(datasets(page).first()).toContainText('3 ladders');

  await visit(page, 'settings');
  await settings.getByLabel('Import a lab').setInputFiles({ ...FILE, name: 'other.zip' });
  await expect(settings.getByRole('alert')).toContainText('other.zip', SLOW);
});
