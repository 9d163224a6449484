// Which of a model's parameters may be packed into fewer bits than f32 where they are frozen, and how: matrices of
// linear layers as asked; the token table and the head, whose errors reach every logit, in at least 8 bits. Norms,
// biases, position tables and the patch convolution (a hundredth of a model) stay f32.
import { packMatrix, unpackMatrix, type PackedFormat, type WeightStorage } from '../ops/packing.ts';
import type { ModelConfig } from './config.ts';
import { linearWeights, parametersOf } from './parameters.ts';

/** The packed parameters of a model by name; the others are f32. */
export type Formats = ReadonlyMap<string, PackedFormat>;

/** Nothing is packed. */
export const UNPACKED: Formats = new Map();

const TABLE = /\b(embed_tokens|lm_head)\.weight$/;

/** How a model's parameters lie in memory when its base is stored so. Meant for models whose own weights are frozen. */
export function formatsOf(config: ModelConfig, base: WeightStorage): Formats {
  if (base === 'f32') return UNPACKED;
  const tables = parametersOf(config).filter(({ name }) => TABLE.test(name));
  const format = (shape: readonly number[], storage: PackedFormat['storage']): PackedFormat => {
    const [rows, columns] = shape as [number, number];
    return { storage, rows, columns };
  };
  return new Map([
    ...linearWeights(config).map(({ name, shape }) => [name, format(shape, base)] as const),
    ...tables.map(({ name, shape }) => [name, format(shape, base === 'int4' ? 'int8' : base)] as const),
  ]);
}

/** The numbers that the kernels see: every weight that is packed, rounded as it is in memory. */
export function asStored(
  weights: ReadonlyMap<string, Float32Array>,
  formats: Formats,
): ReadonlyMap<string, Float32Array> {
  if (formats.size === 0) return weights;
  return new Map(
    [...weights].map(([name, data]) => {
      const format = formats.get(name);
      return [name, format === undefined ? data : unpackMatrix(format, packMatrix(format, data))];
    }),
  );
}
