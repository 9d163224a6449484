// y = alpha * op(a) op(b) for a [M,K] and b [K,N]: every thread keeps a tile of 8 rows x 8 columns
// in registers and uses no workgroup memory, which software adapters run an order of magnitude faster.
// Needs K and N divisible by 4. matmulStore.wgsl, the text before, stores a row.
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
  let k4 = params.k / 4u;
  let n4 = params.n / 4u;
  let last = params.m - 1u;
  let a0 = params.offsetA + z * params.strideA + min(row + 0u, last) * k4;
  let a1 = params.offsetA + z * params.strideA + min(row + 1u, last) * k4;
  let a2 = params.offsetA + z * params.strideA + min(row + 2u, last) * k4;
  let a3 = params.offsetA + z * params.strideA + min(row + 3u, last) * k4;
  let a4 = params.offsetA + z * params.strideA + min(row + 4u, last) * k4;
  let a5 = params.offsetA + z * params.strideA + min(row + 5u, last) * k4;
  let a6 = params.offsetA + z * params.strideA + min(row + 6u, last) * k4;
  let a7 = params.offsetA + z * params.strideA + min(row + 7u, last) * k4;
  var at = params.offsetB + z * params.strideB + col / 4u;
  for (var k = 0u; k < k4; k++) {
    let x0 = a[a0 + k];
    let x1 = a[a1 + k];
    let x2 = a[a2 + k];
    let x3 = a[a3 + k];
    let x4 = a[a4 + k];
    let x5 = a[a5 + k];
    let x6 = a[a6 + k];
    let x7 = a[a7 + k];
    let u0 = b[at]; let v0 = b[at + right]; at += n4;
    p0 += x0.x * u0; q0 += x0.x * v0;
    p1 += x1.x * u0; q1 += x1.x * v0;
    p2 += x2.x * u0; q2 += x2.x * v0;
    p3 += x3.x * u0; q3 += x3.x * v0;
    p4 += x4.x * u0; q4 += x4.x * v0;
    p5 += x5.x * u0; q5 += x5.x * v0;
    p6 += x6.x * u0; q6 += x6.x * v0;
    p7 += x7.x * u0; q7 += x7.x * v0;
    let u1 = b[at]; let v1 = b[at + right]; at += n4;
    p0 += x0.y * u1; q0 += x0.y * v1;
    p1 += x1.y * u1; q1 += x1.y * v1;
    p2 += x2.y * u1; q2 += x2.y * v1;
    p3 += x3.y * u1; q3 += x3.y * v1;
    p4 += x4.y * u1; q4 += x4.y * v1;
    p5 += x5.y * u1; q5 += x5.y * v1;
    p6 += x6.y * u1; q6 += x6.y * v1;
    p7 += x7.y * u1; q7 += x7.y * v1;
    let u2 = b[at]; let v2 = b[at + right]; at += n4;
    p0 += x0.z * u2; q0 += x0.z * v2;
    p1 += x1.z * u2; q1 += x1.z * v2;
    p2 += x2.z * u2; q2 += x2.z * v2;
    p3 += x3.z * u2; q3 += x3.z * v2;
    p4 += x4.z * u2; q4 += x4.z * v2;
    p5 += x5.z * u2; q5 += x5.z * v2;
    p6 += x6.z * u2; q6 += x6.z * v2;
    p7 += x7.z * u2; q7 += x7.z * v2;
    let u3 = b[at]; let v3 = b[at + right]; at += n4;
    p0 += x0.w * u3; q0 += x0.w * v3;
    p1 += x1.w * u3; q1 += x1.w * v3;
    p2 += x2.w * u3; q2 += x2.w * v3;
    p3 += x3.w * u3; q3 += x3.w * v3;
    p4 += x4.w * u3; q4 += x4.w * v3;
    p5 += x5.w * u3; q5 += x5.w * v3;
    p6 += x6.w * u3; q6 += x6.w * v3;
    p7 += x7.w * u3; q7 += x7.w * v3;
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
