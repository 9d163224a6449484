// One AdamW step, in place (PyTorch's order of operations; Loshchilov and Hutter, Algorithm 2).
struct Params { n: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> p: array<T>;
@group(0) @binding(2) var<storage, read_write> g: array<T>;
@group(0) @binding(3) var<storage, read_write> m: array<T>;
@group(0) @binding(4) var<storage, read_write> v: array<T>;
@group(0) @binding(5) var<storage, read_write> hyper: array<f32>; // ADAMW_HYPER in src/ops/adamw.ts
@group(0) @binding(6) var<storage, read_write> gradient_scale: array<f32>;
@group(0) @binding(7) var<storage, read_write> decay: array<T>;

fn update(i: u32, weight_decay: T) {
  let lr = hyper[0];
  let grad = g[i] * (hyper[7] * gradient_scale[0]);
  let m_new = hyper[1] * m[i] + (1.0 - hyper[1]) * grad;
  let v_new = hyper[2] * v[i] + (1.0 - hyper[2]) * grad * grad;
  let denominator = sqrt(v_new) / sqrt(hyper[6]) + T(hyper[3]);
  p[i] = p[i] * (T(1.0) - lr * weight_decay) - (lr / hyper[5]) * (m_new / denominator);
  m[i] = m_new;
  v[i] = v_new;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  for (var i = first; i < end_of(first, params.n); i++) { update(i, T(hyper[4])); }
}

@compute @workgroup_size(64)
fn main_decay(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  for (var i = first; i < end_of(first, params.n); i++) { update(i, hyper[4] * decay[i]); }
}
