// y = alpha * a b^T (...) for a [M,K] and packed b [N,K], unpacked where it is used: a thread keeps 8 rows x 8 columns
// in registers, so that what it unpacks serves 8 rows. Needs K and N divisible by 4. A template (src/ops/unroll.ts);
// texts before: `weights` of a storage, and matmulStore.wgsl, which stores a row.
@compute @workgroup_size(8, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let col = id.x * 8u;
  if (row >= params.m || col >= params.n) { return; }
  let k4 = params.k / 4u;
  let a$r = params.offsetA + min(row + $ru, params.m - 1u) * k4;
  let col$c = min(col + $cu, params.n - 1u);
  var p$r = vec4f();
  var q$r = vec4f();
  for (var k = 0u; k < k4; k++) {
    let w$c = weights(col$c, k);
    $for r {
      let x = a[a$r + k];
      p$r += vec4f(dot(x, w0), dot(x, w1), dot(x, w2), dot(x, w3));
      q$r += vec4f(dot(x, w4), dot(x, w5), dot(x, w6), dot(x, w7));
    }
  }
  store(0u, row + $ru, col, p$r, q$r);
}
