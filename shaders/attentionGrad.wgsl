// Gradient of attention from the saved log-sum-exps: p = exp(s - lse), ds = p (dout v^T - delta) scale.
// statistics: (lse, delta = rowsum(dout * out)) of every query row. queries: dq, a thread per ROWS query rows.
// keys: dk and dv, a thread per ROWS keys, over the query rows and heads that see them. No atomics: each result
// is summed by one thread in one order. A template: see attention.wgsl.
struct Params { q_rows: u32, k_rows: u32, heads: u32, kv_heads: u32, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Lane>;
@group(0) @binding(2) var<storage, read_write> k: array<Lane>;
@group(0) @binding(3) var<storage, read_write> v: array<Lane>;
@group(0) @binding(4) var<storage, read_write> segments: array<u32>;
@group(0) @binding(5) var<storage, read_write> dout: array<Lane>;
@group(0) @binding(6) var<storage, read_write> stats: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> dq: array<Lane>;

@group(0) @binding(7) var<storage, read_write> dk: array<Lane>;
@group(0) @binding(8) var<storage, read_write> dv: array<Lane>;

@group(0) @binding(1) var<storage, read_write> out: array<Lane>;
@group(0) @binding(2) var<storage, read_write> out_gradient: array<Lane>;
@group(0) @binding(3) var<storage, read_write> lse: array<f32>;
@group(0) @binding(4) var<storage, read_write> new_stats: array<vec2f>;
override CAUSAL: bool = false;
override MASKED: bool = false;
const NONE = 0xffffffffu;

fn visible(key: u32, own: u32) -> bool {
  return key == 0u || (key == own && key != NONE);
}

@compute @workgroup_size(32)
fn statistics(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.q_rows) { return; }
  let at = ((id.z * params.q_rows + id.x) * params.heads + id.y) * LANES;
  var delta = Lane(0);
  delta += out[at + $iu] * out_gradient[at + $iu];
  let row = (id.z * params.heads + id.y) * params.q_rows + id.x;
  new_stats[row] = vec2f(lse[row], total(delta));
}

@compute @workgroup_size(32)
fn queries(@builtin(global_invocation_id) id: vec3u) {
  let first = id.x * ROWS;
  if (first >= params.q_rows) { return; }
  let head = id.y;
  let batch = id.z;
  let kv_head = head / (params.heads / params.kv_heads);
  let k_step = params.kv_heads * LANES;
  let k_base = (batch * params.k_rows * params.kv_heads + kv_head) * LANES;
  let segment_base = batch * params.k_rows;
  let row$r = min(first + $ru, params.q_rows - 1u);
  let q_at$r = ((batch * params.q_rows + row$r) * params.heads + head) * LANES;
  var own$r = 0u;
  if (MASKED) {
    own$r = segments[segment_base + row$r];
  }
  let q$r_$i = q[q_at$r + $iu] * params.scale;
  let g$r_$i = dout[q_at$r + $iu];
  let stat$r = stats[(batch * params.heads + head) * params.q_rows + row$r];
  var acc$r_$i = Lane(0);
  var end = params.k_rows;
  if (CAUSAL) { end = min(end, first + ROWS); }
  var j = 0u;
  loop {
    var key = 0u;
    if (MASKED) {
      loop {
        if (j >= end) { break; }
        key = segments[segment_base + j];
        var seen = false;
        seen = seen || visible(key, own$r);
        if (seen) { break; }
        j += 1u;
      }
    }
    if (j >= end) { break; }
    let k_at = k_base + j * k_step;
    var s$r = Lane(0);
    var dp$r = Lane(0);
    $for i {
      let x = k[k_at + $iu];
      let y = v[k_at + $iu];
      s$r += q$r_$i * x;
      dp$r += g$r_$i * y;
    }
    let ok$r = (!CAUSAL || j <= row$r) && (!MASKED || visible(key, own$r));
    let p$r = select(0.0, exp(total(s$r) - stat$r.x), ok$r);
    let ds$r = p$r * (total(dp$r) - stat$r.y) * params.scale;
    $for i {
      let x = k[k_at + $iu];
      acc$r_$i += ds$r * x;
    }
    j += 1u;
  }
  $for r {
    if (first + $ru < params.q_rows) {
      dq[q_at$r + $iu] = acc$r_$i;
    }
  }
}

@compute @workgroup_size(32)
fn keys(@builtin(global_invocation_id) id: vec3u) {
  let first = id.x * ROWS;
  if (first >= params.k_rows) { return; }
  let kv_head = id.y;
  let batch = id.z;
  let group = params.heads / params.kv_heads;
  let segment_base = batch * params.k_rows;
  let row$r = min(first + $ru, params.k_rows - 1u);
  let k_at$r = ((batch * params.k_rows + row$r) * params.kv_heads + kv_head) * LANES;
  var own$r = 0u;
  if (MASKED) {
    own$r = segments[segment_base + row$r];
  }
  let k$r_$i = k[k_at$r + $iu] * params.scale;
  let v$r_$i = v[k_at$r + $iu];
  var dk$r_$i = Lane(0);
  var dv$r_$i = Lane(0);
  for (var h = kv_head * group; h < (kv_head + 1u) * group; h += 1u) {
    let q_base = (batch * params.q_rows * params.heads + h) * LANES;
    let stat_base = (batch * params.heads + h) * params.q_rows;
    var i = 0u;
    if (CAUSAL) { i = first; }
    loop {
      var other = 0u;
      if (MASKED) {
        loop {
          if (i >= params.q_rows) { break; }
          other = segments[segment_base + i];
          var seen = false;
          seen = seen || visible(own$r, other);
          if (seen) { break; }
          i += 1u;
        }
      }
      if (i >= params.q_rows) { break; }
      let q_at = q_base + i * params.heads * LANES;
      var s$r = Lane(0);
      var dp$r = Lane(0);
      $for i {
        let x = q[q_at + $iu];
        let g = dout[q_at + $iu];
        s$r += k$r_$i * x;
        dp$r += v$r_$i * g;
      }
      let stat = stats[stat_base + i];
      let ok$r = (!CAUSAL || row$r <= i) && (!MASKED || visible(own$r, other));
      let p$r = select(0.0, exp(total(s$r) - stat.x), ok$r);
      let ds$r = p$r * (total(dp$r) - stat.y) * params.scale;
      $for i {
        let x = q[q_at + $iu];
        let g = dout[q_at + $iu];
        dv$r_$i += p$r * g;
        dk$r_$i += ds$r * x;
      }
      i += 1u;
    }
  }
  $for r {
    if (first + $ru < params.k_rows) {
      dk[k_at$r + $iu] = dk$r_$i;
      dv[k_at$r + $iu] = dv$r_$i;
    }
  }
}
