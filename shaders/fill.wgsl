// y = value everywhere.
struct Params { n: u32, value: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let threads = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < params.n; i += threads) {
    y[i] = params.value;
  }
}
