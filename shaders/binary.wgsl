// y = a op b with broadcasting. How an operand is read: 0 as it lies; 1 repeating every a_period (b_period)
// pieces (a trailing vector); 2 by strides over at most four dimensions. Over T; strides in pieces.
struct Params {
  n: u32, a_period: u32, b_period: u32,
  d1: u32, d2: u32, d3: u32,
  a0: u32, a1: u32, a2: u32, a3: u32,
  b0: u32, b1: u32, b2: u32, b3: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> a: array<T>;
@group(0) @binding(2) var<storage, read_write> b: array<T>;
@group(0) @binding(3) var<storage, read_write> y: array<T>;
override FUNCTION: u32 = 0;
override A_MODE: u32 = 0;
override B_MODE: u32 = 0;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    var ia = i;
    var ib = i;
    if (A_MODE == 1u) { ia = i % params.a_period; }
    if (B_MODE == 1u) { ib = i % params.b_period; }
    if (A_MODE == 2u || B_MODE == 2u) {
      let i3 = i % params.d3;
      let q3 = i / params.d3;
      let i2 = q3 % params.d2;
      let q2 = q3 / params.d2;
      let i1 = q2 % params.d1;
      let i0 = q2 / params.d1;
      if (A_MODE == 2u) { ia = i0 * params.a0 + i1 * params.a1 + i2 * params.a2 + i3 * params.a3; }
      if (B_MODE == 2u) { ib = i0 * params.b0 + i1 * params.b1 + i2 * params.b2 + i3 * params.b3; }
    }
    switch FUNCTION {
      case 0u: { y[i] = a[ia] + b[ib]; }
      case 1u: { y[i] = a[ia] - b[ib]; }
      case 2u: { y[i] = a[ia] * b[ib]; }
      default: { y[i] = a[ia] / b[ib]; }
    }
  }
}
