// What the quad matmuls share. A software adapter runs four neighbouring invocations as one vector of its CPU, and its
// loads cost more than its arithmetic: cheap are those where the four read neighbours. So a quad keeps 16 rows x 32
// columns in registers, its lanes stand on neighbouring columns, and what all of them need of a is read once by the
// four and handed round. Templates (src/ops/unroll.ts): $r rows, $c groups of 4 columns, $j steps of 4 along k, $u such
// steps a turn. Text before: matmulEpilogue.wgsl and its `bias_at` and `addend_at` for single elements.
@group(0) @binding(1) var<storage, read_write> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

fn put(at: u32, col: u32, value: f32) {
  if (col >= params.n) { return; }
  var v = value + addend_at(at - params.offsetY);
  if (ACCUMULATE) { v += y[at]; }
  y[at] = v;
}

// Four sums of one row, of the columns col, col + 4, col + 8 and col + 12.
fn store(z: u32, row: u32, col: u32, sum: vec4f) {
  if (row >= params.m) { return; }
  let cols = min(vec4u(col) + vec4u(0u, 4u, 8u, 12u), vec4u(params.n - 1u));
  let v = activate(params.alpha * sum + bias_at(cols));
  let at = params.offsetY + z * params.strideY + row * params.n + col;
  put(at, col, v.x);
  put(at + 4u, col + 4u, v.y);
  put(at + 8u, col + 8u, v.z);
  put(at + 12u, col + 12u, v.w);
}
