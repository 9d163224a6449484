// Log-probabilities of target tokens from tiles of logits [N, width]; the tiles are matrix products (tokenLogprob.ts).
// absorb: folds a tile into (max, sum of exponentials) of each row, kept for PARTS interleaved parts of a row.
// finish: log-sum-exps and log-probabilities from the parts.
// slope: turns a tile of logits into dL/dlogits = dlogp (onehot - exp(logit - lse)), in place.
struct Params { rows: u32, parts: u32, first: u32, width: u32, vocab: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> logits: array<f32>; // [N, width], words first .. first + width - 1
@group(0) @binding(2) var<storage, read_write> targets: array<u32>; // [N]
@group(0) @binding(3) var<storage, read_write> states: array<vec2f>; // [N, parts]
@group(0) @binding(4) var<storage, read_write> picked: array<f32>; // [N], the target's logit

@group(0) @binding(1) var<storage, read_write> logp: array<f32>; // [N]
@group(0) @binding(5) var<storage, read_write> sums: array<f32>; // [N], log-sum-exps

@group(0) @binding(3) var<storage, read_write> dlogp: array<f32>; // [N]
@group(0) @binding(4) var<storage, read_write> lse: array<f32>; // [N]
const EMPTY = -1e30;

@compute @workgroup_size(64)
fn absorb(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= params.rows * params.parts) { return; }
  let row = at / params.parts;
  let part = at % params.parts;
  let base = row * params.width;
  var state = vec2f(EMPTY, 0.0);
  if (params.first > 0u) { state = states[at]; }
  var top = state.x;
  for (var w = part; w < params.width; w += params.parts) { top = max(top, logits[base + w]); }
  var sum = state.y * exp(state.x - top);
  for (var w = part; w < params.width; w += params.parts) { sum += exp(logits[base + w] - top); }
  states[at] = vec2f(top, sum);
  let word = targets[row] - params.first; // wraps around below the tile
  if (word < params.width && word % params.parts == part) { picked[row] = logits[base + word]; }
}

@compute @workgroup_size(64)
fn finish(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let base = row * params.parts;
  var top = EMPTY;
  for (var p = 0u; p < params.parts; p += 1u) { top = max(top, states[base + p].x); }
  var sum = 0.0;
  for (var p = 0u; p < params.parts; p += 1u) { sum += states[base + p].y * exp(states[base + p].x - top); }
  sums[row] = top + log(sum);
  logp[row] = 0.0;
  if (targets[row] < params.vocab) { logp[row] = (picked[row] - top) - log(sum); }
}

@compute @workgroup_size(64)
fn slope(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let threads = groups.x * groups.y * 64u;
  for (var at = id.x + id.y * groups.x * 64u; at < params.rows * params.width; at += threads) {
    let row = at / params.width;
    let word = at % params.width + params.first;
    let hit = select(0.0, 1.0, word == targets[row]);
    let dy = select(0.0, dlogp[row], targets[row] < params.vocab);
    logits[at] = dy * (hit - exp(logits[at] - lse[row]));
  }
}
