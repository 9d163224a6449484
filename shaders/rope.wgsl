// Rotary position embedding of x [tokens, H, D]: the pair (d, d + D/2) turns by position * theta^(-2d/D).
// Frequencies are turns per position in fixed point, 32 bits after the point: the product with a position then wraps
// to the fraction of a turn by itself, exactly, where an f32 angle would lose 5e-4 radians at position 8192.
// frequency(d) = coarse[d / 8] * fine[d % 8], with 34 and 31 bits after the point.
struct Params { n: u32, H: u32, half_dim: u32, inverse: u32, coarse: array<vec4u, 4>, fine: array<vec4u, 2> }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> positions: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

fn high_product(a: u32, b: u32) -> u32 { // the upper half of the 64 bits of a b
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let other = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (other >> 16u);
}

fn frequency(d: u32) -> u32 {
  return (high_product(params.coarse[d / 32u][(d / 8u) % 4u], params.fine[(d / 4u) % 2u][d % 4u]) + 1u) >> 1u;
}

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
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) { // i = token * half_dim + d
    let d = i % params.half_dim;
    let token = i / params.half_dim;
    var cs = rotation(positions[token] * frequency(d));
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
