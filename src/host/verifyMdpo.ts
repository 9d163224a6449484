// One golden MDPO case through the kernels that training uses: token log-probabilities, their weighted sums per answer,
// the loss, and the gradients of it all. Logits take the place of hidden states under an identity output head.
import { MDPO_PRESETS, type MdpoOptions } from '../amp/mdpo.ts';
import type { Gpu } from '../gpu/device.ts';
import { differentiate, gradientName } from '../graph/differentiate.ts';
import type { Graph } from '../graph/graph.ts';
import { Layout } from '../graph/layout.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Trace } from '../graph/trace.ts';
import { Workspace } from '../graph/workspace.ts';
import { add } from '../ops/binary.ts';
import { comparedPairs, mdpo } from '../ops/mdpo.ts';
import { NONE, type Tensor } from '../ops/op.ts';
import { reshape } from '../ops/reshape.ts';
import { segmentSum } from '../ops/segmentSum.ts';
import { tokenLogprob } from '../ops/tokenLogprob.ts';
import { UNSCORED, type MdpoCase } from './goldenFile.ts';

/** The computed counterpart of every expected field. */
export type MdpoComputed = Record<
  | 'policyLogp'
  | 'referenceLogp'
  | 'pairLosses'
  | 'loss'
  | 'pairAccuracies'
  | 'gradPolicyLogp'
  | 'gradPolicyLogits',
  ArrayLike<number>
>;

export async function computeMdpo(gpu: Gpu, c: MdpoCase): Promise<MdpoComputed> {
  const places = new Layout();
  const planned = plan(caseGraph(c), places, gpu.traits);
  const workspace = new Workspace(gpu, places, [planned]);
  try {
    const program = await Program.create(planned, workspace, 'verify');
    try {
      fill(program, c);
      program.run();
      return results(await program.read(), c);
    } finally {
      program.destroy();
    }
  } finally {
    workspace.destroy();
  }
}

/** All tensors hold a ladder's levels together, row = example * K + level. */
function caseGraph({ K, B, L, V, beta }: MdpoCase): Graph {
  const trace = new Trace();
  const N = B * K * L;
  const head = trace.input('identity', [V, V]);
  const targets = trace.input('targets', [N], 'u32');
  const weights = trace.input('weights', [N]);
  const offsets = trace.input('offsets', [B * K + 1], 'u32');
  const logps = (name: string): Tensor => {
    const tokens = tokenLogprob(trace.input(name, [N, V]), head, targets); // [N]
    return reshape(segmentSum(tokens, weights, offsets), [B, K]);
  };
  // Zero: it is here so that the loss can be differentiated by the summed log-probabilities too.
  const shift = trace.input('shift', [B, K]);
  const policy = add(logps('policyLogits'), shift);
  const reference = logps('referenceLogits');
  const options: MdpoOptions = { ...MDPO_PRESETS['published-code'], beta };
  const { loss, pairLosses, rewards } = mdpo(policy, reference, options);
  for (const [name, tensor] of Object.entries({ policy, reference, loss, pairLosses, rewards })) {
    trace.result(name, tensor);
  }
  return differentiate(trace.graph(), 'loss', ['shift', 'policyLogits']);
}

function fill(program: Program, { K, B, L, V, ...c }: MdpoCase): void {
  const identity = program.floats('identity').fill(0);
  for (let v = 0; v < V; v++) identity[v * V + v] = 1;
  program.floats('shift').fill(0);
  program.floats('policyLogits').set(perLadder(c.policyLogits, B, K));
  program.floats('referenceLogits').set(perLadder(c.referenceLogits, B, K));
  program.words('offsets').set(Array.from({ length: B * K + 1 }, (_, r) => r * L));
  const labels = perLadder(c.labels, B, K);
  const extra = perLadder(c.extraTokenWeight, B, K);
  const targets = program.words('targets').fill(NONE);
  const weights = program.floats('weights').fill(0);
  for (let n = 0; n < B * K * L; n++) {
    // The last position of a row predicts nothing; elsewhere the logits at t predict the label at t + 1.
    const label = n % L === L - 1 ? UNSCORED : (labels[n + 1] as number);
    if (label === UNSCORED) continue;
    targets[n] = label;
    weights[n] = 1 + (extra[n + 1] as number);
  }
}

function results(read: ReadonlyMap<string, ArrayLike<number>>, { K, B }: MdpoCase): MdpoComputed {
  const got = (name: string): number[] => Array.from(read.get(name) as ArrayLike<number>);
  const rewards = got('rewards'); // [B, K]
  const reward = (b: number, k: number): number => rewards[b * K + k] as number;
  return {
    policyLogp: perLevel(got('policy'), B, K),
    referenceLogp: perLevel(got('reference'), B, K),
    pairLosses: got('pairLosses'),
    loss: got('loss'),
    pairAccuracies: comparedPairs(K, 'all').flatMap(([i, j]) =>
      Array.from({ length: B }, (_, b) => (reward(b, i) > reward(b, j) ? 1 : 0)),
    ),
    gradPolicyLogp: perLevel(got(gradientName('shift')), B, K),
    gradPolicyLogits: perLevel(got(gradientName('policyLogits')), B, K),
  };
}

/** Rows level * B + example, as in the file, to rows example * K + level. */
function perLadder(values: readonly number[], B: number, K: number): number[] {
  const width = values.length / (B * K);
  return Array.from({ length: B * K }, (_, r) => (r % K) * B + Math.floor(r / K)).flatMap((row) =>
    values.slice(row * width, (row + 1) * width),
  );
}

/** The inverse of `perLadder`. */
function perLevel(values: readonly number[], B: number, K: number): number[] {
  return perLadder(values, K, B);
}
