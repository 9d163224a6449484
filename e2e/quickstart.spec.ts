// The main job from the page: run, results, reload; pause, resume, stop; and the way scripts/headless.mjs runs it.
import { expect } from 'playwright/test';
import type { QuickstartEvent } from '../src/protocol/lab.ts';
import { headline, openLab, startQuickstart, test } from './lab.ts';

const FINISHED = /^Finished/;
const LONG = 480_000; // a reduced quickstart on SwiftShader with two busy cores

test('a quickstart ends with a scoreboard that is still there after a reload', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page);
  await startQuickstart(page, 3);
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(headline(page)).toHaveText(FINISHED, { timeout: LONG });

  const scores = page
    .locator('amp-scoreboard')
    .getByRole('row', { name: /^Hallucination rate/ })
    .first();
  await expect(scores).toContainText(/\d+\.\d %/);
  const result = await scores.innerText();
  const rungs = page.locator('amp-live-ladder').getByRole('list', { name: 'Answers, best first' });
  await expect(rungs.getByRole('listitem')).toHaveCount(4);
  await expect(rungs).toContainText('log p, reference');
  await expect(page.locator('amp-dialogues article').first()).toBeVisible();
  await expect(page.locator('amp-chart canvas').first()).toBeVisible();

  await page.reload();
  await expect(scores).toBeVisible();
  expect(await scores.innerText()).toBe(result);
  await expect(page.locator('amp-history')).toContainText('reduced');
});

test('pause holds the work, resume goes on, stop ends it and keeps the lab usable', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page);
  await startQuickstart(page, 4);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(headline(page)).toHaveText(/^Paused/);
  const bar = page.getByRole('progressbar');
  let held: string | null = null;
  await expect(async () => {
    held = await bar.getAttribute('value'); // the step that was under way may still end
    await page.waitForTimeout(5000);
    expect(await bar.getAttribute('value')).toBe(held);
  }).toPass({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(bar).not.toHaveAttribute('value', held ?? '', { timeout: 120_000 });

  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(headline(page)).toHaveText(/^Stopped/, { timeout: 120_000 });
  await startQuickstart(page, 5);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(headline(page)).toHaveText(/^Stopped/, { timeout: 120_000 });
});

test('the address starts a quickstart, and a script follows its events', async ({ page }) => {
  test.setTimeout(LONG);
  await page.goto('/?run=quickstart&size=reduced&seed=6');
  await expect(page.locator('amp-quickstart').getByLabel('Seed')).toHaveValue('6');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(headline(page)).toHaveText(/^Stopped/, { timeout: 120_000 });

  const stages = await page.evaluate(async () => {
    const seen: string[] = [];
    const { ampLab } = globalThis as unknown as {
      ampLab: { runQuickstart(options: object, onEvent: (event: QuickstartEvent) => void): Promise<unknown> };
    };
    const result = ampLab.runQuickstart({ seed: 7, size: 'reduced' }, (event) => {
      if (event.kind === 'stage') seen.push(event.stage);
      if (event.kind === 'stage' && event.stage === 'before') {
        document.dispatchEvent(new CustomEvent('before-reached'));
      }
    });
    await new Promise((resolve) => document.addEventListener('before-reached', resolve, { once: true }));
    void result.catch(() => undefined);
    return seen;
  });
  expect(stages).toEqual(['load', 'before']);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(headline(page)).toHaveText(/^Stopped/, { timeout: 120_000 });
});
