// dv_j = sum_i p_ij dout_i and dk_j = scale * sum_i p_ij (dout_i . v_j - delta_i) q_i, over the queries of all heads that
// share the key. One thread per batch, key-value head and key. Text before this file: see attention.wgsl.
struct Params { B: u32, H: u32, Hkv: u32, Tq: u32, T: u32, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> q: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> k: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> v: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> dout: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> stats: array<vec2f>; // [B, H, Tq]: lse, delta
@group(0) @binding(6) var<storage, read_write> dk: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> dv: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.B * params.Hkv * params.T) { return; }
  let head = at % params.Hkv;
  let j = (at / params.Hkv) % params.T;
  let b = at / (params.Hkv * params.T);
  let key = ((b * params.T + j) * params.Hkv + head) * D4;
  let share = params.H / params.Hkv;

  var x: array<vec4f, D4>;
  var y: array<vec4f, D4>;
  var sumK: array<vec4f, D4>;
  var sumV: array<vec4f, D4>;
  for (var d = 0u; d < D4; d++) {
    x[d] = params.scale * k[key + d];
    y[d] = v[key + d];
  }
  for (var i = first_query(j); i < params.Tq; i++) {
    if (!allowed(b, i, j)) { continue; }
    for (var h = head * share; h < (head + 1u) * share; h++) {
      let query = ((b * params.Tq + i) * params.H + h) * D4;
      let stat = stats[(b * params.H + h) * params.Tq + i];
      var score = vec4f();
      var dp = vec4f();
      for (var d = 0u; d < D4; d++) {
        score += x[d] * q[query + d];
        dp += y[d] * dout[query + d];
      }
      let p = exp(dot(score, vec4f(1.0)) - stat.x);
      let ds = p * (dot(dp, vec4f(1.0)) - stat.y);
      for (var d = 0u; d < D4; d++) {
        sumV[d] += p * dout[query + d];
        sumK[d] += ds * q[query + d];
      }
    }
  }
  for (var d = 0u; d < D4; d++) {
    dk[key + d] = params.scale * sumK[d];
    dv[key + d] = sumV[d];
  }
}
