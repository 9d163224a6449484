// A model's weights on the host and on the GPU: initialise, load, lay out, write, read, hash.
import { Random, deriveSeed } from '../base/random.ts';
import { sha256 } from '../base/hash.ts';
import { sizeOf } from '../base/shape.ts';
import { Layout } from '../graph/layout.ts';
import type { Workspace } from '../graph/workspace.ts';
import { packedWords, packMatrix, unpackMatrix } from '../ops/packing.ts';
import { checkpointTensors, readParameters } from './checkpoint.ts';
import type { ModelConfig } from './config.ts';
import { parametersOf, type Parameter } from './parameters.ts';
import { writeSafetensors, type SafetensorsFile } from './safetensors.ts';
import { UNPACKED, type Formats } from './storage.ts';

/** Flat row-major f32 arrays by parameter name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** Names of a layout's state buffers. */
export const TRAINABLE = 'trainable';
export const FROZEN = 'frozen';

/**
 * Reads every parameter of a configuration.
 * @param files the checkpoint's one file, or all its shards
 * @throws FormatError naming what is missing, misshapen or without a place in the model
 */
export function loadWeights(
  config: ModelConfig,
  files: SafetensorsFile | readonly SafetensorsFile[],
): Map<string, Float32Array> {
  return readParameters(config, [files].flat());
}

/** Random weights as Hugging Face initialises them: normal(0, 0.02), norms 1, biases 0. */
export function initialWeights(config: ModelConfig, seed: number, std = 0.02): Map<string, Float32Array> {
  return new Map(
    parametersOf(config).map(({ name, shape }) => {
      const data = new Float32Array(sizeOf(shape));
      if (/norm\d?\.weight$/.test(name)) data.fill(1);
      else if (!name.endsWith('.bias')) {
        const random = new Random(deriveSeed(seed, name));
        for (let i = 0; i < data.length; i++) data[i] = random.normal() * std;
      }
      return [name, data];
    }),
  );
}

/** The weights as a safetensors file under the names of the checkpoint that the configuration came with. */
export function saveWeights(config: ModelConfig, weights: Weights, dtype: 'F32' | 'F16'): ArrayBuffer {
  return writeSafetensors(checkpointTensors(config, weights), dtype);
}

/**
 * Lays out parameters: the trained ones, by name, flat in one buffer for the optimiser, the others in another.
 * @param formats of the frozen ones that are packed
 */
export function layoutWeights(
  parameters: readonly Parameter[],
  trained: ReadonlySet<string> = new Set(),
  parent?: Layout,
  formats: Formats = UNPACKED,
): Layout {
  const layout = new Layout(parent);
  for (const { name, shape } of parameters) {
    const format = formats.get(name);
    layout.add(trained.has(name) ? TRAINABLE : FROZEN, name, format ? [packedWords(format)] : shape);
  }
  return layout;
}

/** Writes weights, packing those that have a format one by one. @throws FormatError as `packMatrix` */
export function writeWeights(workspace: Workspace, weights: Weights, formats: Formats = UNPACKED): void {
  for (const [name, data] of weights) {
    const format = formats.get(name);
    workspace.write(name, format ? packMatrix(format, data) : data);
  }
}

/** Reads parameters back, packed ones as the numbers that they stand for. Waits for the GPU. */
export async function readWeights(
  workspace: Workspace,
  parameters: readonly Parameter[],
  formats: Formats = UNPACKED,
): Promise<Map<string, Float32Array>> {
  const weights = new Map<string, Float32Array>();
  for (const { name, shape } of parameters) {
    const format = formats.get(name);
    const data = await workspace.read(name, format ? [packedWords(format)] : shape);
    weights.set(name, format ? unpackMatrix(format, new Uint32Array(data.buffer)) : data);
  }
  return weights;
}

/** SHA-256 over names and f32 bytes, in hexadecimal: the identity of a model in every record. */
export async function hashWeights(weights: Weights): Promise<string> {
  const names = [...weights.keys()].sort();
  const parts = names.map((name) => ({
    name: new TextEncoder().encode(name),
    data: weights.get(name) as Float32Array,
  }));
  const total = parts.reduce((n, part) => n + part.name.length + part.data.byteLength, 0);
  const all = new Uint8Array(total);
  let at = 0;
  for (const { name, data } of parts) {
    all.set(name, at);
    at += name.length;
    all.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return sha256(all);
}
