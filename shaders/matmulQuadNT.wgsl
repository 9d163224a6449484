// y = alpha * a b^T for a [M,K] and b [N,K] by quads: see matmulQuadStore.wgsl, the text before.
// Needs K and N divisible by 4.

// Exchanges lanes and components: component j of lane i becomes component i of lane j.
fn turned(t: vec4f, lane: u32) -> vec4f {
  let odd = (lane & 1u) == 1u;
  let high = lane > 1u;
  let even_columns = select(t.xz, quadSwapX(t.yw), odd);
  let odd_columns = select(quadSwapX(t.xz), t.yw, odd);
  let first = vec2f(even_columns.x, odd_columns.x);
  let second = vec2f(even_columns.y, odd_columns.y);
  return vec4f(select(first, quadSwapY(second), high), select(quadSwapY(first), second, high));
}

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.y * 16u;
  let col = group.x * 32u;
  let a$r = params.offsetA + group.z * params.strideA + min(row + $ru, params.m - 1u) * params.k + lane;
  let b$c = params.offsetB + group.z * params.strideB + min(col + 4u * $cu, params.n - 4u) * params.k + lane;
  var s$r_$c = 0.0;
  for (var turn = 0u; turn < params.k; turn += 4u * TURN) {
    $for u {
      let k = turn + 4u * $uu;
      let b$c_$j = b[b$c + $ju * params.k + k];
      let w$c = turned(vec4f(b$c_0, b$c_1, b$c_2, b$c_3), lane);
      $for r {
        let x = a[a$r + k];
        let x$j = quadBroadcast(x, $ju);
        s$r_$c += (x0 * w$c.x + x1 * w$c.y) + (x2 * w$c.z + x3 * w$c.w);
      }
    }
  }
  var sums: array<vec4f, 32>;
  sums[2u * $ru] = vec4f(s$r_0, s$r_1, s$r_2, s$r_3);
  sums[2u * $ru + 1u] = vec4f(s$r_4, s$r_5, s$r_6, s$r_7);
  for (var i = 0u; i < 32u; i++) {
    store(group.z, row + i / 2u, col + lane + 16u * (i % 2u), sums[i]); // a loop: written out, it takes long to compile
  }
}
