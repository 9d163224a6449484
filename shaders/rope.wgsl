// Rotary position embedding of x [tokens, H, D]: the pair (d, d + D/2) turns by position * theta^(-2d/D).
// A frequency is given in turns per position, as a fraction of 2^32: the product with a position then wraps to the
// fraction of a turn by itself, exactly, where an f32 angle would lose 5e-4 radians at position 8192.
struct Params { n: u32, H: u32, half_dim: u32, inverse: u32, frequencies: array<vec4u, 32> }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> positions: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

// (cos, sin) of a fraction of a turn, absolute error about 1e-7 (WGSL's own promise 5e-4): reduced to an eighth of
// a turn in integers, then the Cephes polynomials.
fn rotation(turn: u32) -> vec2f {
  let quadrant = (turn + 0x20000000u) >> 30u;
  let r = f32(bitcast<i32>(turn - (quadrant << 30u))) * 1.4629180792671596e-9; // 2 pi / 2^32
  let z = r * r;
  let s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
  let c = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  switch quadrant & 3u {
    case 0u: { return vec2f(c, s); }
    case 1u: { return vec2f(-s, c); }
    case 2u: { return vec2f(-c, -s); }
    default: { return vec2f(s, -c); }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let threads = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < params.n; i += threads) { // i = token * half_dim + d
    let d = i % params.half_dim;
    let token = i / params.half_dim;
    var cs = rotation(positions[token] * params.frequencies[d / 4u][d % 4u]);
    if (params.inverse == 1u) { cs.y = -cs.y; }
    for (var h = 0u; h < params.H; h++) {
      let at = (token * params.H + h) * 2u * params.half_dim + d;
      let a = x[at];
      let b = x[at + params.half_dim];
      y[at] = a * cs.x - b * cs.y;
      y[at + params.half_dim] = b * cs.x + a * cs.y;
    }
  }
}
