// cache[b, start[b] + t] = rows[b, t]; rows that fall outside the cache are dropped.
struct Params { B: u32, T: u32, Tmax: u32, W: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> rows: array<f32>; // [B, T, W]
@group(0) @binding(2) var<storage, read_write> start: array<u32>; // [B]
@group(0) @binding(3) var<storage, read_write> cache: array<f32>; // [B, Tmax, W]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.B * params.T * params.W) { return; }
  let w = at % params.W;
  let t = (at / params.W) % params.T;
  let b = at / (params.W * params.T);
  let to = start[b];
  if (to >= params.Tmax || t >= params.Tmax - to) { return; }
  cache[(b * params.Tmax + to + t) * params.W + w] = rows[at];
}
