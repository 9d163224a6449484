// Golden files: inputs with the numbers that published reference code made of them (e2e/golden/README.md and
// e2e/golden/reference/README.md).
// This file says what a well-formed one is; host/verify.ts runs it.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import {
  AmberFile,
  ChairFile,
  JudgesFile,
  StatisticsFile,
  type JudgeCase,
  type StatisticsCase,
} from './benchGolden.ts';
import { mllmFault, MllmFile, type MllmCase } from './mllmGolden.ts';
import { ImagesFile, processorFault, PromptsFile, TokensFile } from './processorGolden.ts';

/** A label that is not scored. */
export const UNSCORED = -100;

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const finite = v.pipe(v.number(), v.finite());
const numbers = v.array(finite);
const nested = v.array(numbers);

const MdpoCase = v.object({
  /** Levels. Row r of the arrays below = level * B + example. */
  K: v.pipe(v.number(), v.integer(), v.minValue(2)),
  /** Examples. */
  B: count,
  /** Positions; the logits at t predict the label at t + 1. */
  L: count,
  /** Words. */
  V: count,
  beta: v.pipe(finite, v.gtValue(0)),
  /** [K * B, L, V] */
  policyLogits: numbers,
  referenceLogits: numbers,
  /** [K * B, L], -100 = not scored. */
  labels: v.array(v.pipe(v.number(), v.integer())),
  /** [K * B, L]; a scored token weighs 1 + this. */
  extraTokenWeight: numbers,
  /** [K * B], weighted sums over scored tokens. */
  policyLogp: numbers,
  referenceLogp: numbers,
  /** [pairs][B] in the order (0,1), (0,2), ..., (1,2), ... */
  pairLosses: nested,
  /** Mean of the pair losses. */
  loss: finite,
  /** [pairs][B], 1 where the better level has the larger reward. */
  pairAccuracies: nested,
  /** [K * B] and [K * B, L, V], derivatives of the loss. */
  gradPolicyLogp: numbers,
  gradPolicyLogits: numbers,
});
export type MdpoCase = v.InferOutput<typeof MdpoCase>;

const MrhalCase = v.object({
  dialogues: v.pipe(
    v.array(
      v.object({
        label: v.array(v.string()),
        /** 0-6 for each round. */
        rating: v.pipe(v.array(v.pipe(finite, v.minValue(0), v.maxValue(6))), v.minLength(1)),
      }),
    ),
    v.minLength(1),
  ),
  /** With two decimals. */
  expected: v.object({
    cumulativeScore: finite,
    meanScore: finite,
    cumulativeHallucinationRate: finite,
    meanHallucinationRate: finite,
  }),
});
export type MrhalCase = v.InferOutput<typeof MrhalCase>;

const PopeCase = v.object({
  answers: v.array(v.string()),
  labels: v.array(v.picklist(['yes', 'no'])),
  expected: v.object({
    tp: finite,
    fp: finite,
    tn: finite,
    fn: finite,
    accuracy: finite,
    precision: finite,
    recall: finite,
    f1: finite,
    yesRatio: finite,
  }),
});
export type PopeCase = v.InferOutput<typeof PopeCase>;

const GoldenFile = v.variant('kind', [
  v.object({ kind: v.literal('mdpo'), cases: v.pipe(v.array(MdpoCase), v.minLength(1)) }),
  v.object({ kind: v.literal('mrhal'), cases: v.pipe(v.array(MrhalCase), v.minLength(1)) }),
  v.object({ kind: v.literal('pope'), cases: v.pipe(v.array(PopeCase), v.minLength(1)) }),
  ChairFile,
  AmberFile,
  JudgesFile,
  StatisticsFile,
  MllmFile,
  ImagesFile,
  TokensFile,
  PromptsFile,
]);
export type GoldenFile = v.InferOutput<typeof GoldenFile>;

