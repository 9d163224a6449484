// The pairwise losses (src/amp/mdpo.ts, Eq. 7; src/amp/rivals.ts) from log-probabilities of answers [B, K], best first.
// ladders: rewards, pair losses and each ladder's sum, a thread per ladder. loss: their weighted sum, one thread.
// backward: dpolicy, a thread per answer.
struct Params {
  B: u32, K: u32, pairs: u32, penalty: u32, link: u32,
  beta: f32, penalty_weight: f32, keep: f32, flip: f32, norm: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> policy: array<f32>; // [B, K]
@group(0) @binding(2) var<storage, read_write> reference: array<f32>; // [B, K]
@group(0) @binding(3) var<storage, read_write> pair_losses: array<f32>; // [pairs, B]
@group(0) @binding(4) var<storage, read_write> rewards: array<f32>; // [B, K]
@group(0) @binding(5) var<storage, read_write> sums: array<f32>; // [B]

@group(0) @binding(1) var<storage, read_write> ladder_sums: array<f32>; // [B]
@group(0) @binding(2) var<storage, read_write> result: array<f32>; // [1]

@group(0) @binding(3) var<storage, read_write> dloss: array<f32>; // [1]
@group(0) @binding(4) var<storage, read_write> dpolicy: array<f32>; // [B, K]

// Numbers of options, as in src/ops/mdpoRule.ts.
const ADJACENT = 1u; const BEST = 2u; // pairs
const PAPER = 1u; const DPOP = 2u; const ANCHOR = 3u; // penalty
const HINGE = 1u; const IPO = 2u; const LIPO = 3u; // link

/// r_k = log pi(y_k | x) - log ref(y_k | x)
fn log_ratio(b: u32, k: u32) -> f32 {
  return policy[b * params.K + k] - reference[b * params.K + k];
}

/// -log sigmoid(x), without overflow
fn minus_log_sigmoid(x: f32) -> f32 {
  return max(-x, 0.0) + log(1.0 + exp(-abs(x)));
}

/// sigmoid(-x), without overflow: minus the slope of -log sigmoid(x)
fn sigmoid_minus(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(1.0, e, x > 0.0) / (1.0 + e);
}

/// A pair's loss when its better answer leads by `margin`.
fn link(margin: f32) -> f32 {
  let miss = margin - 0.5 / params.beta;
  switch params.link {
    case HINGE: { return max(0.0, 1.0 - params.beta * margin); }
    case IPO: { return miss * miss; }
    default: { return minus_log_sigmoid(params.beta * margin); }
  }
}

fn link_slope(margin: f32) -> f32 {
  switch params.link {
    case HINGE: { return select(0.0, -params.beta, params.beta * margin < 1.0); }
    case IPO: { return 2.0 * (margin - 0.5 / params.beta); }
    default: { return -params.beta * sigmoid_minus(params.beta * margin); }
  }
}

/// 1 / log2(1 + rank) of level k among its ladder's scores, rank 1 the highest; the better level goes first in a tie.
fn inverse_discount(b: u32, k: u32) -> f32 {
  let r = log_ratio(b, k);
  var rank = 1.0;
  for (var m = 0u; m < params.K; m += 1u) {
    let other = log_ratio(b, m);
    rank += select(0.0, 1.0, other > r || (other == r && m < k));
  }
  return 1.0 / log2(1.0 + rank);
}

fn gain(k: u32) -> f32 { return exp2(f32(params.K - 1u - k) / f32(params.K - 1u)) - 1.0; }

/// Constant for the gradient: ranks do not move with small changes.
fn pair_weight(b: u32, i: u32, j: u32) -> f32 {
  if (params.link != LIPO) { return 1.0; }
  return (gain(i) - gain(j)) * abs(inverse_discount(b, i) - inverse_discount(b, j));
}

fn compared(i: u32, j: u32) -> bool {
  return !(params.pairs == ADJACENT && j != i + 1u) && !(params.pairs == BEST && i != 0u);
}

fn penalty(r: f32) -> f32 {
  switch params.penalty {
    case PAPER: { return -r; }
    case DPOP: { return max(0.0, -r); }
    case ANCHOR: { return minus_log_sigmoid(params.beta * r); }
    default: { return 0.0; }
  }
}

fn penalty_slope(r: f32) -> f32 {
  switch params.penalty {
    case PAPER: { return -1.0; }
    case DPOP: { return select(0.0, -1.0, r < 0.0); }
    case ANCHOR: { return -params.beta * sigmoid_minus(params.beta * r); }
    default: { return 0.0; }
  }
}

@compute @workgroup_size(64)
fn ladders(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let b = id.x + id.y * groups.x * 64u;
  if (b >= params.B) { return; }
  for (var k = 0u; k < params.K; k += 1u) { rewards[b * params.K + k] = params.beta * log_ratio(b, k); }
  let held = params.penalty_weight * penalty(log_ratio(b, 0u));
  var sum = 0.0;
  var pair = 0u;
  for (var i = 0u; i < params.K; i += 1u) {
    for (var j = i + 1u; j < params.K; j += 1u) {
      if (!compared(i, j)) { continue; }
      let margin = log_ratio(b, i) - log_ratio(b, j);
      let compare = params.keep * link(margin) + params.flip * link(-margin);
      let l = pair_weight(b, i, j) * compare + select(0.0, held, i == 0u);
      pair_losses[pair * params.B + b] = l;
      sum += l;
      pair += 1u;
    }
  }
  sums[b] = sum;
}

@compute @workgroup_size(1)
fn loss() {
  var sum = 0.0;
  for (var b = 0u; b < params.B; b += 1u) { sum += ladder_sums[b]; }
  result[0] = params.norm * sum;
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.B * params.K) { return; }
  let b = at / params.K;
  let k = at % params.K;
  var slope = 0.0;
  for (var other = 0u; other < params.K; other += 1u) {
    let i = min(k, other);
    let j = max(k, other);
    if (i == j || !compared(i, j)) { continue; }
    let margin = log_ratio(b, i) - log_ratio(b, j);
    let d = pair_weight(b, i, j) * (params.keep * link_slope(margin) - params.flip * link_slope(-margin));
    slope += select(-d, d, k == i);
    if (k == 0u) { slope += params.penalty_weight * penalty_slope(log_ratio(b, 0u)); }
  }
  dpolicy[at] = dloss[0] * params.norm * slope;
}
