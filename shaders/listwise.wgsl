// Plackett-Luce loss of ranked scores [B, K] (src/amp/rivals.ts), best first: at stage k the levels i >= k compete, and
// level k should win: l_k = log sum_{i >= k} exp(x_i / T_k^i) - x_k / T_k^k with x = beta * score.
// ladders: rewards, stage losses and each ladder's sum, a thread per ladder. loss: their weighted sum, one thread.
// backward: dscores, a thread per answer.
struct Params { B: u32, K: u32, rank_temperatures: u32, beta: f32, norm: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> scores: array<f32>; // [B, K]
@group(0) @binding(2) var<storage, read_write> stage_losses: array<f32>; // [K - 1, B]
@group(0) @binding(3) var<storage, read_write> rewards: array<f32>; // [B, K]
@group(0) @binding(4) var<storage, read_write> sums: array<f32>; // [B]

@group(0) @binding(1) var<storage, read_write> ladder_sums: array<f32>; // [B]
@group(0) @binding(2) var<storage, read_write> result: array<f32>; // [1]

@group(0) @binding(2) var<storage, read_write> dloss: array<f32>; // [1]
@group(0) @binding(3) var<storage, read_write> dscores: array<f32>; // [B, K]

/// 1 / T_k^i: how many ranks i lies behind k; for k itself the most of these.
fn sharpness(k: u32, i: u32) -> f32 {
  if (params.rank_temperatures == 0u) { return 1.0; }
  return f32(select(i - k, params.K - 1u - k, i == k));
}

/// x_i / T_k^i
fn logit(b: u32, k: u32, i: u32) -> f32 {
  return params.beta * scores[b * params.K + i] * sharpness(k, i);
}

/// log sum_{i >= k} exp(x_i / T_k^i), without overflow
fn log_sum_exp(b: u32, k: u32) -> f32 {
  var top = logit(b, k, k);
  for (var i = k + 1u; i < params.K; i += 1u) { top = max(top, logit(b, k, i)); }
  var sum = 0.0;
  for (var i = k; i < params.K; i += 1u) { sum += exp(logit(b, k, i) - top); }
  return top + log(sum);
}

@compute @workgroup_size(64)
fn ladders(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let b = id.x + id.y * groups.x * 64u;
  if (b >= params.B) { return; }
  for (var k = 0u; k < params.K; k += 1u) {
    rewards[b * params.K + k] = params.beta * scores[b * params.K + k];
  }
  var sum = 0.0;
  for (var k = 0u; k < params.K - 1u; k += 1u) {
    let l = log_sum_exp(b, k) - logit(b, k, k);
    stage_losses[k * params.B + b] = l;
    sum += l;
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
  let i = at % params.K;
  var slope = 0.0;
  for (var k = 0u; k <= i && k < params.K - 1u; k += 1u) {
    let share = exp(logit(b, k, i) - log_sum_exp(b, k));
    slope += sharpness(k, i) * (share - select(0.0, 1.0, i == k));
  }
  dscores[at] = dloss[0] * params.norm * params.beta * slope;
}
