// Bindings of the register-tiled matmuls and the store of one row of 8 columns. `B`, before: what b is made of.
@group(0) @binding(1) var<storage, read_write> a: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> b: array<B>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;

fn store4(z: u32, row: u32, col: u32, sum: vec4f) {
  let at = params.offsetY + z * params.strideY + (row * params.n + col) / 4u;
  var v = activate(params.alpha * sum + bias_at(col / 4u)) + addend_at(at - params.offsetY);
  if (ACCUMULATE) { v += y[at]; }
  y[at] = v;
}

fn store(z: u32, row: u32, col: u32, left: vec4f, right: vec4f) {
  if (row >= params.m) { return; }
  store4(z, row, col, left);
  if (col + 4u < params.n) { store4(z, row, col + 4u, right); }
}
