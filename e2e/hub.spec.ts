// A model from a local hub into the browser's own file system: looked up, downloaded, stopped, gone on with after a
// reload, mended, deleted. What can go wrong with the network has its tests in src/worker/downloadModel.test.ts.
import { zipSync } from 'fflate';
import { expect, type Page } from 'playwright/test';
import { oneFile } from './fixtures/hubModels.ts';
import { HubServer } from './fixtures/hubServer.ts';
import { openLab, test } from './lab.ts';

const WEIGHTS = 'model.safetensors';
/** Where each request for the weights began. */
const begins = ({ seen }: HubServer): number[] =>
  seen
    .filter(({ origin, path }) => origin === 'cdn' && path.endsWith(WEIGHTS))
    .map(({ range }) => Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1]));

/** Writes other bytes over the beginning of the stored weights, as a failing disk would. */
function damage(page: Page): Promise<void> {
  return page.evaluate(async (name) => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('models');
    for await (const folder of root.values()) {
      const file = await (folder as FileSystemDirectoryHandle).getFileHandle(name);
      const writable = await file.createWritable({ keepExistingData: true });
      await writable.write({ type: 'write', position: 100, data: new Uint8Array([1, 2, 3]) });
      await writable.close();
    }
  }, WEIGHTS);
}

/** Folders in the browser's file system. */
function storedModels(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('models');
    const names: string[] = [];
    for await (const name of root.keys()) names.push(name);
    return names.length;
  });
}

test('a model comes from a hub, goes on after a reload, is mended and deleted, and one from a zip', async ({
  page,
}) => {
  const server = await HubServer.open();
  try {
    server.repositories.set('tiny/one', oneFile());
    server.faults = [{ path: WEIGHTS, slow: 20 }];
    await openLab(page, 'models');
    const hub = page.locator('amp-hub');
    await hub.getByText('Another hub').click();
    await hub.getByLabel('Its address').fill(server.url);
    await hub.getByLabel('Model on the hub').fill('tiny/one');
    await hub.getByRole('button', { name: 'Look it up' }).click();
    const found = hub.getByRole('region', { name: 'Found: tiny/one' });
    await expect(found).toContainText('Idefics3');
    await expect(found).toContainText('licence apache-2.0');
    expect(begins(server)).toEqual([]);

    await found.getByRole('button', { name: /^Download 1\d\d.* KiB/ }).click();
    await expect.poll(() => begins(server)).toEqual([0]);
    await page.waitForTimeout(500); // some of the 138 pieces
    await hub.getByRole('button', { name: 'Stop' }).click();
    const model = hub.getByRole('list', { name: 'Models in this browser' }).getByRole('listitem');
    await expect(model).toContainText('so far');

    server.faults = [];
    await page.reload();
    await model.getByRole('button', { name: 'Go on' }).click();
    await expect(model).toContainText('every file checked');
    const [, second] = begins(server);
    expect(second).toBeGreaterThan(0);
    expect(begins(server)).toHaveLength(2);

    await damage(page);
    await model.getByRole('button', { name: 'Check again' }).click();
    await expect.poll(() => begins(server).length).toBe(3);
    await expect(model).toContainText('every file checked');

    await model.getByRole('button', { name: 'Delete' }).click();
    await expect(hub).toContainText('None is in this browser yet.');
    await page.locator('amp-undo').getByRole('button', { name: 'Undo' }).click();
    await expect(model).toHaveCount(1);
    await model.getByRole('button', { name: 'Delete' }).click();
    await page.locator('amp-undo').getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => storedModels(page)).toBe(0);

    const zip = Buffer.from(zipSync(Object.fromEntries(oneFile().files)));
    const file = { name: 'tiny.zip', mimeType: 'application/zip', buffer: zip };
    await hub.locator('input[type=file]').first().setInputFiles(file);
    await expect(model).toContainText('from tiny.zip of this computer');
    await expect(model).toContainText('every file checked');
    expect(await storedModels(page)).toBe(1);
  } finally {
    server.close();
  }
});
