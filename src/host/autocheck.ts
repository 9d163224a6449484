// Auto-check against truth, which the paper could not have: how often the order of ladders contradicts the scenes.
//   npm run autocheck -- [--ladders FILE.jsonl | --n 2000 --seed 1] [--trained] [--out results/autocheck.json]
// --trained also trains the learned encoder (autocheckTraining.ts), which takes some minutes, and measures it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { bagOfWords, type SentenceEncoder } from '../amp/autoCheck/encoder.ts';
import { loadTagger } from '../amp/autoCheck/english.ts';
import { LEXICON, parseLexicon } from '../amp/autoCheck/lexicon.ts';
import { lexiconEncoder } from '../amp/autoCheck/lexiconEncoder.ts';
import type { Tagger } from '../amp/autoCheck/token.ts';
import { ConfigError } from '../base/errors.ts';
import { fileAssets } from './assets.ts';
import { JudgedLadders, type EncoderFigures } from './autocheckFigures.ts';
import { report } from './autocheckReport.ts';
import { pairTraining, trainWordPairs } from './autocheckTraining.ts';
import { openDawn } from './dawn.ts';
import { readLadders, sceneLadders } from './sceneLadders.ts';

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ladders: { type: 'string' },
      n: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      trained: { type: 'boolean', default: false },
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
  const encoders: EncoderFigures[] = [];
  const trained = values.trained ? [await train(tag)] : [];
  for (const encoder of [lexicon, ...trained, bagOfWords]) {
    encoders.push(await judged.figures(tag, encoder, seed));
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

async function train(tag: Tagger): Promise<SentenceEncoder> {
  const gpu = await openDawn();
  try {
    return await trainWordPairs(gpu, tag, pairTraining, (step, loss) =>
      console.log(
        `training the learned encoder, step ${step}/${pairTraining.steps}: loss ${loss.toFixed(5)}`,
      ),
    );
  } finally {
    gpu.close();
  }
}

/** @throws ConfigError */
function wholeNumber(name: string, text: string, low: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < low) {
    throw new ConfigError(`--${name} is "${text}".`, `It takes a whole number from ${low}.`);
  }
  return value;
}
