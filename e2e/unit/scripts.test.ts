// What the commands decide and print before any browser runs.
import { afterEach, expect, test, vi } from 'vitest';
import { chromiumFlags, dawnEnvironment, findChromium } from '../../scripts/browser.mjs';
import { formatTable, ProgressBar } from '../../scripts/terminal.mjs';
import { codeVersion } from '../../scripts/version.mjs';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('CHROME_PATH wins, and a wrong one is named', () => {
  vi.stubEnv('CHROME_PATH', process.execPath);
  expect(findChromium()).toBe(process.execPath);
  vi.stubEnv('CHROME_PATH', '/no/such/chromium');
  expect(() => findChromium()).toThrow('/no/such/chromium');
});

test('a Vulkan driver that the user chose is kept', () => {
  vi.stubEnv('VK_ICD_FILENAMES', '/some/driver.json');
  expect(dawnEnvironment('/usr/bin/chromium')).toEqual({});
});

test('only the software flags pin an adapter', () => {
  expect(chromiumFlags('software')).toContain('--use-webgpu-adapter=swiftshader');
  expect(chromiumFlags('hardware').join(' ')).not.toContain('swiftshader');
  expect(chromiumFlags('none').join(' ')).not.toContain('webgpu');
});

test('a table has columns of one width', () => {
  const rows = [
    ['score', '3.10', '3.42'],
    ['hallucination rate', '41 %', '30 %'],
  ];
  expect(formatTable(['', 'before', 'after'], rows).split('\n')).toEqual([
    '                    before  after',
    '------------------  ------  -----',
    'score               3.10    3.42',
    'hallucination rate  41 %    30 %',
  ]);
});

test('without a terminal the bar prints one line a tenth', () => {
  let text = '';
  const bar = new ProgressBar({ write: (more: string) => (text += more) });
  bar.stage('train', 'MDPO.');
  for (let done = 0; done <= 100; done++) bar.progress(done, 100, done < 100 ? 75 : undefined);
  bar.finish();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(12);
  expect(lines[1]).toBe('train      [........................] 0/100  1 min 15 s left');
  expect(lines[11]).toBe('train      [########################] 100/100');
});

test('the code version starts with the package version', () => {
  expect(codeVersion()).toMatch(/^\d+\.\d+\.\d+(\+[0-9a-z-]+)?$/);
});
