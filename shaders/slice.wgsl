// A run of places along one axis; one side is seen as [outer, wide], the other, of `length` from `start`, as
// [outer, length]. slice: the run out of its surroundings. pad: the run among zeros. Over T.
struct Params { n: u32, wide: u32, length: u32, start: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> source: array<T>;
@group(0) @binding(2) var<storage, read_write> result: array<T>;

@compute @workgroup_size(64)
fn slice(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    result[i] = source[(i / params.length) * params.wide + params.start + i % params.length];
  }
}

@compute @workgroup_size(64)
fn pad(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    let at = i % params.wide - params.start; // wraps around before the run
    var v = T();
    if (at < params.length) { v = source[(i / params.wide) * params.length + at]; }
    result[i] = v;
  }
}
