// Layer norm of rows: y = (x - m) r w + b with r = 1 / sqrt(var(x) + eps), and its gradients.
// common/rows.wgsl stands before this.
// Over T; C in pieces.
struct Params { rows: u32, C: u32, chunks: u32, eps: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<T>;
@group(0) @binding(2) var<storage, read_write> weight: array<T>;
@group(0) @binding(3) var<storage, read_write> bias: array<T>;
@group(0) @binding(4) var<storage, read_write> y: array<T>;

@group(0) @binding(3) var<storage, read_write> dy: array<T>;
@group(0) @binding(4) var<storage, read_write> dx: array<T>;
@group(0) @binding(5) var<storage, read_write> stats_out: array<vec2f>; // (m, r) of every row

@group(0) @binding(2) var<storage, read_write> dy_in: array<T>;
@group(0) @binding(3) var<storage, read_write> stats_in: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> partial_weight: array<T>;
@group(0) @binding(5) var<storage, read_write> partial_bias: array<T>;

fn row_sum(base: u32, lane: u32, lanes: u32) -> f32 {
  var acc = T();
  for (var c = lane; c < params.C; c += lanes) { acc += x[base + c]; }
  return total(acc);
}

fn deviation_sum(base: u32, m: f32, lane: u32, lanes: u32) -> f32 {
  var acc = T();
  for (var c = lane; c < params.C; c += lanes) {
    let d = x[base + c] - T(m);
    acc += d * d;
  }
  return total(acc);
}

fn r_of(deviations: f32) -> f32 {
  return 1.0 / sqrt(deviations / f32(params.C * WIDTH) + params.eps);
}

fn write_y(base: u32, m: f32, r: f32, lane: u32, lanes: u32) {
  for (var c = lane; c < params.C; c += lanes) { y[base + c] = (x[base + c] - T(m)) * r * weight[c] + bias[c]; }
}

@compute @workgroup_size(64)
fn forward_thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let m = row_sum(base, 0u, 1u) / f32(params.C * WIDTH);
  write_y(base, m, r_of(deviation_sum(base, m, 0u, 1u)), 0u, 1u);
}

@compute @workgroup_size(64)
fn forward_group(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let m = group_sum(lane, row_sum(base, lane, 64u)) / f32(params.C * WIDTH);
  let r = r_of(group_sum(lane, deviation_sum(base, m, lane, 64u)));
  write_y(base, m, r, lane, 64u);
}

// Sums of (x - m)^2, of g = dy w, and of g (x - m).
fn backward_sums(base: u32, m: f32, lane: u32, lanes: u32) -> vec3f {
  var deviations = T();
  var slopes = T();
  var dots = T();
  for (var c = lane; c < params.C; c += lanes) {
    let d = x[base + c] - T(m);
    let g = dy[base + c] * weight[c];
    deviations += d * d;
    slopes += g;
    dots += g * d;
  }
  return vec3f(total(deviations), total(slopes), total(dots));
}

// dx = r (g - mean(g) - (x - m) r^2 mean(g (x - m))) with g = dy w
fn write_dx(base: u32, m: f32, r: f32, slopes: f32, dot: f32, lane: u32, lanes: u32) {
  let mean_slope = slopes / f32(params.C * WIDTH);
  let k = r * r * dot / f32(params.C * WIDTH);
  for (var c = lane; c < params.C; c += lanes) {
    dx[base + c] = r * (dy[base + c] * weight[c] - T(mean_slope) - (x[base + c] - T(m)) * k);
  }
}

@compute @workgroup_size(64)
fn backward_thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let m = row_sum(base, 0u, 1u) / f32(params.C * WIDTH);
  let sums = backward_sums(base, m, 0u, 1u);
  let r = r_of(sums.x);
  write_dx(base, m, r, sums.y, sums.z, 0u, 1u);
  stats_out[row] = vec2f(m, r);
}

@compute @workgroup_size(64)
fn backward_group(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let m = group_sum(lane, row_sum(base, lane, 64u)) / f32(params.C * WIDTH);
  let sums = backward_sums(base, m, lane, 64u);
  let r = r_of(group_sum(lane, sums.x));
  let slopes = group_sum(lane, sums.y);
  let dot = group_sum(lane, sums.z);
  write_dx(base, m, r, slopes, dot, lane, 64u);
  if (lane == 0u) { stats_out[row] = vec2f(m, r); }
}

// Partial sums [chunk, c] over the chunk's rows: of dy (x - m) r for the weight, of dy for the bias.
@compute @workgroup_size(64)
fn parameters_partial(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = id.x + id.y * groups.x * 64u;
  if (t >= params.chunks * params.C) { return; }
  let c = t % params.C;
  var weight_acc = T();
  var bias_acc = T();
  for (var row = t / params.C; row < params.rows; row += params.chunks) {
    let g = dy_in[row * params.C + c];
    let s = stats_in[row];
    weight_acc += g * (x[row * params.C + c] - T(s.x)) * s.y;
    bias_acc += g;
  }
  partial_weight[t] = weight_acc;
  partial_bias[t] = bias_acc;
}
