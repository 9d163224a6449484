// A linear layer, with its low-rank adapter where the run has one.
import { matmul } from '../ops/matmul.ts';
import type { Tensor } from '../ops/op.ts';
import { quantMatmul, type PackedTensor } from '../ops/quantMatmul.ts';
import type { ModelTrace } from './parameters.ts';

/** x W^T (+ bias) (+ addend) for a weight [out, in], packed or not. */
export function product(
  x: Tensor,
  weight: Tensor | PackedTensor,
  options: { bias?: Tensor; addend?: Tensor } = {},
): Tensor {
  if ('words' in weight) return quantMatmul(x, weight, { transB: true, ...options });
  return matmul(x, weight, { transB: true, ...options });
}

/**
 * y = x W^T (+ bias) (+ addend), plus alpha / rank * (x A^T) B^T with an adapter (LoRA).
 * @param x [N, in]
 * @param name of the module; its weight is `name.weight` [out, in], its bias `name.bias` [out]
 * @param addend [N, out], a residual
 * @returns [N, out]
 */
export function linear(
  model: ModelTrace,
  name: string,
  x: Tensor,
  options: { bias?: boolean; addend?: Tensor } = {},
): Tensor {
  const y = product(x, model.matrix(`${name}.weight`), {
    ...(options.bias ? { bias: model.parameter(`${name}.bias`) } : {}),
    ...(options.addend ? { addend: options.addend } : {}),
  });
  const adapter = model.adapter(`${name}.weight`);
  if (adapter === undefined) return y;
  const low = matmul(x, adapter.a, { transB: true }); // [N, r]
  return matmul(low, adapter.b, { transB: true, alpha: adapter.scale, addend: y });
}
