// out[m] = x[index[m]], rows of C elements; zeros where the index is none (or beyond the last row).
struct Params { n: u32, rows: u32, C: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> index: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let threads = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < params.n; i += threads) {
    let row = index[i / params.C];
    var v = 0.0;
    if (row < params.rows) { v = x[row * params.C + i % params.C]; }
    y[i] = v;
  }
}
