// The figures of `npm run autocheck` as text.
import type { Estimate } from '../protocol/bench.ts';
import { ORDERS, type Curve, type EncoderFigures, type Shares } from './autocheckFigures.ts';
import { VARIANTS, type VariantName } from './autocheckVariants.ts';

/** Contradicting orders that the paper counted among 2,000 checked samples. */
const PAPER = 0.0225;
/** Width of the column of names. */
const NAMES = 38;

const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;
const withInterval = ({ value, low, high }: Estimate): string =>
  `${percent(value)} [${percent(low)}, ${percent(high)}]`;

export function report(asGenerated: Shares, encoders: readonly EncoderFigures[]): void {
  console.log('\nLadders whose order contradicts the facts, with 95 % intervals:');
  console.log(
    '  facts: a rung stands below one that has more false claims or tells fewer facts, and is better in neither',
  );
  console.log(
    '  judge: the same, but a hallucination outweighs all facts told (the exact judge; not in the paper)',
  );
  console.log(`  ${''.padEnd(NAMES)}${ORDERS.map((order) => order.padEnd(28)).join('')}`);
  row('as generated', asGenerated);
  for (const { encoder, variants, otherNouns, mended } of encoders) {
    console.log(`  after auto-check, ${encoder}`);
    for (const name of Object.keys(VARIANTS) as VariantName[]) row(`  ${name}`, variants[name]);
    row('  default, other nouns', otherNouns);
    row('  default, planted disorder mended', mended);
  }
  console.log(`  the paper counted ${percent(PAPER)} after auto-check`);
  for (const { encoder, curves, types, seconds } of encoders) {
    console.log(`\n${encoder}, read in ${seconds.toFixed(1)} s`);
    for (const curve of curves) table(curve);
    const most = Object.entries(types).sort((a, b) => b[1] - a[1]);
    console.log(
      `  question types that differ where it contradicts: ${most.map(([t, n]) => `${t} ${n}`).join(', ')}`,
    );
  }
}

function row(name: string, shares: Shares): void {
  console.log(`  ${name.padEnd(NAMES)}${ORDERS.map((o) => withInterval(shares[o]).padEnd(28)).join('')}`);
}

function table({ sweep: { of, across, values, localShares }, rows }: Curve): void {
  for (const order of ORDERS) {
    console.log(`  ${of}, ${order}: ${across} across, share of the local metric down`);
    console.log(`  ${''.padEnd(6)}${values.map((x) => x.toFixed(2).padStart(8)).join('')}`);
    rows.forEach((cells, r) => {
      const shares = cells.map((cell) => percent(cell[order].value).padStart(8));
      console.log(`  ${localShares[r]?.toFixed(2).padEnd(6)}${shares.join('')}`);
    });
  }
}
