// cache[s] = cache[from[s]] for the first seen[s] tokens, in place, rows of Tmax tokens of W pieces. A row that is
// read is never written (see src/ops/cacheGather.ts), so threads need no order among each other.
struct Params { n: u32, S: u32, Tmax: u32, W: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> source: array<u32>; // [S]
@group(0) @binding(2) var<storage, read_write> seen: array<u32>; // [S]
@group(0) @binding(3) var<storage, read_write> cache: array<T>; // [S, Tmax, W]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  let row = params.Tmax * params.W;
  for (var i = first; i < end; i++) {
    let s = i / row;
    let from_row = source[s];
    let at = i % row;
    if (from_row < params.S && at / params.W < seen[s]) { cache[i] = cache[from_row * row + at]; }
  }
}
