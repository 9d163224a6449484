// Attention of one new token per row over its key-value cache: one thread per row and head, online softmax.
// Text before this file: `const D4`, the number of vec4 in a head.
struct Params { B: u32, H: u32, Hkv: u32, T: u32, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> q: array<vec4f>; // [B, 1, H, D]
@group(0) @binding(2) var<storage, read_write> k: array<vec4f>; // [B, T, Hkv, D]
@group(0) @binding(3) var<storage, read_write> v: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> seen: array<u32>; // [B]: keys 0 .. seen - 1 are there
@group(0) @binding(5) var<storage, read_write> out: array<vec4f>; // [B, 1, H, D]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.B * params.H) { return; }
  let h = at % params.H;
  let b = at / params.H;
  let query = at * D4;
  let step = params.Hkv * D4;
  var key = b * params.T * step + h / (params.H / params.Hkv) * D4;
  var x: array<vec4f, D4>;
  var sum: array<vec4f, D4>;
  for (var d = 0u; d < D4; d++) { x[d] = params.scale * q[query + d]; }
  var most = -1e30;
  var total = 0.0;
  for (var j = 0u; j < min(seen[b], params.T); j++) {
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
    key += step;
  }
  let norm = select(1.0 / total, 0.0, total == 0.0);
  for (var d = 0u; d < D4; d++) { out[query + d] = norm * sum[d]; }
}
