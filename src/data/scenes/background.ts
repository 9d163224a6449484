// Backgrounds: pale plain colours, gradients and faint patterns. They carry no truth.
import type { Random } from '../../base/random.ts';

/** Fills a planar RGB image [3, size, size], values 0..255, with a background drawn from `random`. */
export function paintBackground(image: Uint8Array, size: number, random: Random): void {
  const from = pale(random);
  const to = random.next() < 0.5 ? from : pale(random);
  const angle = random.next() * 2 * Math.PI;
  const ax = Math.cos(angle) / size;
  const ay = Math.sin(angle) / size;
  const pattern = random.pick(['none', 'none', 'stripes', 'dots', 'checks', 'noise'] as const);
  const period = 6 + random.int(10);
  const strength = 3 + random.int(5);
  const plane = size * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const t = Math.min(1, Math.max(0, 0.5 + (x - size / 2) * ax + (y - size / 2) * ay));
      let shift = 0;
      if (pattern === 'stripes') shift = (x + y) % period < period / 2 ? strength : 0;
      else if (pattern === 'checks')
        shift = (Math.floor(x / period) + Math.floor(y / period)) % 2 ? strength : 0;
      else if (pattern === 'dots')
        shift = (x % period) ** 2 + (y % period) ** 2 < (period * period) / 8 ? strength : 0;
      else if (pattern === 'noise') shift = random.next() * strength;
      for (let c = 0; c < 3; c++) {
        const a = from[c] as number;
        image[c * plane + y * size + x] = a + ((to[c] as number) - a) * t - shift;
      }
    }
  }
}

/** A pale colour, each channel 219..252. */
function pale(random: Random): [number, number, number] {
  const base = 228 + random.int(20);
  const vary = (): number => base + random.int(15) - 9;
  return [vary(), vary(), vary()];
}
