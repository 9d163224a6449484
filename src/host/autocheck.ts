// Auto-check against truth, which the paper could not have: how often the order of ladders contradicts the scenes.
//   npm run autocheck -- [--ladders FILE.jsonl | --n 2000 --seed 1] [--out results/autocheck.json]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { bagOfWords } from '../amp/autoCheck/encoder.ts';
import { loadTagger } from '../amp/autoCheck/english.ts';
import { LEXICON, parseLexicon } from '../amp/autoCheck/lexicon.ts';
import { lexiconEncoder } from '../amp/autoCheck/lexiconEncoder.ts';
import { defaultAutoCheck, type AutoCheckOptions } from '../amp/autoCheck/options.ts';
import { ConfigError } from '../base/errors.ts';
import type { Estimate } from '../protocol/bench.ts';
import { fileAssets } from './assets.ts';
import { JudgedLadders, ORDERS, type EncoderFigures, type Shares } from './autocheckFigures.ts';
import { readLadders, sceneLadders } from './sceneLadders.ts';

const THRESHOLDS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94, 0.98];
const LOCAL_SHARES = [0, 0.25, 0.5, 0.75, 1];
/** Contradicting orders that the paper counted among 2,000 checked samples. */
const PAPER = 0.0225;
/** Width of the column of names. */
const NAMES = 38;

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ladders: { type: 'string' },
      n: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: 'results/autocheck.json' },
    },
  });
  const seed = wholeNumber('seed', values.seed, 0);
  const { ladders, path } =
    values.ladders === undefined
      ? await sceneLadders(wholeNumber('n', values.n, 1), seed)
      : { ladders: readLadders(values.ladders), path: values.ladders };
  console.log(`${ladders.length} ladders: ${path}`);
  const judged = new JudgedLadders(ladders);
  const asGenerated = judged.contradicting(ladders);
  const tag = await loadTagger();
  const lexicon = lexiconEncoder(parseLexicon(await fileAssets.json(LEXICON)), tag);
  const sweep = LOCAL_SHARES.flatMap((localShare) =>
    THRESHOLDS.map((threshold): AutoCheckOptions => ({ threshold, localShare })),
  );
  const encoders: EncoderFigures[] = [];
  for (const encoder of [lexicon, bagOfWords]) {
    encoders.push(await judged.figures(tag, encoder, defaultAutoCheck, sweep, seed));
  }
  report(asGenerated, encoders);
  const result = {
    createdAt: new Date().toISOString(),
    path,
    n: ladders.length,
    seed,
    asGenerated,
    encoders,
  };
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`\nwritten: ${values.out}`);
  return 0;
}

/** @throws ConfigError */
function wholeNumber(name: string, text: string, low: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < low) {
    throw new ConfigError(`--${name} is "${text}".`, `It takes a whole number from ${low}.`);
  }
  return value;
}

const percent = (x: number): string => `${(100 * x).toFixed(2)} %`;
const withInterval = ({ value, low, high }: Estimate): string =>
  `${percent(value)} [${percent(low)}, ${percent(high)}]`;

function report(asGenerated: Shares, encoders: readonly EncoderFigures[]): void {
  console.log('\nLadders whose order contradicts the facts, with 95 % intervals:');
  console.log(
    '  facts: a rung stands below one that has more false claims or tells fewer facts, and is better in neither',
  );
  console.log(
    '  judge: the same, but a hallucination outweighs all facts told (the exact judge; not in the paper)',
  );
  console.log(`  ${''.padEnd(NAMES)}${ORDERS.map((order) => order.padEnd(28)).join('')}`);
  const row = (name: string, shares: Shares): void =>
    console.log(`  ${name.padEnd(NAMES)}${ORDERS.map((o) => withInterval(shares[o]).padEnd(28)).join('')}`);
  row('as generated', asGenerated);
  for (const { encoder, autoChecked } of encoders) row(`after auto-check, ${encoder}`, autoChecked);
  for (const { encoder, mended } of encoders) row(`planted disorder mended, ${encoder}`, mended);
  console.log(`  the paper counted ${percent(PAPER)} after auto-check`);
  for (const { encoder, curve, types, seconds } of encoders) {
    console.log(`\n${encoder}, read in ${seconds.toFixed(1)} s`);
    for (const order of ORDERS) {
      console.log(`  ${order}: threshold across, share of the local metric down`);
      console.log(`  ${''.padEnd(6)}${THRESHOLDS.map((t) => t.toFixed(2).padStart(8)).join('')}`);
      for (const share of LOCAL_SHARES) {
        const cells = curve
          .filter((c) => c.localShare === share)
          .map((c) => percent(c.contradicting[order].value));
        console.log(`  ${share.toFixed(2).padEnd(6)}${cells.map((c) => c.padStart(8)).join('')}`);
      }
    }
    const most = Object.entries(types).sort((a, b) => b[1] - a[1]);
    console.log(
      `  question types that differ where it contradicts: ${most.map(([t, n]) => `${t} ${n}`).join(', ')}`,
    );
  }
}
