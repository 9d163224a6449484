// A run of `length` places from `start` along one axis; x is [outer, wide, inner], y is [outer, length, inner].
// slice: y from x. pad: x from y, zero elsewhere.
struct Params { n: u32, wide: u32, length: u32, inner: u32, start: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> source: array<T>;
@group(0) @binding(2) var<storage, read_write> result: array<T>;

@compute @workgroup_size(64)
fn slice(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first_piece = first_of(id, groups);
  let row = params.length * params.inner;
  for (var i = first_piece; i < end_of(first_piece, params.n); i++) {
    result[i] = source[(i / row) * params.wide * params.inner + params.start * params.inner + i % row];
  }
}

@compute @workgroup_size(64)
fn pad(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first_piece = first_of(id, groups);
  let row = params.wide * params.inner;
  let first = params.start * params.inner;
  let length = params.length * params.inner;
  for (var i = first_piece; i < end_of(first_piece, params.n); i++) {
    let at = i % row;
    var v = 0.0;
    if (at >= first && at < first + length) { v = source[(i / row) * length + at - first]; }
    result[i] = v;
  }
}
