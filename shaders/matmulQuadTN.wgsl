// y = alpha * a^T b for a [K,M] and b [K,N] by quads: see matmulQuadStore.wgsl, the text before. Rows are counted
// as $g groups of 4 rows $q. Needs K and N divisible by 4.
@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.y * 16u;
  let col = group.x * 32u + lane;
  let a$g = params.offsetA + group.z * params.strideA + min(row + 4u * $gu + lane, params.m - 1u);
  let b$c = params.offsetB + group.z * params.strideB + min(col + 4u * $cu, params.n - 4u + lane);
  var s$g_$q_$c = 0.0;
  for (var turn = 0u; turn < params.k; turn += 4u * TURN) {
    $for u {
      let k = turn + 4u * $uu;
      let b$j_$c = b[b$c + (k + $ju) * params.n];
      let a$j_$g = a[a$g + (k + $ju) * params.m];
      $for g q {
        let x$j = quadBroadcast(a$j_$g, $qu);
        s$g_$q_$c += (x0 * b0_$c + x1 * b1_$c) + (x2 * b2_$c + x3 * b3_$c);
      }
    }
  }
  var sums: array<vec4f, 32>;
  sums[8u * $gu + 2u * $qu] = vec4f(s$g_$q_0, s$g_$q_1, s$g_$q_2, s$g_$q_3);
  sums[8u * $gu + 2u * $qu + 1u] = vec4f(s$g_$q_4, s$g_$q_5, s$g_$q_6, s$g_$q_7);
  for (var i = 0u; i < 32u; i++) {
    store(group.z, row + i / 2u, col + 16u * (i % 2u), sums[i]); // a loop: written out, it takes long to compile
  }
}
