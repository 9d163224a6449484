// Golden files through the shipped implementation: npm run verify -- FILE...
// Exit code 0 when every number of every case is within tolerance, else 1.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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
import type { JudgeCase, StatisticsCase } from './benchGolden.ts';
import { openDawn } from './dawn.ts';
import {
  readGoldenFile,
  type GoldenFile,
  type MdpoCase,
  type MrhalCase,
  type PopeCase,
} from './goldenFile.ts';
import { amberChecks, chairChecks, judgeChecks, statisticsChecks, type Check } from './verifyBench.ts';
import { readMllmFolder, type MllmCase } from './mllmGolden.ts';
import { computeMdpo } from './verifyMdpo.ts';
import { mllmChecks, mllmErrors } from './verifyMllm.ts';
import { processorChecks } from './verifyProcessor.ts';

/** Allowed: |error| <= abs + rel |expected|. */
interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** Results in f32. */
const F32: Tolerance = { abs: 1e-5, rel: 1e-4 };
/** Counts and printed digits are equal; a ratio may round differently in its last bit. */
const EXACT: Tolerance = { abs: 1e-12, rel: 0 };
/** Sums of many small terms, in another order than scipy's. */
const F64: Tolerance = { abs: 1e-11, rel: 1e-10 };
/** Whole models in f32; the numbers come relative to the largest of their tensor. */
const MODEL: Tolerance = { abs: 1e-3, rel: 0 };
/** A step of a byte, in pixels of 0 to 1. */
const PIXEL: Tolerance = { abs: 1 / 255, rel: 0 };
/** What is not printed digits or counts. */
const TOLERANCES: Partial<Record<GoldenFile['kind'], Tolerance>> = {
  mdpo: F32,
  statistics: F64,
  mllm: MODEL,
  images: PIXEL,
};

export async function main(args: string[]): Promise<number> {
  if (args.length === 0) {
    console.error('usage: npm run verify -- FILE...');
    return 1;
  }
  let gpu: Gpu | undefined;
  const openOnce = async (): Promise<Gpu> => {
    if (gpu !== undefined) return gpu;
    gpu = await openDawn();
    const { adapter } = gpu;
    console.log(`adapter: ${adapter.name}${adapter.software ? ' (a CPU pretending to be a GPU)' : ''}`);
    return gpu;
  };
  let passed = true;
  try {
    for (const path of args) {
      try {
        if (!(await verifyFile(path, readGoldenFile(located(path)), openOnce))) passed = false;
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        console.error(error.message);
        passed = false;
      }
    }
  } finally {
    gpu?.close();
  }
  console.log(passed ? 'verified' : 'FAILED');
  return passed ? 0 : 1;
}

/** A path counts from where npm was called, which is not where it runs its scripts. */
function located(path: string): string {
  const called = resolve(process.env.INIT_CWD ?? '.', path);
  return existsSync(called) ? called : path;
}

/**
 * Prints a line a case; true when all are within tolerance.
 * @param open gives the device, to the kinds that need one
 */
export async function verifyFile(path: string, file: GoldenFile, open: () => Promise<Gpu>): Promise<boolean> {
  let passed = true;
  for (const i of file.cases.keys()) {
    const checks = await checksOf(file, i, path, open);
    const { name, ratio } = worst(checks, TOLERANCES[file.kind] ?? EXACT);
    const ok = ratio <= 1;
    passed &&= ok;
    console.log(
      `${ok ? 'ok  ' : 'FAIL'} ${path} case ${i} (${file.kind}): ` +
        `largest error ${ratio.toPrecision(3)} of tolerance, in ${name}`,
    );
    if (file.kind === 'mllm') console.log(`     ${mllmErrors(checks)}`);
  }
  return passed;
}

async function mdpoChecks(gpu: Gpu, c: MdpoCase): Promise<Check[]> {
  const computed = await computeMdpo(gpu, c);
  return Object.entries(computed).map(([name, got]) => ({
    name,
    got,
    expected: [c[name as keyof typeof computed]].flat(2),
  }));
}

async function checksOf(
  file: GoldenFile,
  i: number,
  path: string,
  open: () => Promise<Gpu>,
): Promise<Check[]> {
  switch (file.kind) {
    case 'mdpo':
      return mdpoChecks(await open(), file.cases[i] as MdpoCase);
    case 'mllm': {
      const c = file.cases[i] as MllmCase;
      const folder = readMllmFolder(join(dirname(located(path)), c.folder));
      return mllmChecks(await open(), c, folder);
    }
    case 'mrhal':
    case 'pope':
      return textChecks(file.cases[i] as MrhalCase | PopeCase);
    case 'chair':
      return chairChecks(file, i);
    case 'amber':
      return amberChecks(file, i);
    case 'judges':
      return judgeChecks(file.cases[i] as JudgeCase);
    case 'statistics':
      return statisticsChecks(file.cases[i] as StatisticsCase);
    case 'images':
    case 'tokens':
    case 'prompts':
      return processorChecks(file, i, dirname(located(path)));
  }
}

function textChecks(c: MrhalCase | PopeCase): Check[] {
  const scores = 'dialogues' in c ? mrhalScores(c) : popeScores(c.answers, c.labels);
  const computed = new Map(Object.entries(scores));
  return Object.entries(c.expected).map(([name, value]) => ({
    name,
    got: [computed.get(name) ?? NaN],
    expected: [value],
  }));
}

/** As the published summariser prints them. */
function mrhalScores({ dialogues }: MrhalCase): MrhalCase['expected'] {
  const ratings = dialogues.map((d) => d.rating);
  return {
    cumulativeScore: Number(twoDecimals(cumulativeScore(ratings))),
    meanScore: Number(twoDecimals(meanScore(ratings))),
    cumulativeHallucinationRate: Number(twoDecimals(cumulativeHallucinationRate(ratings))),
    meanHallucinationRate: Number(twoDecimals(meanHallucinationRate(ratings))),
  };
}

/** The largest error as a multiple of what is allowed; a result that is no number is infinitely wrong. */
function worst(checks: readonly Check[], { abs, rel }: Tolerance): { name: string; ratio: number } {
  let found = { name: checks[0]?.name ?? '', ratio: 0 };
  for (const { name, got, expected } of checks) {
    for (let i = 0; i < Math.max(got.length, expected.length); i++) {
      const wanted = expected[i] as number;
      const ratio = Math.abs((got[i] as number) - wanted) / (abs + rel * Math.abs(wanted));
      if (!(ratio <= found.ratio)) found = { name: `${name}[${i}]`, ratio: ratio >= 0 ? ratio : Infinity };
    }
  }
  return found;
}
