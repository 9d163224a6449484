// y = alpha * a op(b) (...) with packed b for any sizes, element by element: 4 rows x 4 columns a thread.
// Texts before: `weights` of a storage.
@group(0) @binding(1) var<storage, read_write> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
override TRANS_B = false;

fn weight(k: u32, col: u32) -> f32 {
  let row = select(k, col, TRANS_B);
  let at = select(col, k, TRANS_B);
  return weights(row, at / 4u)[at % 4u];
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let col = id.x * 4u;
  if (row >= params.m || col >= params.n) { return; }
  let cols = min(vec4u(col, col + 1u, col + 2u, col + 3u), vec4u(params.n - 1u));
  let rows = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(params.m - 1u));
  var ia = params.offsetA + rows * params.k;
  var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
  for (var k = 0u; k < params.k; k++) {
    let w = vec4f(weight(k, cols.x), weight(k, cols.y), weight(k, cols.z), weight(k, cols.w));
    s0 += a[ia.x] * w; s1 += a[ia.y] * w; s2 += a[ia.z] * w; s3 += a[ia.w] * w;
    ia += vec4u(1u);
  }
  for (var r = 0u; r < min(4u, params.m - row); r++) {
    let sum = select(select(s0, s1, r == 1u), select(s2, s3, r == 3u), r > 1u);
    let v = activate(params.alpha * sum + bias_at(cols));
    for (var c = 0u; c < min(4u, params.n - col); c++) {
      let at = params.offsetY + (row + r) * params.n + col + c;
      var out = v[c] + addend_at(at - params.offsetY);
      if (ACCUMULATE) { out += y[at]; }
      y[at] = out;
    }
  }
}
