// A packed ladder row against its answers as rows of their own: the same log-probabilities and gradients, in float64.
import { expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import { sizeOf } from '../base/shape.ts';
import { batchSize, fillRows, fillScored, type BatchArrays } from '../data/batch.ts';
import { dialogueRow, ladderRow, type Row } from '../data/rows.ts';
import { differentiate, gradientName } from '../graph/differentiate.ts';
import { evaluate } from '../graph/evaluate.ts';
import { Trace } from '../graph/trace.ts';
import { imageTokens } from '../model/config.ts';
import { ModelTrace, parametersOf } from '../model/parameters.ts';
import { encodeTest, TEST_CONFIG, TEST_TOKENS } from '../model/testModel.ts';
import { initialWeights } from '../model/weights.ts';
import { mul } from '../ops/binary.ts';
import { sum } from '../ops/reduce.ts';
import { answerLogps } from './objective.ts';

const context = { special: TEST_TOKENS, encode: encodeTest, imageTokens: imageTokens(TEST_CONFIG) };
const random = new Random(4);
const words = (n: number): string => Array.from({ length: n }, () => `w${6 + random.int(34)}`).join(' ');

/** Runs rows in float64; the loss is a fixed weighting of the answers' log-probabilities. */
function run(
  rows: readonly Row[],
  K: number,
  features: number[][],
  weights: number[],
): Map<string, Float64Array> {
  const size = batchSize(rows, rows.length, K, 4);
  const trace = new Trace();
  const logps = answerLogps(new ModelTrace(trace, TEST_CONFIG), size, 'features').answers;
  trace.result('logps', logps);
  trace.result('loss', sum(mul(logps, trace.input('loss weights', logps.shape)), [0, 1]));
  const trained = parametersOf(TEST_CONFIG).filter((p) => p.part === 'decoder');
  const graph = differentiate(
    trace.graph(),
    'loss',
    trained.map((p) => p.name),
  );
  const values: Record<string, Float32Array | Uint32Array | number[]> = { 'loss weights': weights };
  for (const [name, data] of initialWeights(TEST_CONFIG, 8, 0.3)) values[name] = data;
  for (const value of graph.values) {
    if (value.kind !== 'input' || value.name === undefined || value.name in values) continue;
    const n = sizeOf(value.spec.shape);
    values[value.name] = value.spec.dtype === 'f32' ? new Float32Array(n) : new Uint32Array(n);
  }
  const arrays: BatchArrays = {
    words: (name) => values[name] as Uint32Array,
    floats: (name) => values[name] as Float32Array,
  };
  fillRows(arrays, rows, size.T);
  fillScored(arrays, rows, size, (_row, round) => 1 + 0.05 * round);
  values.features = features.flat();
  return evaluate(graph, values);
}

for (const K of [2, 3, 4, 5]) {
  test(`packed = unpacked, K = ${K}, ragged lengths, two rounds`, () => {
    const B = 2;
    const ladders = Array.from({ length: B }, () => ({
      questions: [words(1 + random.int(4)), words(2)],
      levels: Array.from({ length: K }, () => [words(1 + random.int(6)), words(1 + random.int(3))]),
    }));
    const images = ladders.map(() => Array.from({ length: 4 * 32 }, () => random.normal()));
    const weights = Array.from({ length: B * K }, () => random.normal());

    const packed = run(
      ladders.map((l) => ladderRow(context, l.questions, l.levels)),
      K,
      images,
      weights,
    );
    const apart = ladders.flatMap((l) =>
      l.levels.map((answers) =>
        dialogueRow(
          context,
          l.questions.map((question, r) => ({ question, answer: answers[r] as string })),
        ),
      ),
    );
    const unpacked = run(
      apart,
      1,
      ladders.flatMap((_, b) => Array<number[]>(K).fill(images[b] as number[])),
      weights,
    );

    for (const [name, expected] of unpacked) {
      const got = packed.get(name) as Float64Array;
      expect(got.length, name).toBe(expected.length);
      expected.forEach((value, i) => {
        expect(Math.abs((got[i] as number) - value), name).toBeLessThan(1e-9 + 1e-9 * Math.abs(value));
      });
    }
    expect(packed.has(gradientName('model.text_model.norm.weight'))).toBe(true);
  });
}
