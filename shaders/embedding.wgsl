// Gradient of the embedding table without atomics. `order` lists token places sorted by id, so that equal ids
// form runs; the thread at the start of a run adds the run up in order, four columns at a time. Rows that no
// token names are zeroed by `zero` before.
struct Params { N: u32, V: u32, C: u32, blocks: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> ids: array<u32>;
@group(0) @binding(3) var<storage, read_write> order: array<u32>;
@group(0) @binding(4) var<storage, read_write> dtable: array<f32>;

@group(0) @binding(1) var<storage, read_write> zeros: array<f32>;

@compute @workgroup_size(64)
fn zero(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let threads = groups.x * groups.y * 64u;
  let n = params.V * params.C;
  for (var i = id.x + id.y * groups.x * 64u; i < n; i += threads) { zeros[i] = 0.0; }
}

@compute @workgroup_size(64)
fn add_runs(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = id.x + id.y * groups.x * 64u;
  if (t >= params.N * params.blocks) { return; }
  let first = t / params.blocks;
  let token = ids[order[first]];
  if (token >= params.V) { return; }
  if (first > 0u && ids[order[first - 1u]] == token) { return; }
  let start = (t % params.blocks) * 4u;
  let end = min(start + 4u, params.C);
  var total = vec4f();
  for (var p = first; p < params.N; p++) {
    let place = order[p];
    if (ids[place] != token) { break; }
    for (var c = start; c < end; c++) { total[c - start] += dy[place * params.C + c]; }
  }
  for (var c = start; c < end; c++) { dtable[token * params.C + c] = total[c - start]; }
}
