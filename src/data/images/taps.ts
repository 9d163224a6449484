// Which source samples make an output sample, and their weights: Pillow's antialiased filters (its Resample.c), whose
// formulas PyTorch's `interpolate(antialias=True)` shares. Pure float64.

export type Filter = 'lanczos' | 'bicubic' | 'bilinear';

/** Half widths, in source samples when enlarging, and the filters themselves. */
const FILTERS: Readonly<Record<Filter, { support: number; of: (x: number) => number }>> = {
  lanczos: { support: 3, of: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
  bicubic: { support: 2, of: cubic },
  bilinear: { support: 1, of: (x) => Math.max(0, 1 - Math.abs(x)) },
};

/** Output sample i is the sum over k < counts[i] of weights[i * stride + k] * source[starts[i] + k]. */
export interface Taps {
  readonly stride: number;
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** [outputs * stride]; an output's weights sum to 1. */
  readonly weights: Float64Array;
}

/** Shrinking widens the filter by the scale, so that every source sample counts. */
export function tapsOf(filter: Filter, inputs: number, outputs: number): Taps {
  const { support: halfWidth, of } = FILTERS[filter];
  const scale = inputs / outputs;
  const widened = Math.max(scale, 1);
  const support = halfWidth * widened;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(outputs);
  const counts = new Int32Array(outputs);
  const weights = new Float64Array(outputs * stride);
  for (let i = 0; i < outputs; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(inputs, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = of((start + k - centre + 0.5) / widened);
      weights[i * stride + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count; k++) weights[i * stride + k] = (weights[i * stride + k] as number) / sum;
    starts[i] = start;
    counts[i] = count;
  }
  return { stride, starts, counts, weights };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Keys' cubic convolution with a = -1/2. */
function cubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}