/** @throws FormatError naming the file, the place in it and what is wrong */
export function readGoldenFile(path: string): GoldenFile {
  const parsed = v.safeParse(GoldenFile, parseJson(path));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const place = v.getDotPath(issue) ?? '(root)';
    const remedy =
      place === 'kind'
        ? 'There are mdpo, mrhal, pope, chair, amber, judges, statistics, mllm, images, tokens and prompts.'
        : 'See e2e/golden/README.md and e2e/golden/reference/README.md.';
    throw new FormatError(`${path}: ${place}: ${issue.message}.`, remedy);
  }
  const file = parsed.output;
  file.cases.forEach((_, i) => {
    const fault = caseFault(file, i);
    if (fault !== undefined) throw new FormatError(`${path}: cases.${i}.${fault}.`);
  });
  return file;
}

function parseJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new FormatError(`${path}: no such file.`);
    throw new FormatError(`${path}: cannot be read (${code ?? String(error)}).`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${path}: not JSON: ${(error as Error).message}.`);
  }
}

/** What disagrees within a case, or undefined. */
function caseFault(file: GoldenFile, i: number): string | undefined {
  switch (file.kind) {
    case 'mdpo':
      return mdpoFault(file.cases[i] as MdpoCase);
    case 'mrhal':
      return (file.cases[i] as MrhalCase).dialogues
        .map(({ label, rating }, d) => lengthFault(`dialogues.${d}.label`, label, rating.length))
        .find((fault) => fault !== undefined);
    case 'pope': {
      const { answers, labels } = file.cases[i] as PopeCase;
      return lengthFault('labels', labels, answers.length);
    }
    case 'judges': {
      const c = file.cases[i] as JudgeCase;
      return c.of === 'llava-bench' ? lengthFault('types', c.types, c.pairs.length) : undefined;
    }
    case 'statistics': {
      const c = file.cases[i] as StatisticsCase;
      if (c.statistic !== 'kappa') return undefined;
      return c.confusion
        .map((row, r) => lengthFault(`confusion.${r}`, row, c.confusion.length))
        .find((fault) => fault !== undefined);
    }
    case 'images':
    case 'tokens':
    case 'prompts':
      return processorFault(file, i);
    case 'mllm':
      return mllmFault(file.cases[i] as MllmCase);
    case 'chair':
    case 'amber':
      return undefined;
  }
}

function mdpoFault(c: MdpoCase): string | undefined {
  const rows = c.K * c.B;
  const pairs = (c.K * (c.K - 1)) / 2;
  const faults = [
    lengthFault('policyLogits', c.policyLogits, rows * c.L * c.V),
    lengthFault('referenceLogits', c.referenceLogits, rows * c.L * c.V),
    lengthFault('labels', c.labels, rows * c.L),
    lengthFault('extraTokenWeight', c.extraTokenWeight, rows * c.L),
    lengthFault('policyLogp', c.policyLogp, rows),
    lengthFault('referenceLogp', c.referenceLogp, rows),
    lengthFault('pairLosses', c.pairLosses, pairs),
    lengthFault('pairAccuracies', c.pairAccuracies, pairs),
    ...c.pairLosses.map((of, p) => lengthFault(`pairLosses.${p}`, of, c.B)),
    ...c.pairAccuracies.map((of, p) => lengthFault(`pairAccuracies.${p}`, of, c.B)),
    lengthFault('gradPolicyLogp', c.gradPolicyLogp, rows),
    lengthFault('gradPolicyLogits', c.gradPolicyLogits, rows * c.L * c.V),
  ];
  const wrong = c.labels.findIndex((label) => label !== UNSCORED && (label < 0 || label >= c.V));
  if (wrong >= 0) {
    faults.push(`labels.${wrong}: ${c.labels[wrong]} is neither ${UNSCORED} nor a word below ${c.V}`);
  }
  return faults.find((fault) => fault !== undefined);
}

function lengthFault(name: string, values: readonly unknown[], wanted: number): string | undefined {
  return values.length === wanted ? undefined : `${name}: has ${values.length} elements, not ${wanted}`;
}
