// A checkpoint's tensors to the model's parameters and back: one safetensors file or several (shards), under the names
// that the configuration says.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import { isOfModel, NANOVLM_FREQUENCIES, placesOf } from './checkpointNames.ts';
import type { ModelConfig } from './config.ts';
import { readTensor, type SafetensorsFile } from './safetensors.ts';

const Index = v.looseObject({ weight_map: v.record(v.string(), v.string()) });

/**
 * Names of the files that a model.safetensors.index.json lists, each once.
 * @throws FormatError when it is none
 */
export function shardNames(index: unknown, file = 'model.safetensors.index.json'): string[] {
  return [...new Set(Object.values(weightMap(index, file)))];
}

/**
 * Checks that the shards hold what their index says.
 * @param files named as in the index
 * @throws FormatError naming the shard or the tensor that is not there
 */
export function checkShards(
  index: unknown,
  files: readonly SafetensorsFile[],
  file = 'model.safetensors.index.json',
): void {
  const shards = new Map(files.map((shard) => [shard.name, shard]));
  for (const [tensor, name] of Object.entries(weightMap(index, file))) {
    const shard = shards.get(name);
    if (shard?.entries.has(tensor)) continue;
    throw new FormatError(
      shard === undefined
        ? `${file} lists ${name}, which is not there.`
        : `${name} lacks ${tensor}, which ${file} puts there.`,
      'Download the missing file again; all were saved together.',
    );
  }
}

function weightMap(index: unknown, file: string): Record<string, string> {
  const parsed = v.safeParse(Index, index);
  if (!parsed.success) throw new FormatError(`${file} has no weight_map.`, 'Download it again.');
  return parsed.output.weight_map;
}

/**
 * Every parameter of the model as f32.
 * @param files one file, or all shards
 * @throws FormatError naming what is missing, misshapen, or of the model but without a place in it
 */
export function readParameters(
  config: ModelConfig,
  files: readonly SafetensorsFile[],
): Map<string, Float32Array> {
  const places = placesOf(config);
  refuseStrangers(config, files, new Set(places.flatMap(({ place }) => place.tensors)));
  return new Map(
    places.map(({ parameter, place }) => {
      const [file, tensor] = find(files, place.tensors);
      const all = readTensor(file, tensor, place.shape);
      const size = sizeOf(parameter.shape);
      return [parameter.name, size === all.length ? all : all.slice(place.start, place.start + size)];
    }),
  );
}

/** The first of the names that a file has. */
function find(files: readonly SafetensorsFile[], tensors: readonly string[]): [SafetensorsFile, string] {
  for (const tensor of tensors) {
    const file = files.find(({ entries }) => entries.has(tensor));
    if (file !== undefined) return [file, tensor];
  }
  // readTensor says what is missing.
  return [files[0] as SafetensorsFile, tensors[0] as string];
}

/** Biases, norms and layers that the configuration does not speak of: without them the numbers would be others. */
function refuseStrangers(
  config: ModelConfig,
  files: readonly SafetensorsFile[],
  known: ReadonlySet<string>,
): void {
  for (const { name, entries } of files) {
    const strangers = [...entries.keys()].filter((t) => !known.has(t) && isOfModel(config, t));
    if (strangers.length === 0) continue;
    throw new FormatError(
      `${name} has ${strangers.length} tensors that the model has no place for: ${strangers.slice(0, 3).join(', ')}.`,
      'The weights belong to another configuration, or to a variant of the architecture that is not supported.',
    );
  }
}

/** The tensors of a checkpoint, in its order, f32. */
export function checkpointTensors(
  config: ModelConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }> {
  const tensors = new Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>();
  for (const { parameter, place } of placesOf(config)) {
    const data = weights.get(parameter.name) as Float32Array;
    const name = place.tensors[0] as string;
    if (data.length === sizeOf(place.shape)) {
      tensors.set(name, { shape: place.shape, data });
      continue;
    }
    const whole = tensors.get(name) ?? { shape: place.shape, data: new Float32Array(sizeOf(place.shape)) };
    whole.data.set(data, place.start);
    tensors.set(name, whole);
  }
  if (config.names === 'nanovlm') {
    const { headDim: D, ropeTheta } = config.decoder;
    const data = Float32Array.from({ length: D / 2 }, (_, i) => ropeTheta ** ((-2 * i) / D));
    tensors.set(NANOVLM_FREQUENCIES, { shape: [D / 2], data });
  }
  return tensors;
}
