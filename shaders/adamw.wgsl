// One AdamW step, in place as PyTorch has it (Loshchilov and Hutter, Algorithm 2). Over T.
struct Params { n: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> p: array<T>;
@group(0) @binding(2) var<storage, read_write> g: array<T>;
@group(0) @binding(3) var<storage, read_write> m: array<T>;
@group(0) @binding(4) var<storage, read_write> v: array<T>;
@group(0) @binding(5) var<storage, read_write> hyper: array<f32>; // ADAMW_HYPER in src/ops/adamw.ts
@group(0) @binding(6) var<storage, read_write> gradient_scale: array<f32>;
@group(0) @binding(7) var<storage, read_write> decay: array<T>;

struct Step { grad_scale: f32, beta1: f32, beta2: f32, eps: f32, decay: f32, rate: f32, root_correction: f32 }

fn read_step() -> Step {
  return Step(
    hyper[7] * gradient_scale[0], hyper[1], hyper[2], hyper[3],
    hyper[0] * hyper[4], // lr * weight decay
    hyper[0] / hyper[5],
    1.0 / sqrt(hyper[6]),
  );
}

fn update(i: u32, s: Step, weight_decay: T) {
  let grad = g[i] * s.grad_scale;
  let m_new = s.beta1 * m[i] + (1.0 - s.beta1) * grad;
  let v_new = s.beta2 * v[i] + (1.0 - s.beta2) * grad * grad;
  p[i] = p[i] * (T(1.0) - weight_decay) - s.rate * m_new / (sqrt(v_new) * s.root_correction + T(s.eps));
  m[i] = m_new;
  v[i] = v_new;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  let step = read_step();
  for (var i = first; i < end; i++) { update(i, step, T(step.decay)); }
}

@compute @workgroup_size(64)
fn main_decay(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  let step = read_step();
  for (var i = first; i < end; i++) { update(i, step, step.decay * decay[i]); }
}
