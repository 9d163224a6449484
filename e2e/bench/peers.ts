// The neighbours, on the same adapter: jax-js (jitted) and TensorFlow.js with its WebGPU backend.
import { blockUntilReady, defaultDevice, init, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import type { Contender } from './measure.ts';

export const JAX = 'jax-js';
export const TFJS = 'tfjs-webgpu';

/** Starts both. @throws Error when one finds no WebGPU adapter */
export async function initPeers(): Promise<void> {
  const devices = await init('webgpu');
  if (!devices.includes('webgpu')) throw new Error('jax-js found no WebGPU adapter.');
  defaultDevice('webgpu');
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js found no WebGPU adapter.');
  await tf.ready();
}

export function jaxArray(data: Float32Array<ArrayBuffer>, shape: readonly number[]): np.Array {
  return np.array(data).reshape([...shape]);
}

/** A jitted function, called n times. */
export function jaxContender(call: () => np.Array | np.Array[]): Contender {
  return {
    name: JAX,
    async run(n) {
      for (let i = 0; i < n; i++) {
        const [first, ...others] = [call()].flat() as [np.Array, ...np.Array[]];
        // Calls are lazy, and arrays that nobody asks for are never computed: asking for a buffer submits the work.
        if (i === n - 1) await blockUntilReady(first).then(() => first.dispose());
        else first.gpuBufferSync();
        for (const array of others) array.dispose();
      }
    },
  };
}

/** A function of TensorFlow.js, called n times. */
export function tfjsContender(call: () => tf.Tensor | tf.Tensor[]): Contender {
  const backend = tf.backend() as WebGPUBackend;
  return {
    name: TFJS,
    async run(n) {
      for (let i = 0; i < n; i++) tf.dispose(call());
      // What is left of its batch of dispatches is submitted, as its own reading of a tensor does.
      if (backend['commandEncoder'] !== null) {
        backend['endComputePassEncoder']();
        backend.submitQueue();
      }
      await backend.device.queue.onSubmittedWorkDone();
    },
  };
}
