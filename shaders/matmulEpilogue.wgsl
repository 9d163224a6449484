// Parameters of every matmul and how the register-tiled ones store a row of 8 columns:
// y = activation(alpha * sum + bias) + addend (+ what stood in y). Text before this file: activations.wgsl; after it:
// `bias_at` and `addend_at`, which exist with or without a binding (src/ops/matmulKernels.ts).
struct Params {
  m: u32, k: u32, n: u32,
  // Elements (vec4 elements in the tiled kernels) between the matrices of a batch, and before the first.
  strideA: u32, strideB: u32, strideY: u32,
  offsetA: u32, offsetB: u32, offsetY: u32,
  alpha: f32,
}
override ACTIVATION: u32 = 99; // none; else as in UNARY of src/ops/unary.ts
override ACCUMULATE = false;
@group(0) @binding(0) var<uniform> params: Params;

fn activate(v: vec4f) -> vec4f {
  if (ACTIVATION == 99u) { return v; }
  return vec4f(
    activation(ACTIVATION, v.x), activation(ACTIVATION, v.y),
    activation(ACTIVATION, v.z), activation(ACTIVATION, v.w),
  );
}
