// Matrix products: squares, and the linear layers of the tiny model forward and backward.
import { jit, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs-core';
import type { Gpu } from '../../src/gpu/device.ts';
import { matmulOp } from '../../src/ops/matmul.ts';
import type { Spec } from '../../src/ops/op.ts';
import type { Subject } from './measure.ts';
import { normals, oursOfDispatches } from './ours.ts';
import { jaxArray, jaxContender, tfjsContender } from './peers.ts';

interface Shape {
  readonly name: string;
  readonly M: number;
  readonly K: number;
  readonly N: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
}

const SQUARES: Shape[] = [128, 256, 512, 1024].map((n) => ({ name: `matmul ${n}`, M: n, K: n, N: n }));

/** Tokens of a batch; y = x W^T, dx = dy W, dW = dy^T x. */
const TOKENS = 2304;
const LAYERS: Shape[] = [
  { name: `linear ${TOKENS}x128 -> 256`, M: TOKENS, K: 128, N: 256, transB: true },
  { name: `linear ${TOKENS}x128 -> 64`, M: TOKENS, K: 128, N: 64, transB: true },
  { name: `its dx ${TOKENS}x256 -> 128`, M: TOKENS, K: 256, N: 128 },
  { name: `its dW 256x${TOKENS} -> 128`, M: 256, K: TOKENS, N: 128, transA: true },
  { name: `its dW 64x${TOKENS} -> 128`, M: 64, K: TOKENS, N: 128, transA: true },
];

export function matmulSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return SQUARES.map((shape) => () => subject(gpu, shape));
}

export function linearSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return LAYERS.map((shape) => () => subject(gpu, shape));
}

async function subject(gpu: Gpu, { name, M, K, N, transA = false, transB = false }: Shape): Promise<Subject> {
  const shapeA = transA ? [K, M] : [M, K];
  const shapeB = transB ? [N, K] : [K, N];
  const a = normals(M * K, 1);
  const b = normals(K * N, 2);
  const specs: Spec[] = [shapeA, shapeB].map((shape) => ({ shape, dtype: 'f32' }));
  const attrs = { transA, transB, alpha: 1, bias: false, addend: false, activation: 'none' as const };
  const launch = matmulOp.launch(specs, matmulOp.infer(specs, attrs), attrs, gpu.traits);
  const ours = await oursOfDispatches(gpu, launch.dispatches, [a, b], M * N, launch.scratch);

  const jaxA = jaxArray(a, shapeA);
  const jaxB = jaxArray(b, shapeB);
  const product = jit((x: np.Array, y: np.Array) =>
    np.matmul(transA ? np.matrixTranspose(x) : x, transB ? np.matrixTranspose(y) : y),
  );
  const tfA = tf.tensor2d(a, shapeA as [number, number]);
  const tfB = tf.tensor2d(b, shapeB as [number, number]);
  const jax = jaxContender(() => product(jaxA.ref, jaxB.ref));
  const tfjs = tfjsContender(() => tf.matMul(tfA, tfB, transA, transB));
  return {
    name,
    flops: 2 * M * K * N,
    contenders: [
      ours,
      {
        ...jax,
        dispose: () => {
          jaxA.dispose();
          jaxB.dispose();
          product.dispose();
        },
      },
      { ...tfjs, dispose: () => tf.dispose([tfA, tfB]) },
    ],
  };
}
