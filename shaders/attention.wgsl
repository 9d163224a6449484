// Fused attention: out = softmax(scale q k^T) v and lse, by online softmax (arXiv 1805.02867), a thread per ROWS
// query rows of a head. No workgroup memory: a thread walks the keys that it may see and jumps over the others.
// A template (src/ops/unroll.ts): $r = ROWS rows a thread, $i = LANES lanes a row, $k = 4 keys at a time.
struct Params { q_rows: u32, k_rows: u32, heads: u32, kv_heads: u32, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> q: array<Lane>; // [B, Tq, H, D]
@group(0) @binding(2) var<storage, read_write> k: array<Lane>; // [B, Tk, Hkv, D]
@group(0) @binding(3) var<storage, read_write> v: array<Lane>;
@group(0) @binding(4) var<storage, read_write> segments: array<u32>; // [B, Tk]
@group(0) @binding(5) var<storage, read_write> out: array<Lane>; // [B, Tq, H, D]
@group(0) @binding(6) var<storage, read_write> lse: array<f32>; // [B, H, Tq]
override CAUSAL: bool = false;
override MASKED: bool = false;
const NONE = 0xffffffffu;
const EMPTY = -1e30; // log-sum-exp of nothing, kept finite so that no NaN can come of it

fn visible(key: u32, own: u32) -> bool {
  return key == 0u || (key == own && key != NONE);
}

@compute @workgroup_size(32)
fn forward(@builtin(global_invocation_id) id: vec3u) {
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
  var acc$r_$i = Lane(0);
  var top$r = EMPTY;
  var sum$r = 0.0;
  var end = params.k_rows;
  if (CAUSAL) { end = min(end, first + ROWS); }
  var j = 0u;
  loop {
    if (MASKED) {
      loop {
        if (j >= end) { break; }
        let key = segments[segment_base + j];
        var seen = false;
        seen = seen || visible(key, own$r);
        if (seen) { break; }
        j += 1u;
      }
    }
    if (j >= end) { break; }
    let j$k = min(j + $ku, end - 1u);
    let k_at$k = k_base + j$k * k_step;
    var ok$r_$k = (j + $ku < end) && (!CAUSAL || j$k <= row$r);
    if (MASKED) {
      let key$k = segments[segment_base + j$k];
      ok$r_$k = ok$r_$k && visible(key$k, own$r);
    }
    var dot$r_$k = Lane(0);
    $for k i {
      let x = k[k_at$k + $iu];
      dot$r_$k += q$r_$i * x;
    }
    let s$r_$k = select(EMPTY, total(dot$r_$k), ok$r_$k);
    let higher$r = max(top$r, max(max(s$r_0, s$r_1), max(s$r_2, s$r_3)));
    let fade$r = exp(top$r - higher$r);
    top$r = higher$r;
    let p$r_$k = select(0.0, exp(s$r_$k - higher$r), ok$r_$k);
    sum$r = sum$r * fade$r + ((p$r_0 + p$r_1) + (p$r_2 + p$r_3));
    acc$r_$i *= fade$r;
    $for k i {
      let x = v[k_at$k + $iu];
      acc$r_$i += p$r_$k * x;
    }
    j += 4u;
  }
  $for r {
    if (first + $ru < params.q_rows) {
      let any = sum$r > 0.0;
      let inverse = select(0.0, 1.0 / sum$r, any);
      out[q_at$r + $iu] = acc$r_$i * inverse;
      lse[(batch * params.heads + head) * params.q_rows + row$r] = select(EMPTY, top$r + log(sum$r), any);
    }
  }
}
