// y = alpha * op(a) op(b) for a [M,K] and b [N,K], both read along K: every thread keeps a tile of 8 rows x 8 columns
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
  let last = params.m - 1u;
  let a0 = params.offsetA + z * params.strideA + min(row + 0u, last) * k4;
  let a1 = params.offsetA + z * params.strideA + min(row + 1u, last) * k4;
  let a2 = params.offsetA + z * params.strideA + min(row + 2u, last) * k4;
  let a3 = params.offsetA + z * params.strideA + min(row + 3u, last) * k4;
  let a4 = params.offsetA + z * params.strideA + min(row + 4u, last) * k4;
  let a5 = params.offsetA + z * params.strideA + min(row + 5u, last) * k4;
  let a6 = params.offsetA + z * params.strideA + min(row + 6u, last) * k4;
  let a7 = params.offsetA + z * params.strideA + min(row + 7u, last) * k4;
  let b0 = params.offsetB + z * params.strideB + (col + 0u) * k4;
  let b1 = params.offsetB + z * params.strideB + (col + 1u) * k4;
  let b2 = params.offsetB + z * params.strideB + (col + 2u) * k4;
  let b3 = params.offsetB + z * params.strideB + (col + 3u) * k4;
  let b4 = params.offsetB + z * params.strideB + (col + right * 4u + 0u) * k4;
  let b5 = params.offsetB + z * params.strideB + (col + right * 4u + 1u) * k4;
  let b6 = params.offsetB + z * params.strideB + (col + right * 4u + 2u) * k4;
  let b7 = params.offsetB + z * params.strideB + (col + right * 4u + 3u) * k4;
  for (var k = 0u; k < k4; k++) {
    let w0 = b[b0 + k];
    let w1 = b[b1 + k];
    let w2 = b[b2 + k];
    let w3 = b[b3 + k];
    let w4 = b[b4 + k];
    let w5 = b[b5 + k];
    let w6 = b[b6 + k];
    let w7 = b[b7 + k];
    let x0 = a[a0 + k];
    p0 += vec4f(dot(x0, w0), dot(x0, w1), dot(x0, w2), dot(x0, w3));
    q0 += vec4f(dot(x0, w4), dot(x0, w5), dot(x0, w6), dot(x0, w7));
    let x1 = a[a1 + k];
    p1 += vec4f(dot(x1, w0), dot(x1, w1), dot(x1, w2), dot(x1, w3));
    q1 += vec4f(dot(x1, w4), dot(x1, w5), dot(x1, w6), dot(x1, w7));
    let x2 = a[a2 + k];
    p2 += vec4f(dot(x2, w0), dot(x2, w1), dot(x2, w2), dot(x2, w3));
    q2 += vec4f(dot(x2, w4), dot(x2, w5), dot(x2, w6), dot(x2, w7));
    let x3 = a[a3 + k];
    p3 += vec4f(dot(x3, w0), dot(x3, w1), dot(x3, w2), dot(x3, w3));
    q3 += vec4f(dot(x3, w4), dot(x3, w5), dot(x3, w6), dot(x3, w7));
    let x4 = a[a4 + k];
    p4 += vec4f(dot(x4, w0), dot(x4, w1), dot(x4, w2), dot(x4, w3));
    q4 += vec4f(dot(x4, w4), dot(x4, w5), dot(x4, w6), dot(x4, w7));
    let x5 = a[a5 + k];
    p5 += vec4f(dot(x5, w0), dot(x5, w1), dot(x5, w2), dot(x5, w3));
    q5 += vec4f(dot(x5, w4), dot(x5, w5), dot(x5, w6), dot(x5, w7));
    let x6 = a[a6 + k];
    p6 += vec4f(dot(x6, w0), dot(x6, w1), dot(x6, w2), dot(x6, w3));
    q6 += vec4f(dot(x6, w4), dot(x6, w5), dot(x6, w6), dot(x6, w7));
    let x7 = a[a7 + k];
    p7 += vec4f(dot(x7, w0), dot(x7, w1), dot(x7, w2), dot(x7, w3));
    q7 += vec4f(dot(x7, w4), dot(x7, w5), dot(x7, w6), dot(x7, w7));
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
