// The tiny model's decoder in jax-js, in the form that suits it best: constants (rotations, one-hot targets) are
// made beforehand, views are left to its fusion, attention, SiLU and log-softmax are its own. Rows are not packed:
// every row is causal and positions count from 0.
//
// jax-js counts references: a function consumes its arrays, and `.ref` keeps one for later.
import { nn, numpy as np } from '@jax-js/jax';
import { NONE } from '../../src/base/indices.ts';
import type { DecoderConfig } from '../../src/model/config.ts';
import type { Batch } from './tinyBatch.ts';
import { jaxArray } from './peers.ts';

/** Parameters of the decoder under their Hugging Face names. */
export type JaxWeights = Record<string, np.Array>;

/** A batch on the device; R is the largest number of scored tokens in a row. */
export interface JaxBatch {
  /** int32 [B*T], 0 where an image token or padding stands. */
  readonly ids: np.Array;
  /** [B*T, 1]: 1 where a word stands. */
  readonly isText: np.Array;
  /** [B*T, C]: image features in their places. */
  readonly image: np.Array;
  /** Rotations [T, 1, 2, D/2], the sines with the signs of x' = x cos + swap(x) sin. */
  readonly cos: np.Array;
  readonly sin: np.Array;
  /** int32 [B*R]: the hidden states that predict scored tokens. */
  readonly scored: np.Array;
  /** [B*R, 1] */
  readonly isScored: np.Array;
  /** [B*R, V]: one-hot targets. */
  readonly targets: np.Array;
  /** [B, R]: weight of every scored token, 0 for padding. */
  readonly weights: np.Array;
  readonly [name: string]: np.Array;
}

/** @param weight of a scored token, given how many its row has */
export function jaxBatch(
  { rows, features, size: { T } }: Batch,
  { hidden: C, headDim: D, vocab: V, ropeTheta }: DecoderConfig,
  weight: (answerTokens: number) => number,
): JaxBatch {
  const B = rows.length;
  const answers = rows.map((row) => row.answers.flat());
  const R = Math.max(...answers.map((answer) => answer.length));
  const ids = new Int32Array(B * T);
  const isText = new Float32Array(B * T);
  const image = new Float32Array(B * T * C);
  const scored = new Int32Array(B * R);
  const isScored = new Float32Array(B * R);
  const targets = new Float32Array(B * R * V);
  const weights = new Float32Array(B * R);
  rows.forEach((row, b) => {
    let images = 0;
    row.ids.forEach((id, t) => {
      const at = b * T + t;
      if (id === NONE) {
        image.set((features[b] as Float32Array).subarray(images * C, (images + 1) * C), at * C);
        images++;
      } else {
        ids[at] = id;
        isText[at] = 1;
      }
    });
    const answer = answers[b] ?? [];
    answer.forEach(({ from, target }, r) => {
      scored[b * R + r] = b * T + from;
      isScored[b * R + r] = 1;
      targets[(b * R + r) * V + target] = 1;
      weights[b * R + r] = weight(answer.length);
    });
  });
  const half = D / 2;
  const cos = new Float32Array(T * D);
  const sin = new Float32Array(T * D);
  for (let t = 0; t < T; t++) {
    for (let d = 0; d < D; d++) {
      const angle = t * ropeTheta ** ((-2 * (d % half)) / D);
      cos[t * D + d] = Math.cos(angle);
      sin[t * D + d] = d < half ? -Math.sin(angle) : Math.sin(angle);
    }
  }
  return {
    ids: np.array(ids),
    isText: jaxArray(isText, [B * T, 1]),
    image: jaxArray(image, [B * T, C]),
    cos: jaxArray(cos, [T, 1, 2, half]),
    sin: jaxArray(sin, [T, 1, 2, half]),
    scored: np.array(scored),
    isScored: jaxArray(isScored, [B * R, 1]),
    targets: jaxArray(targets, [B * R, V]),
    weights: jaxArray(weights, [B, R]),
  };
}

/** Weighted sums of the scored tokens' log-probabilities, [B]. Consumes both trees. */
export function jaxLogps(weights: JaxWeights, batch: JaxBatch, config: DecoderConfig): np.Array {
  const [B, R] = batch.weights.shape as [number, number];
  const root = 'model.text_model';
  const table = take(weights, `${root}.embed_tokens.weight`); // [V, C]
  let x = np.take(table.ref, batch.ids, 0).mul(batch.isText).add(batch.image); // [B*T, C]
  for (let i = 0; i < config.layers; i++) {
    const turn = (y: np.Array): np.Array => rotate(y, batch.cos.ref, batch.sin.ref);
    x = layer(weights, `${root}.layers.${i}`, x, turn, B, config);
  }
  batch.cos.dispose();
  batch.sin.dispose();
  const hidden = rmsNorm(x, take(weights, `${root}.norm.weight`), config.normEps);
  const logits = linear(np.take(hidden, batch.scored, 0).mul(batch.isScored), table); // [B*R, V]
  const picked = np.sum(nn.logSoftmax(logits).mul(batch.targets), -1); // [B*R]
  return np.sum(picked.reshape([B, R]).mul(batch.weights), -1);
}

function layer(
  weights: JaxWeights,
  name: string,
  x: np.Array,
  turn: (y: np.Array) => np.Array,
  B: number,
  { heads: H, kvHeads, headDim: D, normEps }: DecoderConfig,
): np.Array {
  const weight = (which: string): np.Array => take(weights, `${name}.${which}.weight`);
  const N = x.shape[0] as number;
  const h = rmsNorm(x.ref, weight('input_layernorm'), normEps);
  const split = (y: np.Array, count: number): np.Array => y.reshape([B, N / B, count, D]);
  const q = turn(split(linear(h.ref, weight('self_attn.q_proj')), H));
  const k = turn(split(linear(h.ref, weight('self_attn.k_proj')), kvHeads));
  const v = split(linear(h, weight('self_attn.v_proj')), kvHeads);
  const attended = nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([N, H * D]);
  const y = x.add(linear(attended, weight('self_attn.o_proj')));
  const m = rmsNorm(y.ref, weight('post_attention_layernorm'), normEps);
  const gate = nn.silu(linear(m.ref, weight('mlp.gate_proj')));
  return y.add(linear(gate.mul(linear(m, weight('mlp.up_proj'))), weight('mlp.down_proj')));
}

/** x W^T. */
function linear(x: np.Array, weight: np.Array): np.Array {
  return np.matmul(x, np.matrixTranspose(weight));
}

function rmsNorm(x: np.Array, weight: np.Array, eps: number): np.Array {
  const meanSquare = np.mean(np.square(x.ref), -1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(meanSquare.add(eps)))).mul(weight);
}

/** RoPE by a flip of the two halves, which jax-js fuses as a view. @param x [B, T, H, D] */
function rotate(x: np.Array, cos: np.Array, sin: np.Array): np.Array {
  const [B, T, H, D] = x.shape as [number, number, number, number];
  const halves = x.reshape([B, T, H, 2, D / 2]);
  const swapped = np.flip(halves.ref, 3);
  return halves.mul(cos).add(swapped.mul(sin)).reshape([B, T, H, D]);
}

function take(weights: JaxWeights, name: string): np.Array {
  const found = weights[name];
  if (found === undefined) throw new Error(`internal: no weight ${name}.`);
  return found;
}
