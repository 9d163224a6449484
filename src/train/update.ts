// One optimiser step over all trained weights at once: global-norm clipping and AdamW on flat buffers.
import { Trace } from '../graph/trace.ts';
import type { Graph } from '../graph/graph.ts';
import type { Layout } from '../graph/layout.ts';
import { accumulate } from '../ops/accumulate.ts';
import { adamw, clipScale, gradNorm } from '../ops/adamw.ts';
import { gradientName } from '../graph/differentiate.ts';
import type { Parameter } from '../model/parameters.ts';
import { TRAINABLE } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';

/** State names of the flat views. */
export const FLAT = {
  weights: 'flat:weights',
  grads: 'flat:grads',
  sums: 'flat:gradient sums',
  m: 'flat:m',
  v: 'flat:v',
} as const;

export const GRADS = 'gradients';
/** Sums over micro-batches; only there when a step has several. */
export const SUMS = 'gradient sums';
export const MOMENT_1 = 'moment 1';
export const MOMENT_2 = 'moment 2';

/**
 * Adds gradients and moments beside the trained weights, in the same order, so that one kernel updates all.
 * @param accumulated whether a step sums the gradients of several micro-batches
 */
export function layoutOptimiser(layout: Layout, trained: readonly Parameter[], accumulated: boolean): void {
  for (const { name, shape } of trained) {
    layout.add(GRADS, gradientName(name), shape);
    if (accumulated) layout.add(SUMS, `sum:${name}`, shape);
    layout.add(MOMENT_1, `m:${name}`, shape);
    layout.add(MOMENT_2, `v:${name}`, shape);
  }
  layout.whole(TRAINABLE, FLAT.weights);
  layout.whole(GRADS, FLAT.grads);
  if (accumulated) layout.whole(SUMS, FLAT.sums);
  layout.whole(MOMENT_1, FLAT.m);
  layout.whole(MOMENT_2, FLAT.v);
}

/** Adds the gradients of one micro-batch to the sums: N flat elements. Input: `share` [1], 1 / micro-batches. */
export function accumulateGraph(N: number): Graph {
  const trace = new Trace();
  const sums = accumulate(
    trace.state(FLAT.sums, [N]),
    trace.state(FLAT.grads, [N]),
    trace.input('share', [1]),
  );
  trace.result(FLAT.sums, sums);
  return trace.graph();
}

/** The update graph over N flat elements. Inputs: `hyper` [8], `maxNorm` [1]. Result read back: `gradNorm` [1]. */
export function updateGraph(N: number, accumulated: boolean): Graph {
  const trace = new Trace();
  const weights = trace.state(FLAT.weights, [N]);
  const grads = trace.state(accumulated ? FLAT.sums : FLAT.grads, [N]);
  const norm = gradNorm(grads);
  const clip = clipScale(norm, trace.input('maxNorm', [1]));
  const updated = adamw(
    weights,
    grads,
    trace.state(FLAT.m, [N]),
    trace.state(FLAT.v, [N]),
    trace.input('hyper', [8]),
    clip,
  );
  trace.result('gradNorm', norm);
  trace.result(FLAT.weights, updated[0]);
  trace.result(FLAT.m, updated[1]);
  trace.result(FLAT.v, updated[2]);
  return trace.graph();
}

/** AdamW's per-step numbers, as the op reads them. @param t optimiser step, from 1 */
export function fillHyper(
  into: Float32Array,
  { beta1, beta2, epsilon, weightDecay }: Pick<TrainConfig, 'beta1' | 'beta2' | 'epsilon' | 'weightDecay'>,
  learningRate: number,
  t: number,
): void {
  into[0] = learningRate;
  into[1] = beta1;
  into[2] = beta2;
  into[3] = epsilon;
  into[4] = weightDecay;
  into[5] = 1 - beta1 ** t;
  into[6] = 1 - beta2 ** t;
  into[7] = 1;
}
