// Every op on Chromium's WebGPU, against its reference.
import { expect, test } from 'playwright/test';
import type {} from './pages/ops.ts';

test('ops agree with their references in Chromium', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto('/e2e/pages/ops.html');
  const { adapter, cases, failures } = await page.evaluate(() => globalThis.opsReport);
  console.log(`adapter: ${adapter} in Chromium, ${cases} op cases`);
  expect(cases).toBeGreaterThan(50);
  expect(failures).toEqual([]);
});
