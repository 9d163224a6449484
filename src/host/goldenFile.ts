// Golden files: what `npm run verify` accepts. Every refusal names the file, the case and the field.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const numbers = v.array(v.pipe(v.number(), v.finite()));

const MdpoCase = v.object({
  K: v.pipe(v.number(), v.integer(), v.minValue(2)),
  B: count,
  L: count,
  V: count,
  beta: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  policyLogits: numbers,
  referenceLogits: numbers,
  labels: v.array(v.pipe(v.number(), v.integer())),
  extraTokenWeight: numbers,
  policyLogp: numbers,
  referenceLogp: numbers,
  pairLosses: v.array(numbers),
  loss: v.pipe(v.number(), v.finite()),
  pairAccuracies: v.array(numbers),
  gradPolicyLogp: numbers,
  gradPolicyLogits: numbers,
});

const rating = v.pipe(v.number(), v.minValue(0), v.maxValue(6));
const MrhalCase = v.object({
  dialogues: v.pipe(v.array(v.object({ rating: v.pipe(v.array(rating), v.minLength(1)) })), v.minLength(1)),
  expected: v.object({
    cumulativeScore: v.number(),
    meanScore: v.number(),
    cumulativeHallucinationRate: v.number(),
    meanHallucinationRate: v.number(),
  }),
});

const PopeCase = v.object({
  answers: v.array(v.string()),
  labels: v.array(v.picklist(['yes', 'no'])),
  expected: v.object({
    tp: v.number(),
    fp: v.number(),
    tn: v.number(),
    fn: v.number(),
    accuracy: v.number(),
    precision: v.number(),
    recall: v.number(),
    f1: v.number(),
    yesRatio: v.number(),
  }),
});

const cases = <const S extends v.GenericSchema>(schema: S) => v.pipe(v.array(schema), v.minLength(1));
const GoldenFile = v.variant('kind', [
  v.object({ kind: v.literal('mdpo'), cases: cases(MdpoCase) }),
  v.object({ kind: v.literal('mrhal'), cases: cases(MrhalCase) }),
  v.object({ kind: v.literal('pope'), cases: cases(PopeCase) }),
]);

export type GoldenFile = v.InferOutput<typeof GoldenFile>;
export type MdpoCase = v.InferOutput<typeof MdpoCase>;
export type MrhalCase = v.InferOutput<typeof MrhalCase>;
export type PopeCase = v.InferOutput<typeof PopeCase>;

/**
 * Reads and checks a golden file.
 * @throws FormatError naming the file, the case, the field and what is wrong with it
 */
export function readGoldenFile(path: string): GoldenFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new FormatError(`${path}: ${(error as Error).message}.`, 'Give the path of a golden file.');
  }
  return parseGoldenFile(text, path);
}

/** The same from text. */
export function parseGoldenFile(text: string, path: string): GoldenFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${path} is not JSON: ${(error as Error).message}.`);
  }
  const parsed = v.safeParse(GoldenFile, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new FormatError(
      `${path}: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}.`,
      'Known kinds are mdpo, mrhal and pope; e2e/golden/reference/README.md describes their fields.',
    );
  }
  const file = parsed.output;
  if (file.kind === 'mdpo') file.cases.forEach((c, i) => checkMdpo(c, `${path}: cases.${i}`));
  if (file.kind === 'pope') {
    file.cases.forEach((c, i) => {
      wanted(`${path}: cases.${i}`, 'labels', c.labels.length, 'one per answer', c.answers.length);
    });
  }
  return file;
}

function checkMdpo(c: MdpoCase, where: string): void {
  const { K, B, L, V } = c;
  const rows = K * B;
  const pairs = (K * (K - 1)) / 2;
  for (const field of ['policyLogits', 'referenceLogits', 'gradPolicyLogits'] as const) {
    wanted(where, field, c[field].length, 'K*B*L*V', rows * L * V);
  }
  for (const field of ['labels', 'extraTokenWeight'] as const) {
    wanted(where, field, c[field].length, 'K*B*L', rows * L);
  }
  for (const field of ['policyLogp', 'referenceLogp', 'gradPolicyLogp'] as const) {
    wanted(where, field, c[field].length, 'K*B', rows);
  }
  for (const field of ['pairLosses', 'pairAccuracies'] as const) {
    wanted(where, field, c[field].length, 'K(K-1)/2', pairs);
    c[field].forEach((row, p) => wanted(where, `${field}.${p}`, row.length, 'B', B));
  }
  const odd = c.labels.find((label) => label !== -100 && !(label >= 0 && label < V));
  if (odd !== undefined) {
    throw new FormatError(`${where}: labels: ${odd} is neither -100 nor a word below V = ${V}.`);
  }
}

function wanted(where: string, field: string, length: number, meaning: string, expected: number): void {
  if (length !== expected) {
    throw new FormatError(`${where}: ${field} has ${length} entries; ${meaning} = ${expected} are wanted.`);
  }
}
