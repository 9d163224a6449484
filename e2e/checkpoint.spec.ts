// A checkpoint file that the user brings: a good one is told apart, a corrupt one is refused by name, in place.
import { readFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { openLab, test, visit } from './lab.ts';

const GOOD = new URL('../public/models/tiny/sft-3of3.safetensors', import.meta.url).pathname;

test('a corrupt checkpoint gives its named error and the lab goes on', async ({ page }) => {
  await openLab(page, 'models');
  const input = page.locator('amp-checkpoint input[type=file]');
  const error = page.locator('amp-checkpoint').getByRole('alert');
  const files: [name: string, bytes: Buffer, reason: RegExp][] = [
    ['noise.safetensors', Buffer.from('this is not a checkpoint at all'), /not a valid safetensors/],
    ['cut.safetensors', readFileSync(GOOD).subarray(0, 100_000), /not a valid safetensors/],
    ['empty.safetensors', Buffer.alloc(0), /not a valid safetensors/],
  ];
  for (const [name, buffer, reason] of files) {
    await input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    await expect(error).toContainText('FormatError');
    await expect(error).toContainText(name);
    await expect(error).toContainText(reason);
  }

  await input.setInputFiles(GOOD);
  await expect(page.locator('amp-checkpoint').getByRole('status')).toContainText(
    /[\d,]+ (parameters|weights)/,
  );
  await expect(error).toHaveCount(0);
  await visit(page, 'overview');
  await expect(
    page.locator('amp-quickstart').getByRole('button', { name: 'Run the quickstart' }),
  ).toBeEnabled();
});
