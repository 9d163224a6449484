// y = alpha * a b (...) for a [M,K] and packed b [K,N], unpacked where it is used: the gradient of quantMatmulNT.wgsl's
// product in its input. 8 rows x 8 columns a thread. Needs K and N divisible by 4. A template (src/ops/unroll.ts);
// texts before: `weights` of a storage, and matmulStore.wgsl, which stores a row.
@compute @workgroup_size(8, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let col = id.x * 8u;
  if (row >= params.m || col >= params.n) { return; }
  let left = col / 4u;
  let right = min(left + 1u, params.n / 4u - 1u); // the second half repeats the first at the edge
  let k4 = params.k / 4u;
  let a$r = params.offsetA + min(row + $ru, params.m - 1u) * k4;
  var p$r = vec4f();
  var q$r = vec4f();
  for (var k = 0u; k < k4; k++) {
    let x$r = a[a$r + k];
    $for j {
      let u = weights(4u * k + $ju, left);
      let v = weights(4u * k + $ju, right);
      p$r += x$r[$j] * u;
      q$r += x$r[$j] * v;
    }
  }
  store(0u, row + $ru, col, p$r, q$r);
}
