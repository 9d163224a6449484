// The gallery: every element in every state. No state throws, none is wider than a telephone, axe finds nothing serious
// in either theme; the list filters, links and shows.
import { expect, type Page } from 'playwright/test';
import { expectAccessible, expectNoOverflow, test } from './lab.ts';

const GALLERY = '/e2e/gallery';
const LONG = 240_000; // SwiftShader with two busy cores

/** States of more elements than this are places, or nearly: accessibility.spec.ts has axe look at those. */
const SMALL = 40;

/** Until all states of the stage have been shown. */
async function shown(page: Page): Promise<void> {
  await expect(page.locator('body')).toHaveAttribute('data-thrown', /\d/, { timeout: LONG });
}

/** Leaves the small states, and of the long ones none: axe reads every word for its contrast. */
async function keepSmall(page: Page): Promise<number> {
  return page.evaluate((most) => {
    const count = (root: Element | ShadowRoot): number =>
      [...root.querySelectorAll('*')].reduce(
        (sum, one) => sum + 1 + (one.shadowRoot === null ? 0 : count(one.shadowRoot)),
        0,
      );
    const places = [...document.querySelectorAll<HTMLElement>('.place')];
    const others = places.filter((place) => place.dataset.state?.includes('/long') || count(place) > most);
    for (const place of others) {
      place.previousElementSibling?.remove();
      place.remove();
    }
    return places.length - others.length;
  }, SMALL);
}

test('every element in every state, at 390 pixels, in both themes', async ({ page }) => {
  test.setTimeout(2 * LONG);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(`${GALLERY}/stage.html`);
  await shown(page);
  expect(await page.locator('.thrown').allTextContents(), 'states that threw').toEqual([]);
  expect(await page.locator('.place').count()).toBeGreaterThan(300);
  const wide = await page.locator('.place').evaluateAll((places) =>
    places
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map((place) => {
        const { state = '' } = (place as HTMLElement).dataset;
        return `${state}: ${place.scrollWidth - place.clientWidth} pixels`;
      }),
  );
  expect(wide, 'states that stick out sideways').toEqual([]);
  await expectNoOverflow(page, 'the stage');

  expect(await keepSmall(page)).toBeGreaterThan(120);
  await expectAccessible(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, 'dark');
});

test('the list filters, an address names a state, and a state that throws says so', async ({ page }) => {
  await page.goto(`${GALLERY}/gallery.html#amp-error/full`);
  const stage = page.frameLocator('iframe');
  await expect(stage.getByRole('alert')).toContainText('DeviceLostError', { timeout: LONG });
  await expect(stage.locator('.place')).toHaveCount(1);
  await page.getByLabel('Theme').selectOption('both');
  await expect(page.locator('iframe')).toHaveCount(2);
  await page.getByLabel('Theme').selectOption('dark');
  await page.getByLabel('Width').selectOption('390');
  await page.getByRole('searchbox').fill('rung');
  await page.getByRole('link', { name: 'amp-rung', exact: true }).click();
  await expect(page).toHaveURL(/#amp-rung$/);
  await expect(stage.locator('[data-state="amp-rung/full-tied"]')).toContainText('tied with level', {
    timeout: LONG,
  });
  expect(await page.locator('iframe').evaluate((frame) => frame.clientWidth)).toBe(390);
  expect(await stage.locator('html').evaluate((root) => getComputedStyle(root).colorScheme)).toBe('dark');
  await page.goto(`${GALLERY}/gallery.html#amp-nobody`);
  await expect(stage.locator('.thrown')).toContainText('There is no element “amp-nobody”', { timeout: LONG });
});
