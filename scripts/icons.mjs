// Rasterises the scene icons of both art styles from their Iconify packages: `node scripts/icons.mjs`.
// Writes public/scenes/{noto,fluent}.rgba (raw premultiplied RGBA, one icon after another in noun order),
// index.json and the licence texts. The outputs are committed; a test compares them with a fresh run.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { createServer } from 'vite';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Pixels along an icon's side: about twice the size at which it is drawn. */
export const ICON_SIZE = 48;

export const STYLES = {
  noto: '@iconify-json/noto',
  fluent: '@iconify-json/fluent-emoji-flat',
};

/** Rasterises one icon of an Iconify set: premultiplied RGBA bytes, ICON_SIZE * ICON_SIZE * 4. */
export function rasterise(style, name) {
  const set = require(`${STYLES[style]}/icons.json`);
  const icon = set.icons[name] ?? set.icons[set.aliases?.[name]?.parent];
  if (!icon) throw new Error(`${STYLES[style]} has no icon "${name}"`);
  const width = icon.width ?? set.width ?? 16;
  const height = icon.height ?? set.height ?? 16;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `viewBox="0 0 ${width} ${height}" width="${ICON_SIZE}" height="${ICON_SIZE}">${icon.body}</svg>`;
  return new Resvg(svg, { fitTo: { mode: 'width', value: ICON_SIZE } }).render().pixels;
}

async function loadNouns() {
  const server = await createServer({
    configFile: false,
    root,
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    logLevel: 'error',
  });
  const { NOUNS } = await server.ssrLoadModule('/src/data/scenes/nouns.ts');
  await server.close();
  return NOUNS;
}

async function main() {
  const nouns = await loadNouns();
  const out = `${root}public/scenes/`;
  mkdirSync(`${out}licenses`, { recursive: true });
  const styles = {};
  for (const [style, name] of Object.entries(STYLES)) {
    const pixels = Buffer.concat(nouns.map((noun) => Buffer.from(rasterise(style, noun.icon))));
    writeFileSync(`${out}${style}.rgba`, pixels);
    const info = JSON.parse(readFileSync(require.resolve(`${name}/info.json`), 'utf8'));
    styles[style] = {
      file: `${style}.rgba`,
      package: `${name}@${require(`${name}/package.json`).version}`,
      license: info.license.spdx,
      author: info.author.name,
      url: info.author.url,
    };
  }
  const index = { size: ICON_SIZE, nouns: nouns.map((noun) => noun.word), styles };
  writeFileSync(`${out}index.json`, `${JSON.stringify(index, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
