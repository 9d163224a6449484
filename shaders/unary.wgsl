// forward: y = f(x). backward: dx = f'(x) * dy. FUNCTION selects f; common/activations.wgsl stands before this.
// Every thread takes elements one grid apart, so that neighbours read neighbours.
struct Params { n: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@group(0) @binding(2) var<storage, read_write> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
override FUNCTION: u32 = 0;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let threads = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < params.n; i += threads) {
    y[i] = activation(FUNCTION, x[i]);
  }
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let threads = groups.x * groups.y * 64u;
  for (var i = id.x + id.y * groups.x * 64u; i < params.n; i += threads) {
    dx[i] = activation_gradient(FUNCTION, x[i]) * dy[i];
  }
}
