// out[m] = x[index[m]], rows of C pieces; zeros where the index is none (or beyond the last row).
struct Params { n: u32, rows: u32, C: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<T>;
@group(0) @binding(2) var<storage, read_write> index: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<T>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    let row = index[i / params.C];
    var v = T();
    if (row < params.rows) { v = x[row * params.C + i % params.C]; }
    y[i] = v;
  }
}
