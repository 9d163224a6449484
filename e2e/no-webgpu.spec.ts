// Without WebGPU the page explains itself: what is missing, for this browser and system, and what to do.
import { expect, test } from 'playwright/test';
import { chromiumFlags, findChromium } from '../scripts/browser.mjs';

const executablePath = findChromium();
test.use({ launchOptions: { ...(executablePath && { executablePath }), args: chromiumFlags('none') } });

const REMEDY = /chrome:\/\/|update|driver|hardware acceleration|use chrome|install/i;

test('a browser without an adapter', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(() => navigator.gpu.requestAdapter())).toBeNull();
  const message = page.locator('amp-no-gpu[role=alert], amp-no-gpu [role=alert]');
  await expect(message).toContainText('WebGPU');
  await expect(message).toContainText(REMEDY);
});

test('a browser that does not know WebGPU', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, 'gpu');
  });
  await page.goto('/');
  expect(await page.evaluate(() => 'gpu' in navigator)).toBe(false);
  const message = page.locator('amp-no-gpu[role=alert], amp-no-gpu [role=alert]');
  await expect(message).toContainText('WebGPU');
  await expect(message).toContainText(REMEDY);
});
