// forward: y = f(x). backward: dx = f'(x) * dy. FUNCTION selects f; common/activations.wgsl stands before this.
// Over T.
struct Params { n: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<T>;
@group(0) @binding(2) var<storage, read_write> y: array<T>;

@group(0) @binding(2) var<storage, read_write> dy: array<T>;
@group(0) @binding(3) var<storage, read_write> dx: array<T>;
override FUNCTION: u32 = 0;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    y[i] = activation_piece(FUNCTION, x[i]);
  }
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    dx[i] = activation_gradient_piece(FUNCTION, x[i]) * dy[i];
  }
}
