// Unit tests and GPU tests in Node, where Dawn runs on the machine's GPU or on the SwiftShader beside Chromium.
import { defineConfig } from 'vitest/config';
import { dawnEnvironment, findChromium } from './scripts/browser.mjs';
import { codeVersion } from './scripts/version.mjs';

Object.assign(process.env, dawnEnvironment(findChromium())); // the forks that run the tests inherit it

export default defineConfig({
  define: { __VERSION__: JSON.stringify(codeVersion()) },
  test: {
    include: ['src/**/*.test.ts', 'e2e/unit/**/*.test.ts'],
    pool: 'forks',
    execArgv: ['--expose-gc'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
