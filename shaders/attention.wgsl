// Attention forward: one thread per batch, head and query; a running maximum and sum instead of a row of scores
// (online softmax, arXiv 1805.02867). Text before this file (src/ops/attention.ts): `const D4`, the number of vec4 in
// a head, and `allowed(b, i, j)`, which knows segments and causality.
struct Params { B: u32, H: u32, Hkv: u32, Tq: u32, T: u32, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> q: array<vec4f>; // [B, Tq, H, D]
@group(0) @binding(2) var<storage, read_write> k: array<vec4f>; // [B, T, Hkv, D]
@group(0) @binding(3) var<storage, read_write> v: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> out: array<vec4f>; // [B, Tq, H, D]
@group(0) @binding(5) var<storage, read_write> lse: array<f32>; // [B, H, Tq]

const NOTHING = -1e30; // log-sum-exp of a query that may look at nothing

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.B * params.H * params.Tq) { return; }
  let h = at % params.H;
  let i = (at / params.H) % params.Tq;
  let b = at / (params.H * params.Tq);
  let query = ((b * params.Tq + i) * params.H + h) * D4;
  let step = params.Hkv * D4;
  var key = b * params.T * step + h / (params.H / params.Hkv) * D4;

  var x: array<vec4f, D4>;
  var sum: array<vec4f, D4>;
  for (var d = 0u; d < D4; d++) { x[d] = params.scale * q[query + d]; }
  var most = NOTHING;
  var total = 0.0;
  for (var j = 0u; j < last_key(i, params.T); j++) {
    if (allowed(b, i, j)) {
      var product = vec4f();
      for (var d = 0u; d < D4; d++) { product += x[d] * k[key + d]; }
      let score = dot(product, vec4f(1.0));
      if (score > most) {
        let shrink = exp(most - score);
        total *= shrink;
        for (var d = 0u; d < D4; d++) { sum[d] *= shrink; }
        most = score;
      }
      let p = exp(score - most);
      total += p;
      for (var d = 0u; d < D4; d++) { sum[d] += p * v[key + d]; }
    }
    key += step;
  }
  let norm = select(1.0 / total, 0.0, total == 0.0);
  for (var d = 0u; d < D4; d++) { out[query + d] = norm * sum[d]; }
  lse[(b * params.H + h) * params.Tq + i] = select(most + log(total), NOTHING, total == 0.0);
}
