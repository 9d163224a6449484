// What the first visit costs: the scripts that the page and its worker fetch until the overview stands still, compressed
// as a server would send them. What is seldom needed is fetched when it is needed; this keeps it so.
import { gzipSync } from 'node:zlib';
import { expect } from 'playwright/test';
import { openLab, test } from './lab.ts';

const LIMIT = 250_000; // bytes

test('the first visit fetches less than 250 KB of compressed script', async ({ page }) => {
  const scripts = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.request().resourceType() !== 'script' && !pathname.endsWith('.js')) return;
    scripts.set(
      pathname,
      response.body().then((body) => gzipSync(body).length),
    );
  });
  await openLab(page);
  await page.waitForLoadState('networkidle');

  const sizes = await Promise.all([...scripts].map(async ([path, size]) => [path, await size] as const));
  const list = sizes.sort(([, a], [, b]) => b - a).map(([path, size]) => `${path} ${size}`);
  expect(list.join('\n'), 'the worker is among them').toContain('/lab.worker-');
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  expect(total, `bytes in all:\n${list.join('\n')}`).toBeLessThan(LIMIT);
});
