// Looking into ladders. On the made-up lab, where every state is at hand: text, heat, margins, checkpoints, order by drag
// and by keys, notes, links, lists of thousands. On the real worker: the bundled model reads, a run is looked back at, and
// what a person says outlives a reload and goes out with the dataset.
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from 'playwright/test';
import { fakeLadder } from './fixtures/fakeLadders.ts';
import { expectAccessible, expectNoOverflow, importFiles, openLab, test, visit } from './lab.ts';

const LONG = 480_000; // SwiftShader with two busy cores

const inspector = (page: Page): Locator => page.locator('amp-inspector');
const rungs = (page: Page): Locator => page.locator('amp-rungs').getByRole('listitem');
const handle = (page: Page, level: number): Locator =>
  page.getByRole('button', { name: `Level ${level}, place` });
const row = (page: Page, at: number): Locator =>
  page.locator('amp-ladder-list .list').getByRole('option').nth(at);
const heading = (page: Page): Locator => page.getByRole('heading', { name: /^Ladder [\d,]+ of/ });
const badge = (page: Page): Locator => page.locator('amp-margins .badge');
const mode = (page: Page, name: RegExp): Locator =>
  page.locator('amp-inspect-tools').getByRole('button', { name });

/** The levels in the order in which they are shown. */
async function order(page: Page): Promise<number[]> {
  const names = await page.locator('amp-rungs .handle .level').allInnerTexts();
  return names.map(Number);
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('not on the screen');
  return box;
}

/** The ladders of a made-up lab. */
async function openMadeUp(page: Page, query = ''): Promise<void> {
  await page.goto(`http://localhost:${process.env.AMP_PAGES_PORT ?? ''}/e2e/pages/inspect.html?${query}`);
  await expect(rungs(page)).toHaveCount(5, { timeout: 60_000 });
}

test('every rung says what it says otherwise, who reads it how, and why it stands where it stands', async ({
  page,
}) => {
  await openMadeUp(page);
  await row(page, 1).click();
  const second = rungs(page).nth(1);
  await expect(second).toContainText(/reward\s*[+−\d]/);
  await expect(second).toContainText('17'); // tokens, two rounds with their ends
  await expect(second).toContainText(/Acc\s*\d\.\d\d/);
  await expect(second).toContainText(/score\s*\d\.\d\d/);
  await expect(second).toContainText('3 of 5 claims false');
  await expect(second.locator('ins').first()).toBeVisible();
  await expect(second.locator('del').first()).toBeVisible();
  await expect(rungs(page).first().locator('ins, del')).toHaveCount(0);
  await mode(page, /^Plain/).click();
  await expect(page.locator('amp-rungs').locator('ins, del')).toHaveCount(0);

  await second.getByRole('button', { name: /Why level 1/ }).click();
  await expect(second.locator('amp-why')).toContainText('cosine above');
  await expect(second.getByRole('table').first()).toContainText('ranks by');
  await expect(badge(page)).toHaveText(/all 10 pairs in order/);
});

test('heat tells what every token gained, by pointer and by keys', async ({ page }) => {
  await openMadeUp(page);
  await row(page, 1).click();
  await expect(mode(page, /^Token heat/)).toBeEnabled();
  await page.locator('amp-ladder-list .list').press('h');
  const text = rungs(page).nth(1).locator('amp-rung-text').first();
  const tokens = text.locator('.token');
  await expect(tokens.first()).toBeVisible();
  await tokens.nth(1).hover();
  await expect(text.getByRole('status')).toContainText(/nats: log\s+p/);
  await text.getByRole('group').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(tokens.nth(3)).toHaveClass(/active/);
  await page.keyboard.press('End');
  await expect(text.getByRole('status')).toContainText('end of the answer');
  await page.getByLabel('Against').selectOption({ label: 'nobody: log p alone' });
  await expect(mode(page, /^Token heat/)).toBeDisabled();
  await expect(page.locator('amp-margins')).toContainText('Margins of log p');
});

