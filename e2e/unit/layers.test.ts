// The import law of docs/layers.md, held against src/, and against made-up sources that break it.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkLayers, readLaw } from './imports.ts';

const root = new URL('../../', import.meta.url);
const law = readLaw(readFileSync(new URL('docs/layers.md', root), 'utf8'));

function sources(): Map<string, string> {
  const names = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' });
  const paths = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.ts'));
  return new Map(paths.map((path) => [path, readFileSync(new URL(`src/${path}`, root), 'utf8')]));
}

test('src/ keeps the import law and has no cycle', () => {
  const files = sources();
  expect(files.size).toBeGreaterThan(10);
  expect(checkLayers(files, law)).toEqual([]);
});

test('the table has every layer', () => {
  const layers =
    'base protocol gpu ops graph data model amp train bench store offline worker host ui main.ts';
  expect([...law.keys()]).toEqual(layers.split(' '));
  expect(law.get('base')).toEqual([]);
  expect(law.get('graph')).toEqual(['ops', 'gpu', 'base']);
});

const bad: [name: string, files: Record<string, string>, message: RegExp][] = [
  [
    'an upward import',
    { 'gpu/a.ts': `import { f } from '../ops/f.ts';` },
    /gpu\/a\.ts imports '\.\.\/ops\/f\.ts'/,
  ],
  ['a type import', { 'base/a.ts': `import type { F } from '../gpu/f.ts';` }, /base\/a\.ts imports/],
  ['an import type', { 'base/a.ts': `type F = import('../gpu/f.ts').F;` }, /base\/a\.ts imports/],
  ['a re-export', { 'data/a.ts': `export * from '../model/f.ts';` }, /data\/a\.ts imports/],
  ['a dynamic import', { 'data/a.ts': `await import('../train/f.ts');` }, /data\/a\.ts imports/],
  ['a glob', { 'ops/a.ts': `import.meta.glob('../graph/*.ts');` }, /ops\/a\.ts imports/],
  ['an unknown folder', { 'utils/a.ts': '' }, /utils is not in the table/],
  ['the engine in the page', { 'ui/a.ts': `import { f } from '../train/f.ts';` }, /ui\/a\.ts imports/],
  [
    "the worker's code in the page",
    { 'ui/a.ts': `import { f } from '../worker/lab.ts';` },
    /ui\/a\.ts imports/,
  ],
  ['the page in the worker', { 'worker/a.ts': `import { f } from '../ui/f.ts';` }, /worker\/a\.ts imports/],
  ['lit outside ui', { 'data/a.ts': `import { html } from 'lit';` }, /data\/a\.ts imports 'lit'/],
  ['lit decorators outside ui', { 'main.ts': `import 'lit/decorators.js';` }, /main\.ts imports/],
  ['idb outside store', { 'worker/a.ts': `import { openDB } from 'idb';` }, /worker\/a\.ts imports 'idb'/],
  [
    'comlink outside the client',
    { 'ui/a.ts': `import { wrap } from 'comlink';` },
    /ui\/a\.ts imports 'comlink'/,
  ],
  ['node in the page', { 'base/a.ts': `import 'node:fs';` }, /base\/a\.ts imports 'node:fs'/],
  ['a WebGPU type in an op', { 'ops/a.ts': `export let b: GPUBuffer;` }, /ops\/a\.ts uses GPUBuffer/],
  ['a shader as code', { 'ops/a.ts': `import '../../shaders/a.wgsl';` }, /only shaders/],
  ['a shader in a model', { 'model/a.ts': `import c from '../../shaders/a.wgsl?raw';` }, /only shaders/],
  ['an import of a test', { 'base/a.ts': `import './b.test.ts';` }, /nothing imports a test/],
  [
    'a cycle of two files',
    { 'base/a.ts': `import './b.ts';`, 'base/b.ts': `import './a.ts';` },
    /import cycle: base\/a\.ts -> base\/b\.ts -> base\/a\.ts/,
  ],
  [
    'a cycle through a glob and types',
    { 'ops/all.ts': `import.meta.glob('./*.ts');`, 'ops/b.ts': `import type { T } from './all.ts';` },
    /import cycle: ops\/all\.ts -> ops\/b\.ts -> ops\/all\.ts/,
  ],
];

test.each(bad)('finds %s', (_name, files, message) => {
  expect(checkLayers(new Map(Object.entries(files)), law)).toEqual([expect.stringMatching(message)]);
});

const good: Record<string, string> = {
  'ops/a.ts': `import code from '../../shaders/a.wgsl?raw'; import { linearGrid } from '../gpu/dispatch.ts';`,
  'ops/a.test.ts': `import { test } from 'vitest'; import { openDevice } from '../host/device.ts';`,
  'ui/client.ts': `import { wrap } from 'comlink'; import type { Lab } from '../worker/lab.ts';
    new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module' });`,
  'ui/button.ts': `import { html } from 'lit'; import { format } from '../base/format.ts';`,
  'store/db.ts': `import { openDB } from 'idb';`,
  'host/device.ts': `import { create } from 'webgpu'; export let device: GPUDevice;`,
};

test('allows what the law allows', () => {
  expect(checkLayers(new Map(Object.entries(good)), law)).toEqual([]);
});
