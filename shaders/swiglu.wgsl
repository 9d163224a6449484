// y = silu(gate) up, and both gradients. Over T.
struct Params { n: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> gate: array<T>;
@group(0) @binding(2) var<storage, read_write> up: array<T>;
@group(0) @binding(3) var<storage, read_write> y: array<T>;

@group(0) @binding(3) var<storage, read_write> dy: array<T>;
@group(0) @binding(4) var<storage, read_write> dgate: array<T>;
@group(0) @binding(5) var<storage, read_write> dup: array<T>;

fn logistic(x: T) -> T {
  return T(1.0) / (T(1.0) + exp(-clamp(x, T(-80.0), T(80.0))));
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    y[i] = gate[i] * logistic(gate[i]) * up[i];
  }
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  for (var i = first; i < end; i++) {
    let g = gate[i];
    let s = logistic(g);
    dgate[i] = dy[i] * up[i] * s * (T(1.0) + g * (T(1.0) - s));
    dup[i] = dy[i] * g * s;
  }
}
