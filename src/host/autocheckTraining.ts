// Trains auto-check's learned encoder with the lab's engine: the cosine of two texts shall be their likeness.
//   e(text) = normalise(counts(text) table);  loss = sum over pairs of w (e(a) . e(b) - target)^2
import { SLOTS, WIDTH, slotsOf, wordPairEncoder } from '../amp/autoCheck/wordPairs.ts';
import type { SentenceEncoder } from '../amp/autoCheck/encoder.ts';
import type { Tagger } from '../amp/autoCheck/token.ts';
import { Random } from '../base/random.ts';
import type { Gpu } from '../gpu/device.ts';
import { differentiate, gradientName } from '../graph/differentiate.ts';
import type { Graph } from '../graph/graph.ts';
import { Layout } from '../graph/layout.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Trace } from '../graph/trace.ts';
import { Workspace } from '../graph/workspace.ts';
import { adamw } from '../ops/adamw.ts';
import { div, mul, sub } from '../ops/binary.ts';
import { matmul } from '../ops/matmul.ts';
import { sum } from '../ops/reduce.ts';
import { scale } from '../ops/scale.ts';
import { unary } from '../ops/unary.ts';
import { fillHyper } from '../train/update.ts';
import { drawPairs } from './autocheckPairs.ts';

export interface PairTraining {
  readonly steps: number;
  /** Of eight texts each. */
  readonly groups: number;
  readonly learningRate: number;
  readonly seed: number;
}

export const pairTraining: PairTraining = { steps: 2000, groups: 24, learningRate: 0.01, seed: 1 };

const ADAMW = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
/** Of the first vectors' numbers. */
const STD = 0.05;

/** One step over B texts, the update included. Inputs: counts [B, V], targets and weights [B, B], hyper, one. */
export function pairGraph(B: number): Graph {
  const forward = new Trace();
  const table = forward.state('table', [SLOTS, WIDTH]);
  const h = matmul(forward.input('counts', [B, SLOTS]), table); // [B, C]
  const length = unary(scale(sum(mul(h, h), [1], true), 1, 1e-12), 'sqrt'); // [B, 1]
  const e = div(h, length); // [B, C]
  const cosines = matmul(e, e, { transB: true }); // [B, B]
  const miss = sub(cosines, forward.input('targets', [B, B])); // [B, B]
  forward.result('loss', sum(mul(forward.input('weights', [B, B]), mul(miss, miss))));
  const graph = differentiate(forward.graph(), 'loss', ['table']);

  const trace = Trace.extend(graph);
  const dtable = trace.tensor(graph.results.get(gradientName('table')) as number); // [V, C]
  const [m, v] = [trace.state('m', [SLOTS, WIDTH]), trace.state('v', [SLOTS, WIDTH])];
  const state = trace.state('table', [SLOTS, WIDTH]);
  const updated = adamw(state, dtable, m, v, trace.input('hyper', [8]), trace.input('one', [1]));
  ['table', 'm', 'v'].forEach((name, i) => trace.result(name, updated[i as 0 | 1 | 2]));
  return trace.graph();
}

/** Trains from random vectors. @param done is told the loss of every hundredth step */
export async function trainWordPairs(
  gpu: Gpu,
  tag: Tagger,
  { steps, groups, learningRate, seed }: PairTraining,
  done: (step: number, loss: number) => void,
): Promise<SentenceEncoder> {
  const B = 8 * groups;
  const layout = new Layout();
  for (const name of ['table', 'm', 'v', gradientName('table')]) layout.add(name, name, [SLOTS, WIDTH]);
  const planned = plan(pairGraph(B), layout, gpu.traits);
  const workspace = new Workspace(gpu, layout, [planned]);
  const program = await Program.create(planned, workspace, 'word pairs');
  try {
    const random = new Random(seed);
    workspace.write(
      'table',
      Float32Array.from({ length: SLOTS * WIDTH }, () => STD * random.normal()),
    );
    program.floats('one').fill(1);
    for (let t = 1; t <= steps; t++) {
      const { texts, targets, weights } = drawPairs(groups, random, tag);
      const counts = program.floats('counts').fill(0);
      texts.forEach((text, b) => {
        for (const slot of slotsOf(text)) counts[b * SLOTS + slot]!++;
      });
      program.floats('targets').set(targets);
      program.floats('weights').set(weights);
      fillHyper(program.floats('hyper'), ADAMW, learningRate * (1 - (t - 1) / steps), t);
      program.run();
      const loss = (await program.read()).get('loss')?.[0] ?? NaN;
      if (t % 100 === 0 || t === steps) done(t, loss);
    }
    const table = await workspace.read('table', [SLOTS, WIDTH]);
    return wordPairEncoder(table, `1.${seed}.${steps}`);
  } finally {
    program.destroy();
    workspace.destroy();
  }
}
