// y = alpha * a b for a [M,K] and b [K,N] by quads: see matmulQuadStore.wgsl, the text before.
// Needs K and N divisible by 4.
@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.y * 16u;
  let col = group.x * 32u + lane;
  let a$r = params.offsetA + group.z * params.strideA + min(row + $ru, params.m - 1u) * params.k + lane;
  let b$c = params.offsetB + group.z * params.strideB + min(col + 4u * $cu, params.n - 4u + lane);
  var s$r_$c = 0.0;
  for (var turn = 0u; turn < params.k; turn += 4u * TURN) {
    $for u {
      let k = turn + 4u * $uu;
      let b$j_$c = b[b$c + (k + $ju) * params.n];
      $for r {
        let x = a[a$r + k];
        let x$j = quadBroadcast(x, $ju);
        s$r_$c += (x0 * b0_$c + x1 * b1_$c) + (x2 * b2_$c + x3 * b3_$c);
      }
    }
  }
  var sums: array<vec4f, 32>;
  sums[2u * $ru] = vec4f(s$r_0, s$r_1, s$r_2, s$r_3);
  sums[2u * $ru + 1u] = vec4f(s$r_4, s$r_5, s$r_6, s$r_7);
  for (var i = 0u; i < 32u; i++) {
    store(group.z, row + i / 2u, col + 16u * (i % 2u), sums[i]); // a loop: written out, it takes long to compile
  }
}
