// Ladders from the page: by experts of several sizes, by incremental generation, about one's own images; stopped, cut off
// by a reload and gone on with; looked through, and why a rung stands where it stands.
import { expect } from 'playwright/test';
import type { Page } from 'playwright/test';
import { greyPng, jobLine, openLab, openLadder, test } from './lab.ts';

const LONG = 480_000; // a few beams on SwiftShader with two busy cores

/** The form, with the smallest two experts and few scenes. */
async function fewLadders(page: Page, scenes: number, seed: number): Promise<void> {
  const form = page.locator('amp-ladder-maker');
  const experts = form.getByRole('group', { name: 'Experts' }).getByRole('checkbox');
  await expect(experts.first()).toBeVisible();
  for (let i = 0; i < (await experts.count()) - 2; i++) await experts.nth(i).uncheck();
  await form.getByLabel('Scenes', { exact: true }).fill(String(scenes));
  await form.getByLabel('Rounds each').fill('1');
  await form.getByLabel('Seed').fill(String(seed));
}

const make = (page: Page): Promise<void> =>
  page.locator('amp-ladder-maker').getByRole('button', { name: /^Make/ }).click();

test('experts of two sizes make ladders, and each says why it stands as it does', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page, 'data');
  await fewLadders(page, 6, 11);
  await make(page);
  await expect(page.getByRole('progressbar', { name: 'Progress of the ladders' })).toBeVisible();
  await expect(jobLine(page)).toContainText('Finished: 6 ladders', { timeout: LONG });

  const rows = page.locator('amp-ladder-list .list').getByRole('option');
  await expect(rows).toHaveCount(6);
  const ladder = openLadder(page);
  await expect(ladder.getByRole('listitem').filter({ hasText: 'generated as' })).toHaveCount(2);
  await ladder.getByRole('button', { name: /Why level 1/ }).click();
  const why = ladder.locator('amp-why').first();
  await expect(why).toContainText('cosine above');
  await why.getByRole('button').first().focus();
  await expect(why.locator('.text .active').first()).toBeVisible();

  const heading = page.locator('amp-ladder-browser').getByRole('heading', { name: /^Ladder \d+ of/ });
  await expect(heading).toHaveText(/^Ladder 1 of 6/);
  await page.keyboard.press('j');
  await expect(heading).toHaveText(/^Ladder 2 of 6/);
  await page.keyboard.press('k');
  await expect(heading).toHaveText(/^Ladder 1 of 6/);

  const changed = page.getByRole('button', { name: /^order changed/ });
  const count = Number(/\d+/.exec(await changed.innerText())?.[0]);
  await changed.click();
  if (count > 0) await expect(rows).toHaveCount(count);
  else await expect(rows).toHaveText(/No ladder is like that/);
  await changed.click();
  await page.getByLabel('Search questions and answers').fill('no such words anywhere');
  await expect(rows).toHaveText(/No ladder is like that/);

  await page.reload();
  await expect(page.locator('amp-datasets')).toContainText('6 ladders');
  await expect(rows).toHaveCount(6);
});

test('incremental generation fine-tunes its own experts', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page, 'data');
  await fewLadders(page, 4, 12);
  const form = page.locator('amp-ladder-maker');
  await form.getByRole('radio', { name: /^IG/ }).check();
  await form.getByLabel('Levels K').fill('3');
  await form.getByLabel('Fine-tuning dialogues').fill('8');
  await form.getByLabel('Batch').fill('4');
  await make(page);
  await expect(jobLine(page)).toContainText('Finished: 4 ladders', { timeout: LONG });
  await expect(page.locator('amp-datasets')).toContainText('K = 3');
  await expect(openLadder(page)).toContainText('all the data');
});

test('what a reload cuts off and what is stopped can be gone on with', async ({ page }) => {
  test.setTimeout(2 * LONG);
  await openLab(page, 'data');
  await fewLadders(page, 24, 13);
  await make(page);
  const job = page.locator('amp-ladder-job');
  const goOn = job.getByRole('button', { name: /^Go on/ });
  const stop = job.getByRole('button', { name: 'Stop' });
  await expect(stop).toBeEnabled();
  await expect(job).toContainText('Ladders 1 to'); // so it is stored
  await page.reload();

  await expect(job).toContainText('cut off');
  await expect(goOn).toBeEnabled({ timeout: 60_000 });
  await goOn.click();
  await stop.click();
  await expect(jobLine(page)).toContainText('Stopped', { timeout: 120_000 });

  await goOn.click();
  await expect(jobLine(page)).toContainText('Finished: 24 ladders', { timeout: LONG });
  await expect(goOn).toHaveCount(0);
});

test('one’s own image, its standard answer typed or taken from a model', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page, 'data');
  await fewLadders(page, 1, 14);
  const form = page.locator('amp-ladder-maker');
  await form.getByRole('button', { name: 'My images' }).click();
  await form.locator('amp-own-images input[type=file]').setInputFiles([
    { name: 'one.png', mimeType: 'image/png', buffer: greyPng(16, 90) },
    { name: 'two.png', mimeType: 'image/png', buffer: greyPng(24, 200) },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no image') },
  ]);
  await expect(form.getByRole('alert')).toContainText('Left out 1 of 3');
  await form.getByLabel('Standard answer about one.png').fill('The image shows a grey square.');
  await expect(form.getByRole('button', { name: /^Make/ })).toBeDisabled();
  await form.getByLabel('Missing standard answers').selectOption({ index: 1 });
  await make(page);
  await expect(jobLine(page)).toContainText('Finished: 2 ladders', { timeout: LONG });
  await expect(openLadder(page)).toContainText('The image shows a grey square.');
});
