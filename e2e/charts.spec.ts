// Charts of training: what is downloaded is what is shown and what the table says; keys read it; a theme recolours it.
import { readFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import type { Locator, Page } from 'playwright/test';
import { expectAccessible, test, visit } from './lab.ts';

/** The page on a made-up lab, with the curves of a run of 300 steps open. */
async function openRun(page: Page): Promise<Locator> {
  await page.goto(
    `http://localhost:${process.env.AMP_PAGES_PORT ?? ''}/e2e/pages/lab.html?state=train#/train`,
  );
  const row = page.locator('amp-runs tbody').getByRole('row', { name: /MDPO, beta 0.1/ });
  await row.getByRole('checkbox').check({ timeout: 60_000 });
  const details = page.locator('amp-run-details');
  await expect(details.locator('amp-chart canvas').first()).toBeVisible();
  return details;
}

const chart = (details: Locator, heading: string): Locator =>
  details
    .locator('amp-chart')
    .filter({ has: details.page().getByRole('heading', { name: heading, exact: true }) });

async function download(page: Page, button: Locator): Promise<{ name: string; text: string }> {
  const downloading = page.waitForEvent('download');
  await button.click();
  const file = await downloading;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

/** The values of the first curve of a drawing, by its vertical axis' marks; parsed as XML by the browser. */
function curveOf(page: Page, svg: string): Promise<{ values: number[]; problems: string[] }> {
  return page.evaluate((text) => {
    const file = new DOMParser().parseFromString(text, 'image/svg+xml');
    const place = document.body.appendChild(document.importNode(file.documentElement, true));
    const drawn = place as unknown as SVGSVGElement;
    const top = drawn.getBoundingClientRect().top;
    const marks = [...drawn.querySelectorAll<SVGTextElement>('g[text-anchor=end] text')]
      .map((mark) => {
        const { y, height } = mark.getBoundingClientRect();
        return { at: y + height / 2 - top, value: Number(mark.textContent.replace('\u2212', '-')) };
      })
      .filter(({ value }) => Number.isFinite(value)); // the word at the other axis' end is none
    const path = [...drawn.querySelectorAll<SVGPathElement>('path')].find(
      (one) => (one.getAttribute('d') ?? '').length > 500,
    );
    const [low, high] = [marks[0], marks.at(-1)];
    const problems = [
      ...(file.querySelector('parsererror') ? ['not XML'] : []),
      ...(/var\(|light-dark|url\(|currentColor/.test(text) ? ['needs the page'] : []),
      ...(drawn.querySelector('style, script, image') ? ['needs more than itself'] : []),
      ...(low === undefined || high === undefined || path === undefined ? ['no axis or no curve'] : []),
    ];
    if (low === undefined || high === undefined || path === undefined) return { values: [], problems };
    const matrix = path.getScreenCTM() ?? new DOMMatrix();
    const points = (path.getAttribute('d') ?? '').match(/-?[\d.]+,-?[\d.]+/g) ?? [];
    const values = points.map((point) => {
      const [x = 0, y = 0] = point.split(',').map(Number);
      const at = new DOMPoint(x, y).matrixTransform(matrix).y - top;
      return low.value + ((at - low.at) / (high.at - low.at)) * (high.value - low.value);
    });
    place.remove();
    return { values, problems };
  }, svg);
}

test('a chart’s SVG, its CSV and its table say the same', async ({ page }) => {
  const details = await openRun(page);
  const loss = chart(details, 'Loss');
  const csv = await download(page, loss.getByRole('button', { name: /^CSV/ }));
  expect(csv.name).toBe('mdpo-beta-0-1-loss.csv');
  const lines = csv.text.trim().split('\n');
  expect(lines[0]).toBe('step,loss,held out');
  expect(lines).toHaveLength(301);
  const logged = lines.slice(1).map((line) => Number(line.split(',')[1]));

  await loss.getByText('The same as a table').click();
  const cells = await loss.locator('tbody td:nth-child(2)').allTextContents();
  // Three decimals, as the table writes them.
  expect(cells).toEqual(logged.map((value) => value.toFixed(3)));

  const svg = await download(page, loss.getByRole('button', { name: /^SVG/ }));
  expect(svg.name).toBe('mdpo-beta-0-1-loss.svg');
  expect(svg.text).toContain('Loss, MDPO, beta 0.1');
  expect(svg.text).toContain('>held out<'); // in the legend
  const { values, problems } = await curveOf(page, svg.text);
  expect(problems).toEqual([]);
  expect(values).toHaveLength(300);
  // A pixel of 210 over an axis shorter than 1.2 is about 0.006; marks are placed by their text's box, to a pixel or so.
  for (const [i, value] of values.entries()) expect(Math.abs(value - (logged[i] ?? NaN))).toBeLessThan(0.02);

  await details.getByRole('slider', { name: 'Smoothing' }).fill('0.8');
  await details.getByRole('checkbox', { name: /^Logarithmic/ }).check();
  const smoothed = await download(page, loss.getByRole('button', { name: /^CSV/ }));
  const [header = '', first = '', second = ''] = smoothed.text.split('\n');
  expect(header).toBe('step,loss,loss (smoothed 0.80),held out,held out (smoothed 0.80)');
  expect(first.split(',')[1]).toBe(first.split(',')[2]); // nothing to smooth yet
  expect(Number(second.split(',')[1])).toBe(logged[1]);
  expect(second.split(',')[2]).not.toBe(second.split(',')[1]);
  const drawn = await download(page, loss.getByRole('button', { name: /^SVG/ }));
  expect(drawn.text).toContain('smoothed, weight 0.80; logarithmic axis');

  const all = await download(page, details.getByRole('button', { name: /^JSONL/ }));
  const record = JSON.parse(all.text.split('\n')[0] ?? '') as Record<string, number>;
  expect(record).toMatchObject({ step: 1, loss: logged[0] });
  expect(Object.keys(record)).toEqual(
    expect.arrayContaining(['rewards/margins', 'logps/chosen', 'grad_norm']),
  );
});

test('keys read a chart and all beside it; the theme that is chosen recolours it, seen or not', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const details = await openRun(page);
  const slider = chart(details, 'Loss').getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', /^step 2: loss \d\.\d{3}$/);
  await expect(chart(details, 'GPU memory')).toContainText(/step 2: [\d.]+ MiB/);
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuenow', '300');
  await expect(chart(details, 'Margins')).toContainText('step 300');
  await page.keyboard.press('Tab'); // elsewhere: nothing is read out
  await expect(chart(details, 'Margins')).not.toContainText('step 300');
  await expectAccessible(page, 'curves');

  /** Whether the loss' curve is drawn in this colour, pixels within it being pure. */
  const drawnIn = (rgb: readonly number[]): Promise<boolean> =>
    chart(details, 'Loss')
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement, wanted) => {
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
          data: [],
        };
        for (let i = 0; i < data.length; i += 4) {
          if (wanted.every((value, c) => data[i + c] === value) && data[i + 3] === 255) return true;
        }
        return false;
      }, rgb);
  // --accent of tokens.css: #0b5cab in the light, #7ab8ff in the dark.
  const [light, dark] = [
    [0x0b, 0x5c, 0xab],
    [0x7a, 0xb8, 0xff],
  ] as const;
  await expect.poll(() => drawnIn(light)).toBe(true);
  await visit(page, 'settings'); // the curves are hidden now
  await page.getByRole('group', { name: 'Theme' }).getByRole('radio', { name: /dark/i }).check();
  await page.goBack(); // the address says which runs are shown
  await expect.poll(() => drawnIn(dark)).toBe(true);
  expect(await drawnIn(light)).toBe(false);
});
