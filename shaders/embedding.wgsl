// Gradient of the embedding table without atomics. `order` lists token places sorted by id, so that equal ids
// form runs; the thread at the start of a run adds the run up in order, a piece of the row each. Rows that no token names are zeroed by `zero` before.
// Over T; C in pieces.
struct Params { N: u32, V: u32, C: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<T>;
@group(0) @binding(2) var<storage, read_write> ids: array<u32>;
@group(0) @binding(3) var<storage, read_write> order: array<u32>;
@group(0) @binding(4) var<storage, read_write> dtable: array<T>;

@group(0) @binding(1) var<storage, read_write> zeros: array<T>;

@compute @workgroup_size(64)
fn zero(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.V * params.C);
  for (var i = first; i < end; i++) { zeros[i] = T(); }
}

@compute @workgroup_size(64)
fn add_runs(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = id.x + id.y * groups.x * 64u;
  if (t >= params.N * params.C) { return; }
  let first = t / params.C;
  let token = ids[order[first]];
  if (token >= params.V) { return; }
  if (first > 0u && ids[order[first - 1u]] == token) { return; }
  let c = t % params.C;
  var acc = T();
  for (var p = first; p < params.N; p++) {
    let place = order[p];
    if (ids[place] != token) { break; }
    acc += dy[place * params.C + c];
  }
  dtable[token * params.C + c] = acc;
}
