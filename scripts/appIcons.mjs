// Draws the application's icons from public/icon.svg: `node scripts/appIcons.mjs`. Writes public/app/*.png, which are
// committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';

const publicFolder = fileURLToPath(new URL('../public/', import.meta.url));
const drawing = readFileSync(`${publicFolder}icon.svg`, 'utf8');
const [, ground] = /<rect[^>]* fill="(#\w+)"/.exec(drawing) ?? [];

/**
 * A system cuts any shape out of these: the ground fills the square, and the drawing keeps to the middle circle of 80 %
 * (https://www.w3.org/TR/appmanifest/#icon-masks).
 */
const filled = drawing
  .replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"')
  .replace(/<rect[^>]*>/, `<rect x="-4" y="-4" width="40" height="40" fill="${ground}" />`);

const ICONS = [
  { name: 'icon-192', svg: drawing, size: 192 },
  { name: 'icon-512', svg: drawing, size: 512 },
  { name: 'icon-maskable-512', svg: filled, size: 512 },
  { name: 'touch-180', svg: filled, size: 180 },
];

mkdirSync(`${publicFolder}app`, { recursive: true });
for (const { name, svg, size } of ICONS) {
  const png = new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();
  writeFileSync(`${publicFolder}app/${name}.png`, png);
  console.log(`public/app/${name}.png: ${size} x ${size}, ${png.length} bytes`);
}
