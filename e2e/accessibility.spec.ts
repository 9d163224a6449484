// axe finds nothing serious on the page, in both colour schemes, on a desktop and on a telephone; nothing is cut off.
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'playwright/test';
import { openLab, test } from './lab.ts';

const SIZES = { desktop: { width: 1440, height: 900 }, telephone: { width: 390, height: 844 } };

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, viewport] of Object.entries(SIZES)) {
    test(`accessible: ${colorScheme}, ${name}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openLab(page);
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
