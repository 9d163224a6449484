// What the journeys share: a page that must not report errors, and the steps that every journey begins with.
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from 'playwright/test';
import { encodePng } from '../src/data/formats/png.ts';
import { routeHash, type Place } from '../src/ui/route.ts';

/** As `test`, and fails when the page throws or logs an error. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await use(page);
    expect(errors, 'errors on the console').toEqual([]);
  },
});

/** Opens the lab at one of its places and waits for its GPU. */
export async function openLab(page: Page, place: Place = 'overview'): Promise<void> {
  await page.goto(routeHash({ place, path: [] }).replace('#', '/#'));
  await expect(page.locator('amp-gpu summary')).toContainText('GPU');
}

/** Goes to another place, as a link would. */
export async function visit(page: Page, place: Place): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), routeHash({ place, path: [] }));
}

/** Starts a reduced quickstart by the page's own controls. */
export async function startQuickstart(page: Page, seed: number): Promise<void> {
  const quickstart = page.locator('amp-quickstart');
  await quickstart.getByLabel('Seed').fill(String(seed));
  await quickstart.getByLabel('Size').selectOption('reduced');
  await quickstart.getByRole('button', { name: 'Run the quickstart' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
}

/** The line that says what the quickstart is doing. */
export const headline = (page: Page): ReturnType<Page['locator']> =>
  page.locator('amp-quickstart .now [role=status]');

/** The line that says how far the making of ladders is. */
export const jobLine = (page: Page): ReturnType<Page['locator']> =>
  page.locator('amp-ladder-job .now [role=status]');

/** The ladder that is opened. */
export const openLadder = (page: Page): ReturnType<Page['locator']> => page.locator('amp-inspector');

/** Brings files in by the page's own picker. */
export async function importFiles(
  page: Page,
  files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0],
): Promise<void> {
  await page.locator('amp-import input[type=file]').first().setInputFiles(files);
}

/** A square image of one grey. */
export function greyPng(size: number, grey: number): Buffer {
  return Buffer.from(encodePng(new Uint8Array(3 * size * size).fill(grey), size, size));
}

/** axe finds nothing serious, in the whole page or in a part of it. @param where what a failure is called */
export async function expectAccessible(page: Page, where = 'page', part?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = serious.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ target, failureSummary }) => [target, failureSummary]),
  }));
  expect(found, where).toEqual([]);
}

/** Nothing makes the page wider than its window. */
export async function expectNoOverflow(page: Page, where = 'page'): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${where}: pixels that stick out sideways`).toBeLessThanOrEqual(0);
}
