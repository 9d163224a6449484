// One optimiser step on as many parameters as the tiny model trains, flat: global norm, clipping, AdamW.
import { jit, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs-core';
import type { Gpu } from '../../src/gpu/device.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { Layout } from '../../src/graph/layout.ts';
import { parametersOf } from '../../src/model/parameters.ts';
import { defaultConfig } from '../../src/train/presets.ts';
import { fillHyper, FLAT, updateGraph } from '../../src/train/update.ts';
import type { Contender, Subject } from './measure.ts';
import { normals, oursOfGraph } from './ours.ts';
import { jaxArray, JAX, TFJS, tfjsContender } from './peers.ts';
import { loadTinyModel } from './tinyBatch.ts';

const LEARNING_RATE = 1e-4;
/** Steps taken before, for the bias corrections. */
const T = 100;
const { beta1, beta2, epsilon, weightDecay, maxGradNorm } = defaultConfig;
const correction1 = 1 - beta1 ** T;
const correction2 = 1 - beta2 ** T;

export function adamwSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return [() => subject(gpu)];
}

async function subject(gpu: Gpu): Promise<Subject> {
  const { config } = await loadTinyModel();
  const N = parametersOf(config)
    .filter(({ part }) => part === 'decoder')
    .reduce((n, { shape }) => n + sizeOf(shape), 0);
  const weights = normals(N, 20);
  const grads = normals(N, 21);
  return {
    name: `clipping and AdamW, ${N} parameters`,
    contenders: [await ours(gpu, weights, grads), jaxAdamw(weights, grads), tfjsAdamw(weights, grads)],
  };
}

type Flat = Float32Array<ArrayBuffer>;

function ours(gpu: Gpu, weights: Flat, grads: Flat): Promise<Contender> {
  const layout = new Layout();
  for (const name of Object.values(FLAT)) layout.add(name, name, [weights.length]);
  return oursOfGraph(gpu, updateGraph(weights.length, false), layout, (program, workspace) => {
    workspace.write(FLAT.weights, weights);
    workspace.write(FLAT.grads, grads);
    fillHyper(program.floats('hyper'), defaultConfig, LEARNING_RATE, T);
    program.floats('maxNorm')[0] = maxGradNorm;
  });
}

function jaxAdamw(weights: Flat, grads: Flat): Contender {
  const N = weights.length;
  const update = jit((p: np.Array, g: np.Array, m: np.Array, v: np.Array, rate: np.Array) => {
    const norm = np.sqrt(np.sum(np.square(g.ref)));
    const clipped = g.mul(np.minimum(np.reciprocal(norm.add(1e-6)).mul(maxGradNorm), 1));
    const newM = m.mul(beta1).add(clipped.ref.mul(1 - beta1));
    const newV = v.mul(beta2).add(np.square(clipped).mul(1 - beta2));
    const scale = np.sqrt(newV.ref.div(correction2)).add(epsilon);
    const kept = p.mul(rate.ref.mul(-weightDecay).add(1));
    return [kept.sub(newM.ref.mul(rate.div(correction1)).div(scale)), newM, newV];
  });
  const g = jaxArray(grads, [N]);
  const rate = np.array(LEARNING_RATE);
  let state = [jaxArray(weights, [N]), np.zeros([N]), np.zeros([N])] as np.Array[];
  return {
    name: JAX,
    async run(n) {
      for (let i = 0; i < n; i++) {
        const [p, m, v] = state as [np.Array, np.Array, np.Array];
        state = update(p, g.ref, m, v, rate.ref);
      }
      await state[0]?.blockUntilReady();
    },
    dispose() {
      for (const array of [...state, g, rate]) array.dispose();
      update.dispose();
    },
  };
}

/** Of tensors, not tf.train.adam, which neither clips by the global norm nor decays weights. */
function tfjsAdamw(weights: Flat, grads: Flat): Contender {
  const g = tf.tensor1d(grads);
  let state: tf.Tensor[] = [tf.tensor1d(weights), tf.zerosLike(g), tf.zerosLike(g)];
  const mix = (old: tf.Tensor, beta: number, x: tf.Tensor): tf.Tensor =>
    tf.add(tf.mul(old, beta), tf.mul(x, 1 - beta));
  const timed = tfjsContender(() => {
    const last = state;
    state = tf.tidy(() => {
      const [p, m, v] = last as [tf.Tensor, tf.Tensor, tf.Tensor];
      const norm = tf.sqrt(tf.sum(tf.square(g)));
      const clipped = tf.mul(g, tf.minimum(tf.div(maxGradNorm, tf.add(norm, 1e-6)), 1));
      const newM = mix(m, beta1, clipped);
      const newV = mix(v, beta2, tf.square(clipped));
      const scale = tf.add(tf.sqrt(tf.div(newV, correction2)), epsilon);
      const change = tf.div(tf.mul(newM, LEARNING_RATE / correction1), scale);
      return [tf.sub(tf.mul(p, 1 - LEARNING_RATE * weightDecay), change), newM, newV];
    });
    return last;
  });
  return { ...timed, name: TFJS, dispose: () => tf.dispose([...state, g]) };
}
