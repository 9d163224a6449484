// Attention forward and backward: output and dq, dk, dv for a given gradient of the output, causal, grouped heads.
import { jit, nn, vjp, type numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Gpu } from '../../src/gpu/device.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { Layout } from '../../src/graph/layout.ts';
import { Trace } from '../../src/graph/trace.ts';
import { attentionOp } from '../../src/ops/attention.ts';
import { attentionGrad } from '../../src/ops/attentionGrad.ts';
import type { Tensor } from '../../src/ops/op.ts';
import type { Subject } from './measure.ts';
import { normals, oursOfGraph } from './ours.ts';
import { jaxArray, jaxContender, tfjsContender } from './peers.ts';

interface Shape {
  readonly B: number;
  readonly T: number;
  readonly H: number;
  readonly Hkv: number;
  readonly D: number;
}

/** A batch of the tiny model, and longer rows with the same heads. */
const SHAPES: Shape[] = [
  { B: 16, T: 128, H: 4, Hkv: 2, D: 32 },
  { B: 2, T: 512, H: 4, Hkv: 2, D: 32 },
];

/** The arrays of a case, in the order of q, k, v and the gradient of the output. */
const NAMES = ['q', 'k', 'v', 'dout'] as const;

export function attentionSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return SHAPES.map((shape) => () => subject(gpu, shape));
}

async function subject(gpu: Gpu, shape: Shape): Promise<Subject> {
  const { B, T, H, Hkv, D } = shape;
  const shapes = [H, Hkv, Hkv, H].map((heads): [number, number, number, number] => [B, T, heads, D]);
  const data = shapes.map((s, i) => normals(s[0] * s[1] * s[2] * s[3], 10 + i));

  const layout = new Layout();
  NAMES.forEach((name, i) => layout.add(name, name, shapes[i] as number[]));
  const ours = await oursOfGraph(gpu, ourGraph(shape, shapes), layout, (_program, workspace) =>
    NAMES.forEach((name, i) => workspace.write(name, data[i] as Float32Array)),
  );

  const arrays = data.map((values, i) => jaxArray(values, shapes[i] as number[]));
  const both = jit((q: np.Array, k: np.Array, v: np.Array, dout: np.Array) => {
    const attend = (...[a, b, c]: np.Array[]): np.Array =>
      nn.dotProductAttention(a as np.Array, b as np.Array, c as np.Array, { isCausal: true });
    const [out, backward] = vjp(attend, [q, k, v]);
    return [out, ...backward(dout)];
  });
  const jax = jaxContender(() => {
    const [q, k, v, dout] = arrays.map((array) => array.ref) as [np.Array, np.Array, np.Array, np.Array];
    return both(q, k, v, dout);
  });

  const tensors = data.map((values, i) => tf.tensor4d(values, shapes[i]));
  // The query heads of a key-value head are put below each other, so the mask repeats.
  const hidden = Float32Array.from({ length: (H / Hkv) * T * T }, (_, at) =>
    at % T > Math.floor(at / T) % T ? -1e9 : 0,
  );
  const mask = tf.tensor2d(hidden, [(H / Hkv) * T, T]);
  const tfjs = tfjsContender(() => tfjsAttention(tensors, mask, shape));
  return {
    name: `attention and its gradient, ${B} x ${T}, ${H} heads on ${Hkv} of ${D}`,
    contenders: [
      ours,
      {
        ...jax,
        dispose: () => {
          for (const array of arrays) array.dispose();
          both.dispose();
        },
      },
      { ...tfjs, dispose: () => tf.dispose([...tensors, mask]) },
    ],
  };
}

function ourGraph({ D }: Shape, shapes: readonly (readonly number[])[]): Graph {
  const trace = new Trace();
  const [q, k, v, dout] = NAMES.map((name, i) => trace.state(name, shapes[i] as number[])) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const attrs = { causal: true, masked: false, scale: 1 / Math.sqrt(D) };
  const [out, lse] = trace.apply(attentionOp, [q, k, v], attrs) as [Tensor, Tensor];
  trace.result('out', out);
  attentionGrad(q, k, v, undefined, dout, out, lse, attrs).forEach((grad, i) =>
    trace.result(`d${NAMES[i] as string}`, grad),
  );
  return trace.graph();
}

function tfjsAttention(
  [q, k, v, dout]: readonly tf.Tensor4D[],
  mask: tf.Tensor,
  { H, Hkv, D, B, T }: Shape,
): tf.Tensor[] {
  const G = H / Hkv;
  const heads = (x: tf.Tensor, group: number): tf.Tensor => {
    const split = tf.reshape(x, [B, T, Hkv, group, D]);
    return tf.reshape(tf.transpose(split, [0, 2, 3, 1, 4]), [B, Hkv, group * T, D]);
  };
  const attend = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor => {
    const scores = tf.mul(tf.matMul(heads(a, G), heads(b, 1), false, true), 1 / Math.sqrt(D));
    const attended = tf.matMul(tf.softmax(tf.add(scores, mask)), heads(c, 1)); // [B, Hkv, G * T, D]
    const split = tf.reshape(attended, [B, Hkv, G, T, D]);
    return tf.reshape(tf.transpose(split, [0, 3, 1, 2, 4]), [B, T, H, D]);
  };
  const { value, grads } = tf.valueAndGrads(attend)([q, k, v] as tf.Tensor[], dout);
  return [value, ...grads];
}
