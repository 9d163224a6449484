// Golden files through the shipped implementation: npm run verify -- FILE...
// Prints, per case, the largest error over its tolerance. Exit code 1 beyond it or on a malformed file.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { LabError } from '../base/errors.ts';
import {
  cumulativeHallucinationRate,
  cumulativeScore,
  meanHallucinationRate,
  meanScore,
  twoDecimals,
} from '../bench/metrics/mrhal.ts';
import { popeScores } from '../bench/metrics/pope.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from './dawn.ts';
import { readGoldenFile, type GoldenFile, type MrhalCase, type PopeCase } from './goldenFile.ts';
import { computeMdpoCase, type Compared } from './verifyMdpo.ts';

/** |error| <= 1e-5 + 1e-4 |expected|, for numbers computed in f32. */
const F32 = { abs: 1e-5, rel: 1e-4 };

/** Outcome of one case: the largest error as a multiple of what is tolerated, and the field that has it. */
export interface Verdict {
  readonly title: string;
  readonly ratio: number;
  readonly field: string;
}

export async function main(args: string[]): Promise<number> {
  if (args.length === 0) {
    console.error('usage: npm run verify -- FILE...   (golden files of the kinds mdpo, mrhal, pope)');
    return 1;
  }
  let gpu: Gpu | undefined;
  const openOnce = async (): Promise<Gpu> => {
    if (gpu === undefined) {
      gpu = await openDawn();
      const { description, device, vendor, software } = gpu.adapter;
      console.log(`adapter: ${description || device || vendor}${software ? ' (software)' : ''}`);
    }
    return gpu;
  };
  let failures = 0;
  for (const path of args) {
    try {
      const file = readGoldenFile(located(path));
      for (const { title, ratio, field } of await verifyFile(file, openOnce)) {
        const passed = ratio <= 1;
        if (!passed) failures++;
        console.log(
          `${passed ? 'pass' : 'FAIL'}  ${path} ${title}: largest error ${ratio.toPrecision(3)} x tolerance (${field})`,
        );
      }
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      failures++;
      console.error(`FAIL  ${error.message}`);
    }
  }
  gpu?.close();
  return failures === 0 ? 0 : 1;
}

/** Verdicts on all cases of a file. `open` is called only where a GPU is needed. */
export async function verifyFile(file: GoldenFile, open: () => Promise<Gpu>): Promise<Verdict[]> {
  switch (file.kind) {
    case 'mdpo': {
      const verdicts: Verdict[] = [];
      for (const [i, c] of file.cases.entries()) {
        const title = `case ${i + 1} (K=${c.K} B=${c.B} L=${c.L} V=${c.V})`;
        verdicts.push({ title, ...worst(await computeMdpoCase(await open(), c), F32) });
      }
      return verdicts;
    }
    case 'mrhal':
      return file.cases.map((c, i) => ({
        title: `case ${i + 1} (${c.dialogues.length} dialogues, to two decimals)`,
        ...worst(mrhalFields(c), { abs: 1e-9, rel: 0 }),
      }));
    case 'pope':
      return file.cases.map((c, i) => ({
        title: `case ${i + 1} (${c.answers.length} answers)`,
        ...worst(popeFields(c), { abs: 1e-12, rel: 0 }),
      }));
  }
}

function mrhalFields({ dialogues, expected }: MrhalCase): Compared[] {
  const ratings = dialogues.map((d) => d.rating);
  const scores = { cumulativeScore, meanScore, cumulativeHallucinationRate, meanHallucinationRate };
  return Object.entries(scores).map(([field, score]) => ({
    field,
    got: [Number(twoDecimals(score(ratings)))],
    expected: [expected[field as keyof typeof scores]],
  }));
}

function popeFields({ answers, labels, expected }: PopeCase): Compared[] {
  const got = popeScores(answers, labels);
  return Object.entries(got).map(([field, value]: [string, number]) => ({
    field,
    got: [value],
    expected: [expected[field as keyof typeof got]],
  }));
}

/** The largest |error| / tolerance over all fields; infinite where a number is missing or not finite. */
function worst(fields: readonly Compared[], { abs, rel }: typeof F32): { ratio: number; field: string } {
  let found = { ratio: 0, field: fields[0]?.field ?? '' };
  for (const { field, got, expected } of fields) {
    if (got.length !== expected.length) return { ratio: Infinity, field };
    got.forEach((value, i) => {
      const wanted = expected[i] as number;
      const error = Math.abs(value - wanted) / (abs + rel * Math.abs(wanted));
      const ratio = Number.isNaN(error) ? Infinity : error;
      if (ratio > found.ratio) found = { ratio, field };
    });
  }
  return found;
}

/** Paths count from where npm was called, which is not where it runs its scripts. */
function located(path: string): string {
  const called = resolve(process.env['INIT_CWD'] ?? '.', path);
  return existsSync(called) ? called : resolve(path);
}
