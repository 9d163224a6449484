// axe finds nothing serious on the page, in both colour schemes, on a desktop and on a telephone; nothing is cut off.
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'playwright/test';
import { fakeLadder } from './fixtures/fakeLadders.ts';
import { importFiles, openLab, openLadder, test } from './lab.ts';

const SIZES = { desktop: { width: 1440, height: 900 }, telephone: { width: 390, height: 844 } };

/** Ladders with all that auto-check leaves in them, and a row that is refused. */
const ROWS = [...Array.from({ length: 12 }, (_, i) => JSON.stringify(fakeLadder(i, ['L', 'M', 'S']))), '{'];
const FILE = { name: 'ladders.jsonl', mimeType: 'text/plain', buffer: Buffer.from(ROWS.join('\n')) };

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, viewport] of Object.entries(SIZES)) {
    test(`accessible: ${colorScheme}, ${name}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openLab(page);
      await importFiles(page, FILE);
      await expect(openLadder(page).locator('amp-why')).toBeVisible();
      await page.locator('amp-datasets').getByRole('button', { name: /^Card/ }).click();
      await expect(page.locator('amp-card article')).toBeVisible();
      for (const summary of await page.locator('summary').all()) await summary.click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        serious.map(({ id, nodes }) => ({
          id,
          nodes: nodes.map(({ target, failureSummary }) => [target, failureSummary]),
        })),
      ).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'pixels that stick out sideways').toBeLessThanOrEqual(0);
    });
  }
}
