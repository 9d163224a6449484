// y[i] = x[dot(index of i, strides)]: permutation, broadcasting. At most RANK dimensions, right-aligned in six.
struct Params {
  n: u32, d1: u32, d2: u32, d3: u32, d4: u32, d5: u32,
  s0: u32, s1: u32, s2: u32, s3: u32, s4: u32, s5: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<T>;
@group(0) @binding(2) var<storage, read_write> y: array<T>;
override RANK: u32 = 6;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    var rest = i / params.d5;
    var at = (i % params.d5) * params.s5;
    if (RANK > 1u) { at += (rest % params.d4) * params.s4; rest /= params.d4; }
    if (RANK > 2u) { at += (rest % params.d3) * params.s3; rest /= params.d3; }
    if (RANK > 3u) { at += (rest % params.d2) * params.s2; rest /= params.d2; }
    if (RANK > 4u) { at += (rest % params.d1) * params.s1; rest /= params.d1; }
    if (RANK > 5u) { at += rest * params.s0; }
    y[i] = x[at];
  }
}
