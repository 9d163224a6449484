// User agent strings as the browsers sent them in 2025.
import { expect, test } from 'vitest';
import { readBrowser, remedies, type BrowserHints } from './browser.ts';

const AGENTS: [expected: string, hints: BrowserHints][] = [
  [
    'Chrome 156 Linux',
    {
      userAgent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      userAgentData: { brands: [{ brand: 'Chromium', version: '156' }], platform: 'Linux' },
    },
  ],
  [
    'Edge 141 Windows',
    {
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    },
  ],
  [
    'Firefox 143 Linux',
    { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0' },
  ],
  [
    'Safari 18 macOS',
    {
      userAgent:
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    },
  ],
  [
    'Safari 26 iOS',
    {
      userAgent:
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      maxTouchPoints: 5,
    },
  ],
  [
    'Chrome 140 Android',
    {
      userAgent:
        'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    },
  ],
  ['this browser 0 this system', { userAgent: '' }],
];

test.each(AGENTS)('%s', (expected, hints) => {
  const { name, version, system } = readBrowser(hints);
  expect(`${name} ${version} ${system}`).toBe(expected);
});

const page = { secure: true, origin: 'https://lab.example' };

test('every browser gets something to do', () => {
  for (const [, hints] of AGENTS)
    expect(remedies(readBrowser(hints), page).join(' ')).toMatch(/update|install|flags|use Chrome/i);
});

test('an insecure page says so and nothing else', () => {
  const [only, ...rest] = remedies(readBrowser(AGENTS[0]?.[1] as BrowserHints), { ...page, secure: false });
  expect(only).toContain('https://lab.example is not one');
  expect(rest).toEqual([]);
});

test('an old Chrome is told its version', () => {
  expect(remedies({ name: 'Chrome', version: 100, system: 'Windows' }, page)).toEqual([
    'Update Chrome: this is version 100, the lab needs 121.',
  ]);
});
