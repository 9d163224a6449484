// dq_i = scale * sum_j p_ij (dout_i . v_j - delta_i) k_j, with p_ij = exp(score_ij - lse_i) computed again.
// One thread per batch, head and query. Text before this file: see attention.wgsl.
struct Params { B: u32, H: u32, Hkv: u32, Tq: u32, T: u32, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> q: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> k: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> v: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> dout: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> stats: array<vec2f>; // [B, H, Tq]: lse, delta
@group(0) @binding(6) var<storage, read_write> dq: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.B * params.H * params.Tq) { return; }
  let h = at % params.H;
  let i = (at / params.H) % params.Tq;
  let b = at / (params.H * params.Tq);
  let query = ((b * params.Tq + i) * params.H + h) * D4;
  let stat = stats[(b * params.H + h) * params.Tq + i];
  let step = params.Hkv * D4;
  var key = b * params.T * step + h / (params.H / params.Hkv) * D4;

  var x: array<vec4f, D4>;
  var g: array<vec4f, D4>;
  var sum: array<vec4f, D4>;
  for (var d = 0u; d < D4; d++) {
    x[d] = params.scale * q[query + d];
    g[d] = dout[query + d];
  }
  for (var j = 0u; j < last_key(i, params.T); j++) {
    if (allowed(b, i, j)) {
      var score = vec4f();
      var dp = vec4f();
      for (var d = 0u; d < D4; d++) {
        score += x[d] * k[key + d];
        dp += g[d] * v[key + d];
      }
      let p = exp(dot(score, vec4f(1.0)) - stat.x);
      let ds = p * (dot(dp, vec4f(1.0)) - stat.y);
      for (var d = 0u; d < D4; d++) { sum[d] += ds * k[key + d]; }
    }
    key += step;
  }
  for (var d = 0u; d < D4; d++) { dq[query + d] = params.scale * sum[d]; }
}
