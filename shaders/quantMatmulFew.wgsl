// y = alpha * a b^T (...) for a [M,K] of few rows and packed b [N,K], as in decoding: bound by reading b, so
// `few_group` gives 4 columns x 4 rows to a workgroup, whose lanes read neighbours of a row of b; `few_thread`, for
// software adapters, gives them to a thread. Needs K divisible by 4. Texts before: `weights` of a storage.
@group(0) @binding(1) var<storage, read_write> a: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> b: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
const LANES = 64u;
var<workgroup> parts: array<mat4x4f, LANES>;

// Row r of the result: the dot products of row `row + r` of a with rows cols of b, over every stride-th quad from `first`.
fn products(row: u32, cols: vec4u, first: u32, stride: u32) -> mat4x4f {
  let k4 = params.k / 4u;
  let rows = params.offsetA + min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(params.m - 1u)) * k4;
  var s = mat4x4f();
  for (var k = first; k < k4; k += stride) {
    let w = mat4x4f(weights(cols.x, k), weights(cols.y, k), weights(cols.z, k), weights(cols.w, k));
    let x = mat4x4f(a[rows.x + k], a[rows.y + k], a[rows.z + k], a[rows.w + k]);
    s += transpose(w) * x; // column r: a vec4f over the columns
  }
  return s;
}

fn store(row: u32, col: u32, cols: vec4u, sums: mat4x4f) {
  var s = sums;
  for (var r = 0u; r < min(4u, params.m - row); r++) {
    let v = activate(params.alpha * s[r] + bias_at(cols));
    for (var c = 0u; c < min(4u, params.n - col); c++) {
      let at = params.offsetY + (row + r) * params.n + col + c;
      var out = v[c] + addend_at(at - params.offsetY);
      if (ACCUMULATE) { out += y[at]; }
      y[at] = out;
    }
  }
}

fn columns(col: u32) -> vec4u {
  return min(vec4u(col, col + 1u, col + 2u, col + 3u), vec4u(params.n - 1u));
}

@compute @workgroup_size(64)
fn few_thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let col = 4u * (id.x + id.y * groups.x * 64u);
  if (col >= params.n) { return; }
  let cols = columns(col);
  store(4u * id.z, col, cols, products(4u * id.z, cols, 0u, 1u));
}

@compute @workgroup_size(64)
fn few_group(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let col = 4u * (group.x + group.y * groups.x);
  let cols = columns(min(col, params.n - 1u));
  parts[lane] = products(4u * group.z, cols, lane, LANES);
  for (var s = LANES / 2u; s > 0u; s >>= 1u) {
    workgroupBarrier();
    if (lane < s) { parts[lane] += parts[lane + s]; }
  }
  if (lane == 0u && col < params.n) { store(4u * group.z, col, cols, parts[0]); }
}
