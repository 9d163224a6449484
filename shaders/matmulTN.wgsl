// y = alpha * op(a) op(b) for a [K,M] and b [K,N], both read along the row: every thread keeps a tile of 8 rows x 8 columns
// in registers and uses no workgroup memory, which software adapters run an order of magnitude faster.
// Needs M and N divisible by 4. matmulStore.wgsl, the text before, stores a row.
@compute @workgroup_size(8, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let col = id.x * 8u;
  let z = id.z;
  if (row >= params.m || col >= params.n) { return; }
  let right = select(0u, 1u, col + 4u < params.n); // the second half repeats the first at the edge
  var p0 = vec4f(); var q0 = vec4f();
  var p1 = vec4f(); var q1 = vec4f();
  var p2 = vec4f(); var q2 = vec4f();
  var p3 = vec4f(); var q3 = vec4f();
  var p4 = vec4f(); var q4 = vec4f();
  var p5 = vec4f(); var q5 = vec4f();
  var p6 = vec4f(); var q6 = vec4f();
  var p7 = vec4f(); var q7 = vec4f();
  let m4 = params.m / 4u;
  let n4 = params.n / 4u;
  let below = select(0u, 1u, row + 4u < params.m);
  var i = params.offsetA + z * params.strideA + row / 4u;
  var j = params.offsetB + z * params.strideB + col / 4u;
  for (var k = 0u; k < params.k; k++) {
    let s = a[i]; let t = a[i + below]; i += m4;
    let u = b[j]; let v = b[j + right]; j += n4;
    p0 += s.x * u; q0 += s.x * v;
    p1 += s.y * u; q1 += s.y * v;
    p2 += s.z * u; q2 += s.z * v;
    p3 += s.w * u; q3 += s.w * v;
    p4 += t.x * u; q4 += t.x * v;
    p5 += t.y * u; q5 += t.y * v;
    p6 += t.z * u; q6 += t.z * v;
    p7 += t.w * u; q7 += t.w * v;
  }
  store(z, row + 0u, col, p0, q0);
  store(z, row + 1u, col, p1, q1);
  store(z, row + 2u, col, p2, q2);
  store(z, row + 3u, col, p3, q3);
  store(z, row + 4u, col, p4, q4);
  store(z, row + 5u, col, p5, q5);
  store(z, row + 6u, col, p6, q6);
  store(z, row + 7u, col, p7, q7);
}