test('the slider moves rungs and margins, by mouse, by keys and by itself', async ({ page }) => {
  await openMadeUp(page);
  const slider = page.getByRole('slider', { name: 'Training step' });
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 120 of 120, last');
  await expect(badge(page)).toHaveText(/pairs in the wrong order/);
  const rewards = page.locator('amp-reward-rungs .value');
  const end = await rewards.allTextContents();
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(badge(page)).toHaveText(/not trained yet/);
  expect(await rewards.allTextContents()).toEqual(['0.000', '0.000', '0.000', '0.000', '0.000']);
  await page.keyboard.press(']');
  await expect(slider).toHaveAttribute('aria-valuetext', /^step 17 of/);
  await expect(rewards.first()).not.toHaveText('0.000');
  await page.getByRole('button', { name: 'Play the checkpoints' }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 120 of 120, last', { timeout: 20_000 });
  await expect(rewards).toHaveText(end);
});

test('rungs are put in order by keys, tied, parted, undone and done again', async ({ page }) => {
  await openMadeUp(page);
  expect(await order(page)).toEqual([0, 1, 2, 3, 4]);
  await handle(page, 3).focus();
  await page.keyboard.press('ArrowUp');
  expect(await order(page)).toEqual([0, 1, 3, 2, 4]);
  await expect(handle(page, 3)).toBeFocused();
  await page.keyboard.press('End');
  expect(await order(page)).toEqual([0, 1, 2, 4, 3]);
  await page.keyboard.press('2');
  expect(await order(page)).toEqual([0, 3, 1, 2, 4]);
  await expect(page.locator('amp-rungs').getByRole('status')).toHaveText('Level 3 is now at place 2 of 5.');
  await expect(page.getByRole('note')).toHaveCount(0);

  await page.keyboard.press('Home');
  await expect(page.getByRole('note')).toContainText('Level 3 stands above the standard answer');
  await handle(page, 2).focus();
  await page.keyboard.press('t');
  await expect(rungs(page).filter({ hasText: 'tied with level 1' })).toHaveCount(1);
  await expect(badge(page)).toHaveText(/ 9 pairs/); // the tied pair has no order
  await page.keyboard.press('t');
  await expect(badge(page)).toHaveText(/ 10 pairs/);

  for (let i = 0; i < 6; i++) await page.keyboard.press('Control+z');
  expect(await order(page)).toEqual([0, 1, 2, 3, 4]);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await page.keyboard.press('Control+Shift+z');
  expect(await order(page)).toEqual([0, 1, 3, 2, 4]);
  await expect(row(page, 0)).toContainText('yours');
  await page.getByRole('button', { name: 'The ladder’s own order' }).click();
  expect(await order(page)).toEqual([0, 1, 2, 3, 4]);
  await expect(row(page, 0)).not.toContainText('yours');
});

test('rungs are dragged between others and onto one, with a line where they go', async ({ page }) => {
  await openMadeUp(page);
  await page.locator('amp-rungs').scrollIntoViewIfNeeded();
  /** The middle of a handle, and the upper edge and the middle of a rung. */
  const at = async (level: number): Promise<{ x: number; y: number; top: number; middle: number }> => {
    const knob = await boxOf(handle(page, level));
    const item = await boxOf(page.locator(`amp-rungs [data-level="${level}"]`));
    return {
      x: knob.x + 12,
      y: knob.y + 12,
      top: item.y + 4,
      middle: item.y + item.height / 2,
    };
  };
  const drag = async (from: number, y: number): Promise<void> => {
    const start = await at(from);
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(start.x, start.y - 15, { steps: 2 });
    await page.mouse.move(start.x, y, { steps: 4 });
  };
  await drag(2, (await at(1)).top);
  await expect(page.locator('amp-rungs li.line')).toHaveCount(1);
  await page.mouse.up();
  expect(await order(page)).toEqual([0, 2, 1, 3, 4]);
  await expect(page.locator('amp-rungs li.line')).toHaveCount(0);

  await page.waitForTimeout(300); // they glide
  await drag(1, (await at(0)).middle);
  await expect(page.locator('amp-rungs li.onto')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await order(page)).toEqual([0, 2, 1, 3, 4]);
  await drag(1, (await at(2)).middle);
  await page.mouse.up();
  await expect(rungs(page).filter({ hasText: 'tied with level 2' })).toHaveCount(1);
});

test('a note is kept for its own ladder', async ({ page }) => {
  await openMadeUp(page);
  await page.locator('amp-ladder-list .list').press('n');
  const note = page.getByLabel('Note');
  await expect(note).toBeFocused();
  await page.keyboard.type('just look at the dresses');
  await row(page, 2).click();
  await expect(heading(page)).toHaveText('Ladder 3 of 48');
  await expect(note).toHaveValue('');
  await expect(row(page, 0)).toContainText('yours');
  await page.getByRole('button', { name: /^yours/ }).click();
  await expect(page.locator('amp-ladder-list .list').getByRole('option')).toHaveCount(1);
  await row(page, 0).click();
  await expect(note).toHaveValue('just look at the dresses');
});

test('the image is zoomed and moved, and says what stands in it', async ({ page }) => {
  await openMadeUp(page);
  await row(page, 1).click();
  const frame = page.locator('amp-zoom-image > div, amp-zoom-image .frame').first();
  await page.getByRole('button', { name: 'blue key, one of 2' }).first().hover();
  await expect(page.locator('amp-zoom-image .label')).toHaveText('blue key, one of 2');
  await expect(page.locator('amp-zoom-image .alike, amp-zoom-image .active')).toHaveCount(2);
  await page.getByRole('button', { name: 'brown ladder, the only one' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('amp-zoom-image .label')).toBeVisible();

  const scene = page.locator('amp-zoom-image amp-scene');
  const scaled = async (): Promise<string> => (await scene.getAttribute('style')) ?? '';
  await frame.focus();
  await page.keyboard.press('+');
  expect(await scaled()).toContain('scale(1.5)');
  const before = await scaled();
  await page.keyboard.press('ArrowRight');
  expect(await scaled()).not.toBe(before);
  await page.keyboard.press('0');
  expect(await scaled()).toContain('scale(1)');
  const box = await boxOf(frame);
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
  await page.waitForTimeout(500); // the page has scrolled just now
  await page.mouse.wheel(0, -300);
  await expect.poll(scaled).not.toContain('scale(1)');
  await page.getByRole('button', { name: 'Show the whole image' }).click();
  expect(await scaled()).toContain('scale(1)');
});

test('a link leads to exactly this', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openMadeUp(page, 'link=meg/7/a@150/-');
  await expect(heading(page)).toHaveText('Ladder 8 of 48');
  await expect(page.getByLabel('Read by')).toHaveValue('a');
  await expect(page.getByLabel('Against')).toHaveValue('');
  await expect(page.getByRole('slider', { name: 'Training step' })).toHaveAttribute(
    'aria-valuetext',
    'step 150 of 300',
  );
  await page.getByRole('button', { name: 'Copy link' }).focus();
  await page.keyboard.press('j');
  await expect(heading(page)).toHaveText('Ladder 9 of 48');
  await page.keyboard.press('c');
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const shown = await page.evaluate(() => document.body.dataset.link);
  expect(link).toMatch(/#\/data\/meg\/8\/a/);
  expect(shown).toMatch(/^meg\/8\/a/);
});

test('all are read, sorted and filtered; 10,000 ladders scroll with few rows drawn', async ({ page }) => {
  await openMadeUp(page);
  const all = page.locator('amp-read-all');
  await all.getByRole('button', { name: 'Read all 48' }).click();
  await expect(all).toContainText('All are read');
  const violated = page.getByRole('button', { name: /^violated/ });
  const count = Number(/\d+/.exec(await violated.innerText())?.[0]);
  expect(count).toBeGreaterThan(1);
  await violated.click();
  await expect(row(page, 0)).toHaveAttribute('aria-setsize', String(count));
  await page.getByLabel('Sorted by').selectOption('violated');
  const first = await row(page, 0).innerText();
  expect(Number(/✗ (\d)/.exec(first)?.[1])).toBeGreaterThanOrEqual(2);

  await openMadeUp(page, 'state=many');
  await expect(page.locator('amp-ladder-browser')).toContainText('10,000 ladders, each best', {
    timeout: 120_000,
  });
  await page.getByLabel('Sorted by').selectOption('longer');
  const list = page.locator('amp-ladder-list .list');
  await list.evaluate((element) => (element.scrollTop = element.scrollHeight));
  await expect(row(page, 0)).toHaveAttribute('aria-posinset', /^99\d\d$/);
  expect(await list.getByRole('option').count()).toBeLessThan(30);
});

test('a busy GPU is waited for, a lost one says so, and without one the rest works', async ({ page }) => {
  await openMadeUp(page, 'state=busy');
  await expect(inspector(page)).toContainText('the scores come when that is over');
  await expect(rungs(page).first()).toContainText('words');
  await expect(rungs(page).first()).toContainText(/reward\s*[+−\d]/, { timeout: 20_000 });

  await openMadeUp(page, 'state=failed');
  await expect(inspector(page).getByRole('alert')).toContainText('DeviceLostError');
  await inspector(page).getByRole('button', { name: 'Read it again' }).click();
  await expect(rungs(page).first()).toContainText(/reward\s*[+−\d]/);

  await openMadeUp(page, 'state=idle');
  await expect(inspector(page)).toContainText('Models need the GPU');
  await handle(page, 2).focus();
  await page.keyboard.press('ArrowUp');
  expect(await order(page)).toEqual([0, 2, 1, 3, 4]);
});

test('the keys are listed, and axe finds nothing serious in either theme at either size', async ({
  page,
}) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openMadeUp(page);
      await row(page, 1).click();
      await expect(rungs(page).first()).toContainText(/reward\s*[+−\d]/);
      await handle(page, 3).focus();
      await page.keyboard.press('1');
      await page.keyboard.press('t');
      await inspector(page)
        .getByRole('button', { name: /Why level 1/ })
        .click();
      for (const key of ['w', 'h']) {
        await page.keyboard.press(key);
        await expectAccessible(page, 'page', 'amp-ladder-browser');
      }
      await expectNoOverflow(page);
    }
  }
  await handle(page, 3).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('tie with the rung above');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

const LADDERS = {
  name: 'ladders.jsonl',
  mimeType: 'application/jsonl',
  buffer: Buffer.from(
    Array.from({ length: 6 }, (_, i) => JSON.stringify(fakeLadder(i, ['L', 'M', 'S']))).join('\n'),
  ),
};

test('the bundled model reads; a person’s order outlives a reload and goes out with the dataset', async ({
  page,
}) => {
  test.setTimeout(LONG);
  await openLab(page, 'data');
  await importFiles(page, LADDERS);
  const first = rungs(page).first();
  await expect(badge(page)).toBeVisible({ timeout: 180_000 });
  await expect(first).toContainText(/reward\s*[+−\d]/);
  await expect(page.getByLabel('Read by')).toHaveValue('sft-3of3');
  await mode(page, /^Token heat/).click();
  await expect(first.locator('.token').first()).toBeVisible();
  await page
    .getByRole('button', { name: /, (one of|the only)/ })
    .first()
    .hover();
  await expect(page.locator('amp-zoom-image .label')).toBeVisible();

  await page.locator('amp-read-all').getByRole('button', { name: 'Read all 6' }).click();
  await expect(page.locator('amp-read-all')).toContainText('All are read', { timeout: 180_000 });
  await page.getByLabel('Sorted by').selectOption('margin');

  await handle(page, 2).focus();
  await page.keyboard.press('1');
  await page.getByLabel('Note').fill('the second is better');
  await page.getByLabel('Note').blur();
  const shown = await heading(page).innerText();
  await expect(page.getByRole('button', { name: /^yours \(1\)/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: /^yours \(1\)/ })).toBeVisible({ timeout: 60_000 });
  await expect(heading(page)).toHaveText(/^Ladder 1 of 6/);
  expect(shown).toMatch(/^Ladder 1 of 6/);
  expect(await order(page)).toEqual([2, 0, 1, 3]);
  await expect(page.getByLabel('Note')).toHaveValue('the second is better');

  await page
    .locator('amp-datasets')
    .getByRole('button', { name: /^Export/ })
    .first()
    .click();
  const form = page.locator('amp-export');
  await form.getByLabel('Format').selectOption('ladders');
  const images = form.getByRole('checkbox');
  if (await images.isChecked()) await images.uncheck();
  const downloading = page.waitForEvent('download');
  await form.getByRole('button', { name: 'Download' }).click();
  const lines = readFileSync(await (await downloading).path(), 'utf8')
    .trim()
    .split('\n');
  const said = JSON.parse(lines[0] ?? '') as { note?: string; levels: { ranks: { human?: number } }[] };
  expect(said.note).toBe('the second is better');
  expect(said.levels.map(({ ranks }) => ranks.human)).toEqual([1, 2, 0, 3]);
  expect(lines[1]).not.toContain('"human"');
});

test('a run is looked back at, checkpoint by checkpoint', async ({ page }) => {
  test.setTimeout(LONG);
  await openLab(page, 'data');
  await importFiles(page, LADDERS);
  await expect(rungs(page)).toHaveCount(4);
  await visit(page, 'train');
  const run = page.locator('amp-run-form');
  await run.getByLabel('Preset').selectOption('quickstart');
  for (const [name, value] of Object.entries({
    epochs: '0',
    steps: '4',
    batch: '2',
    learningRate: '0.002',
    snapshots: '3',
  })) {
    const field = run.locator(`[name=${name}]`);
    if (!(await field.isVisible())) await field.locator('xpath=ancestor::details/summary').click();
    await field.fill(value);
    await field.blur();
  }
  await expect(page.locator('amp-fit').getByRole('status')).toContainText('Yes', { timeout: 60_000 });
  await run.getByRole('button', { name: 'Start training' }).click();
  await expect(page.locator('amp-live-run .now [role=status]')).toContainText('Finished after 4 steps', {
    timeout: LONG,
  });

  await visit(page, 'data');
  await page.reload();
  const slider = page.getByRole('slider', { name: 'Training step' });
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 4 of 4, last', { timeout: 60_000 });
  const rewards = page.locator('amp-reward-rungs .value');
  await expect(rewards).toHaveCount(4, { timeout: 120_000 });
  const seen = [await rewards.allTextContents()];
  for (const step of [3, 2, 1]) {
    await slider.press('ArrowLeft');
    await expect(slider).toHaveAttribute('aria-valuetext', `step ${step} of 4`);
    await expect.poll(() => rewards.allTextContents(), { timeout: 60_000 }).not.toEqual(seen.at(-1));
    seen.push(await rewards.allTextContents());
  }
  await slider.press('ArrowLeft');
  await expect(badge(page)).toHaveText(/not trained yet/, { timeout: 60_000 });
});
