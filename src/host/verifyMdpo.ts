// One golden mdpo case through the shipped WGSL: logits -> token log-probabilities -> weighted sums -> loss, and back.
import { MDPO_PRESETS } from '../amp/mdpo.ts';
import { NONE } from '../base/indices.ts';
import { differentiate, gradientName } from '../graph/differentiate.ts';
import type { Graph } from '../graph/graph.ts';
import { Layout } from '../graph/layout.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Trace } from '../graph/trace.ts';
import { Workspace } from '../graph/workspace.ts';
import type { Gpu } from '../gpu/device.ts';
import { add } from '../ops/binary.ts';
import { comparedPairs, mdpo } from '../ops/mdpo.ts';
import type { Tensor } from '../ops/op.ts';
import { reshape } from '../ops/reshape.ts';
import { segmentSum } from '../ops/segmentSum.ts';
import { tokenLogprob } from '../ops/tokenLogprob.ts';
import type { MdpoCase } from './goldenFile.ts';

/** A field's computed and expected numbers in the same order. */
export interface Compared {
  readonly field: string;
  readonly got: readonly number[];
  readonly expected: readonly number[];
}

/**
 * Computes every expected field of a case on the GPU. The fused head gets the identity as weight and the logits as
 * hidden states, so that its own products are exact.
 */
export async function computeMdpoCase(gpu: Gpu, c: MdpoCase): Promise<Compared[]> {
  const { K, B, L } = c;
  const step = plan(caseGraph(c), new Layout(), gpu.traits);
  const workspace = new Workspace(gpu, new Layout(), [step]);
  const program = await Program.create(step, workspace, 'verify');
  try {
    fill(program, c);
    program.run();
    const results = await program.read();
    const result = (name: string): number[] => [...(results.get(name) as Float32Array)];
    const inFileOrder = (values: number[], width = 1): number[] => toFileOrder(values, c, width);
    const rewards = result('rewards'); // [B, K]
    const accuracies = comparedPairs(K, 'all').flatMap(([i, j]) =>
      Array.from({ length: B }, (_, b) =>
        (rewards[b * K + i] as number) > (rewards[b * K + j] as number) ? 1 : 0,
      ),
    );
    return [
      { field: 'policyLogp', got: inFileOrder(result('policyLogp')), expected: c.policyLogp },
      { field: 'referenceLogp', got: inFileOrder(result('referenceLogp')), expected: c.referenceLogp },
      { field: 'pairLosses', got: result('pairLosses'), expected: c.pairLosses.flat() },
      { field: 'loss', got: result('loss'), expected: [c.loss] },
      { field: 'pairAccuracies', got: accuracies, expected: c.pairAccuracies.flat() },
      {
        field: 'gradPolicyLogp',
        got: inFileOrder(result(gradientName('shift'))),
        expected: c.gradPolicyLogp,
      },
      {
        field: 'gradPolicyLogits',
        got: inFileOrder(result(gradientName('policyLogits')), L * c.V),
        expected: c.gradPolicyLogits,
      },
    ];
  } finally {
    program.destroy();
    workspace.destroy();
  }
}

function caseGraph({ K, B, L, V, beta }: MdpoCase): Graph {
  const trace = new Trace();
  const tokens = B * K * L;
  const identity = trace.input('identity', [V, V]);
  const targets = trace.input('targets', [tokens], 'u32');
  const weights = trace.input('weights', [tokens]);
  const offsets = trace.input('offsets', [B * K + 1], 'u32');
  const logps = (logits: string): Tensor =>
    segmentSum(tokenLogprob(trace.input(logits, [tokens, V]), identity, targets), weights, offsets); // [B * K]
  const policy = logps('policyLogits');
  const reference = logps('referenceLogits');
  // A zero that is added: its gradient is that of the log-probabilities.
  const shifted = add(policy, trace.input('shift', [B * K]));
  const options = { ...MDPO_PRESETS['published-code'], beta };
  const result = mdpo(reshape(shifted, [B, K]), reshape(reference, [B, K]), options);
  trace.result('policyLogp', policy);
  trace.result('referenceLogp', reference);
  trace.result('loss', result.loss);
  trace.result('pairLosses', result.pairLosses);
  trace.result('rewards', result.rewards);
  return differentiate(trace.graph(), 'loss', ['shift', 'policyLogits']);
}

/** Rows of the file are level x B + example; the graph's are example x K + level. */
function fill(program: Program, c: MdpoCase): void {
  const { K, B, L, V } = c;
  const identity = program.floats('identity');
  for (let i = 0; i < V; i++) identity[i * V + i] = 1;
  const targets = program.words('targets').fill(NONE);
  const weights = program.floats('weights');
  const offsets = program.words('offsets');
  for (let row = 0; row <= B * K; row++) offsets[row] = row * L;
  for (let k = 0; k < K; k++) {
    for (let b = 0; b < B; b++) {
      const from = k * B + b;
      const to = b * K + k;
      for (const name of ['policyLogits', 'referenceLogits'] as const) {
        program.floats(name).set(c[name].slice(from * L * V, (from + 1) * L * V), to * L * V);
      }
      for (let t = 0; t + 1 < L; t++) {
        const label = c.labels[from * L + t + 1] as number; // the logits at t predict the label at t + 1
        if (label < 0) continue;
        targets[to * L + t] = label;
        weights[to * L + t] = 1 + (c.extraTokenWeight[from * L + t + 1] as number);
      }
    }
  }
}

function toFileOrder(values: readonly number[], { K, B }: MdpoCase, width: number): number[] {
  const out: number[] = [];
  for (let k = 0; k < K; k++) {
    for (let b = 0; b < B; b++) {
      const row = b * K + k;
      for (let i = 0; i < width; i++) out.push(values[row * width + i] as number);
    }
  }
  return out;
}
