// The service worker: the lab without a network after its first visit, and how a newer version comes.
import { expect, test, type Page } from 'playwright/test';
import { fakeLadder } from './fixtures/fakeLadders.ts';
import { MovingServer } from './fixtures/movingServer.ts';
import { importFiles, openLab, startQuickstart, visit } from './lab.ts';

test.use({ serviceWorkers: 'allow' });

const LADDERS = {
  name: 'ladders.jsonl',
  mimeType: 'application/jsonl',
  buffer: Buffer.from([0, 1].map((i) => JSON.stringify(fakeLadder(i, ['L', 'S']))).join('\n')),
};

const kept = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');

test('without a network the lab opens, and a model that was used before reads', async ({ page, context }) => {
  await openLab(page, 'data');
  await kept(page);
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Playwright's contexts are private windows, which install nothing.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
  await importFiles(page, LADDERS);
  const read = page.locator('amp-margins .badge');
  await expect(read).toBeVisible({ timeout: 90_000 });

  await context.setOffline(true);
  await page.reload();
  await expect(page.locator('amp-gpu summary')).toContainText('GPU');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.locator('amp-ladder-list .list').getByRole('option').nth(1).click(); // nobody has read this one
  await expect(page.getByRole('heading', { name: 'Ladder 2 of 2' })).toBeVisible();
  await expect(read).toBeVisible({ timeout: 90_000 });
  await visit(page, 'models');
  await expect(page.locator('amp-models')).toContainText('Expert XS');
  const weights = () => fetch('/models/experts/L/model.safetensors').then(() => 'there');
  await expect(page.evaluate(weights), 'nobody has used this one').rejects.toThrow('Failed to fetch');
});

test('a newer version waits until it is asked for, and its files are never given to the older page', async ({
  page,
  context,
  baseURL,
}) => {
  const server = await MovingServer.open(baseURL ?? '');
  const notice = page.locator('amp-update');
  const load = notice.getByRole('button', { name: 'Load it' });
  const mark = page.locator('meta[name=newer]');
  try {
    await page.goto(`${server.url}/#/`);
    await kept(page);
    await expect(notice).toHaveText('');

    server.isNewer = true;
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await expect(notice).toContainText('A new version of the lab is there.');
    await visit(page, 'models');
    await expect(page.locator('amp-models')).toContainText('experts/XS/config.json is of another version');

    await visit(page, 'overview');
    await startQuickstart(page, 1);
    await expect(load).toBeDisabled();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(load).toBeEnabled({ timeout: 60_000 });

    const other = await context.newPage();
    await other.goto(`${server.url}/`);
    await load.click();
    await expect(notice).toContainText('open in another window');
    await expect(other.locator('meta[name=newer]')).toHaveCount(0);
    await expect(mark).toHaveCount(0);
    await other.close();

    await load.click();
    await expect(mark).toHaveCount(1);
    await expect(notice).toHaveText('');
    await visit(page, 'models');
    await expect(page.locator('amp-models')).toContainText('Expert XS');
  } finally {
    server.close();
  }
});
