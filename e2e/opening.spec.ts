// What a visitor sees first: the bundled model reads a ladder and learns it, by itself; one button starts the quickstart,
// for which the lesson makes room. With less motion wished for, nothing begins by itself.
import { expect, type Page } from 'playwright/test';
import { headline, openLab, test } from './lab.ts';

const LONG = 240_000; // a dozen steps on SwiftShader with two busy cores

const lesson = (page: Page): ReturnType<Page['locator']> => page.locator('amp-lesson');
const rung = (page: Page, k: number): ReturnType<Page['locator']> =>
  lesson(page).getByRole('list', { name: 'Rungs, best first' }).getByRole('listitem').nth(k);

test('a model learns a ladder before one’s eyes, and can be followed step by step', async ({ page }) => {
  test.setTimeout(LONG);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await openLab(page);
  await expect(rung(page, 1)).toContainText('its favourite', { timeout: LONG });
  await expect(rung(page, 0)).toContainText('its favourite', { timeout: LONG });
  await expect(lesson(page)).toContainText('Step 12 of 12', { timeout: LONG });
  await expect(lesson(page).getByRole('status')).toHaveText(
    /^After 12 steps the truth is its favourite: from \d\.\d % to \d\d %/,
  );
  await lesson(page).getByRole('slider').press('Home');
  await expect(rung(page, 1)).toContainText('its favourite');
  await expect(lesson(page).getByRole('status')).toContainText('rung 1 is likelier than the truth');
});

test('one button starts the quickstart, which tells its own story; a lesson under way ends for it', async ({
  page,
}) => {
  test.setTimeout(LONG);
  await page.goto('/?size=reduced');
  await lesson(page).getByRole('button', { name: 'Let a model learn it' }).click();
  await expect(rung(page, 0)).toContainText('%', { timeout: LONG });
  await page.locator('amp-intro').getByRole('button', { name: 'Run the quickstart' }).click();
  const measured = page.getByRole('list', { name: 'Stages' }).getByRole('listitem').nth(1);
  await expect(measured).toContainText(/It makes something up in \d+\.\d % of its answers/, {
    timeout: LONG,
  });
  await expect(lesson(page)).not.toContainText('Step 12');
  await page.locator('amp-quickstart').getByRole('button', { name: 'Stop' }).click();
  await expect(headline(page)).toHaveText(/^Stopped/, { timeout: LONG });
});
