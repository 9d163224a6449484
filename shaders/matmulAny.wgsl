// y = alpha * op(a) op(b) for any sizes and transpositions: 4 rows x 4 columns a thread, read element by element.
@group(0) @binding(1) var<storage, read_write> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
override TRANS_A = false;
override TRANS_B = false;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let col = id.x * 4u;
  if (row >= params.m || col >= params.n) { return; }
  let stepA = select(1u, params.m, TRANS_A);
  let stepB = select(params.n, 1u, TRANS_B);
  let rowA = select(params.k, 1u, TRANS_A);
  let colB = select(1u, params.k, TRANS_B);
  let rows = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(params.m - 1u));
  let cols = min(vec4u(col, col + 1u, col + 2u, col + 3u), vec4u(params.n - 1u));
  var ia = params.offsetA + id.z * params.strideA + rows * rowA;
  var ib = params.offsetB + id.z * params.strideB + cols * colB;
  var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
  for (var k = 0u; k < params.k; k++) {
    let right = vec4f(b[ib.x], b[ib.y], b[ib.z], b[ib.w]);
    s0 += a[ia.x] * right; s1 += a[ia.y] * right; s2 += a[ia.z] * right; s3 += a[ia.w] * right;
    ia += vec4u(stepA);
    ib += vec4u(stepB);
  }
  for (var r = 0u; r < min(4u, params.m - row); r++) {
    let sum = select(select(s0, s1, r == 1u), select(s2, s3, r == 3u), r > 1u);
    let v = activate(params.alpha * sum + bias_at(cols));
    for (var c = 0u; c < min(4u, params.n - col); c++) {
      let at = params.offsetY + id.z * params.strideY + (row + r) * params.n + col + c;
      var out = v[c] + addend_at(at - params.offsetY);
      if (ACCUMULATE) { out += y[at]; }
      y[at] = out;
    }
  }
}
