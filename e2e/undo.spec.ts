// What is deleted can be taken back until its bar ends; only then is it deleted, and a page that is closed before has it
// again, whole.
import { expect, type Page } from 'playwright/test';
import { fakeLadder } from './fixtures/fakeLadders.ts';
import { expectAccessible, importFiles, openLab, test } from './lab.ts';

const FILE = {
  name: 'farm.jsonl',
  mimeType: 'text/plain',
  buffer: Buffer.from([0, 1, 2].map((i) => JSON.stringify(fakeLadder(i, ['L', 'S']))).join('\n')),
};

const datasets = (page: Page): ReturnType<Page['locator']> =>
  page.locator('amp-datasets').getByRole('list', { name: 'Datasets' }).getByRole('listitem');
const bar = (page: Page): ReturnType<Page['locator']> => page.getByRole('region', { name: 'Undo' });
const remove = (page: Page): ReturnType<Page['locator']> =>
  datasets(page).getByRole('button', { name: 'Delete farm' });

/** Opens the page again and waits until its datasets are read. */
async function reload(page: Page): Promise<void> {
  await page.reload();
  const list = page.locator('amp-datasets');
  await expect(list).toBeVisible({ timeout: 30_000 });
  await expect(list).not.toContainText('Reading the list', { timeout: 30_000 });
}

test('a dataset is deleted and taken back; it goes for good when the bar ends', async ({ page }) => {
  await page.clock.install();
  await openLab(page, 'data');
  await importFiles(page, FILE);
  await expect(datasets(page)).toContainText('3 ladders');

  await remove(page).focus();
  await page.keyboard.press('Enter');
  await expect(datasets(page)).toHaveCount(0);
  await expect(page.locator('amp-undo').getByRole('status')).toContainText('Dataset “farm” deleted');
  await expectAccessible(page, 'with the bar');
  await expect(bar(page).getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.clock.fastForward(60_000); // it waits while it has the focus
  await page.keyboard.press('Enter');
  await expect(datasets(page)).toContainText('3 ladders');
  await expect(bar(page)).toHaveCount(0);
  await expect(page.locator('amp-ladder-list .list').getByRole('option')).toHaveCount(3);

  await remove(page).click();
  await expect(datasets(page)).toHaveCount(0);
  await reload(page); // before the bar ends
  await expect(datasets(page)).toContainText('3 ladders');
  await expect(page.locator('amp-ladder-list .list').getByRole('option')).toHaveCount(3);

  await remove(page).click();
  await expect(bar(page)).toBeVisible();
  await page.clock.fastForward(10_000);
  await expect(bar(page)).toBeVisible();
  await page.clock.fastForward(3_000);
  await expect(bar(page)).toHaveCount(0);
  await reload(page);
  await expect(page.locator('amp-datasets')).toContainText('None yet');
  await expect(datasets(page)).toHaveCount(0);
});

test('the whole lab is cleared and taken back', async ({ page }) => {
  await openLab(page, 'data');
  await importFiles(page, FILE);
  await expect(datasets(page)).toContainText('3 ladders');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Clear the lab…' }).click();
  await page.getByRole('button', { name: 'Clear it all' }).click();
  await expect(page.locator('amp-settings')).toContainText('The lab is empty.');
  await page.getByRole('link', { name: 'Data' }).click();
  await expect(datasets(page)).toHaveCount(0);
  await bar(page).getByRole('button', { name: 'Undo' }).click();
  await expect(datasets(page)).toContainText('3 ladders');
});
