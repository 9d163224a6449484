// Journeys in a real Chromium: `app` runs against the built page as `npm start` serves it, `pages` against the test
// pages of e2e/pages, which Vite transforms. Both run on SwiftShader, so that every machine tests the same adapter.
import { createServer } from 'node:net';
import { defineConfig } from 'playwright/test';
import { chromiumFlags, findChromium } from '../scripts/browser.mjs';

/** A port that nobody listens on. Kept in the environment, because every test process loads this file again. */
async function port(name: string): Promise<string> {
  process.env[name] ??= await new Promise<string>((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => {
        resolve(String(address !== null && typeof address === 'object' ? address.port : 0));
      });
    });
  });
  return process.env[name];
}

const root = new URL('..', import.meta.url).pathname;
const app = await port('AMP_APP_PORT');
const pages = await port('AMP_PAGES_PORT');
const executablePath = findChromium();
const vite = (command: string, at: string): string =>
  `node node_modules/vite/bin/vite.js ${command} --port ${at} --strictPort --host localhost`;

/** Journeys on pages of the development server. */
const PAGES = ['*ops.spec.ts', 'gallery.spec.ts'];

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 1, // two cores: the page's worker and SwiftShader want one each
  timeout: 120_000,
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['json', { outputFile: '../.cache/playwright.json' }]],
  use: {
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' }, // the opening then waits to be asked: it would slow all the others
    serviceWorkers: 'block', // e2e/offline.spec.ts has one: every other journey sees what the server has
    launchOptions: { ...(executablePath && { executablePath }), args: chromiumFlags('software') },
  },
  projects: [
    {
      name: 'app',
      testMatch: '*.spec.ts',
      testIgnore: PAGES,
      use: { baseURL: `http://localhost:${app}` },
    },
    { name: 'pages', testMatch: PAGES, use: { baseURL: `http://localhost:${pages}` } },
  ],
  webServer: [
    { command: vite('preview', app), cwd: root, url: `http://localhost:${app}/` },
    { command: vite('', pages), cwd: root, url: `http://localhost:${pages}/e2e/pages/ops.html` },
  ],
});
