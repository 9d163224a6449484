import { expect, test } from 'vitest';
import { missingPart } from './missingPart.ts';

// As Chromium, Firefox and Safari word a failed `import()`.
test.each([
  [
    'Failed to fetch dynamically imported module: http://localhost:4400/assets/amp-train-B1.js',
    /amp-train-B1\.js/,
  ],
  [
    'error loading dynamically imported module: http://localhost:4400/assets/amp-train-B1.js',
    /amp-train-B1\.js/,
  ],
  ['Importing a module script failed.', /^A part of the lab could not be fetched/],
])('a part that is missing, as a browser words it: %s', (message, named) => {
  expect(missingPart(message)).toMatch(named);
  expect(missingPart(message)).toContain('Reload the page');
});

test('any other error keeps its words', () => {
  expect(missingPart('Failed to fetch')).toBeUndefined();
});
