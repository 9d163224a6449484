// What the backward pass needs of a query: its log-sum-exp, and delta = sum_d dout out, the softmax gradient's mean.
struct Params { B: u32, H: u32, T: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f>; // [B, T, H, D]
@group(0) @binding(2) var<storage, read_write> dout: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> lse: array<f32>; // [B, H, T]
@group(0) @binding(4) var<storage, read_write> stats: array<vec2f>; // [B, H, T]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.B * params.H * params.T) { return; }
  let t = at % params.T;
  let h = (at / params.T) % params.H;
  let b = at / (params.H * params.T);
  let row = ((b * params.T + t) * params.H + h) * D4;
  var product = vec4f();
  for (var d = 0u; d < D4; d++) { product += out[row + d] * dout[row + d]; }
  stats[at] = vec2f(lse[at], dot(product, vec4f(1.0)));
}
