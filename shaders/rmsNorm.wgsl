// Root-mean-square norm of rows: y = x r w with r = 1 / sqrt(mean(x^2) + eps), and its gradients.
// common/rows.wgsl stands before this.
// Over T; C in pieces.
struct Params { rows: u32, C: u32, chunks: u32, eps: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<T>;
@group(0) @binding(2) var<storage, read_write> weight: array<T>;
@group(0) @binding(3) var<storage, read_write> y: array<T>;

@group(0) @binding(3) var<storage, read_write> dy: array<T>;
@group(0) @binding(4) var<storage, read_write> dx: array<T>;
@group(0) @binding(5) var<storage, read_write> r_out: array<f32>;

@group(0) @binding(2) var<storage, read_write> dy_in: array<T>;
@group(0) @binding(3) var<storage, read_write> r_in: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<T>;

fn square_sum(base: u32, lane: u32, lanes: u32) -> f32 {
  var acc = T();
  for (var c = lane; c < params.C; c += lanes) { acc += x[base + c] * x[base + c]; }
  return total(acc);
}

fn r_of(squares: f32) -> f32 {
  return 1.0 / sqrt(squares / f32(params.C * WIDTH) + params.eps);
}

fn write_y(base: u32, r: f32, lane: u32, lanes: u32) {
  for (var c = lane; c < params.C; c += lanes) { y[base + c] = x[base + c] * r * weight[c]; }
}

@compute @workgroup_size(64)
fn forward_thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  write_y(row * params.C, r_of(square_sum(row * params.C, 0u, 1u)), 0u, 1u);
}

@compute @workgroup_size(64)
fn forward_group(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }
  let squares = group_sum(lane, square_sum(row * params.C, lane, 64u));
  write_y(row * params.C, r_of(squares), lane, 64u);
}

// Sums of x^2 and of dy w x.
fn backward_sums(base: u32, lane: u32, lanes: u32) -> vec2f {
  var squares = T();
  var dots = T();
  for (var c = lane; c < params.C; c += lanes) {
    let v = x[base + c];
    squares += v * v;
    dots += dy[base + c] * weight[c] * v;
  }
  return vec2f(total(squares), total(dots));
}

// dx = r (dy w - x r^2 mean(dy w x))
fn write_dx(base: u32, r: f32, dot: f32, lane: u32, lanes: u32) {
  let k = r * r * dot / f32(params.C * WIDTH);
  for (var c = lane; c < params.C; c += lanes) { dx[base + c] = r * (dy[base + c] * weight[c] - x[base + c] * k); }
}

@compute @workgroup_size(64)
fn backward_thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let sums = backward_sums(base, 0u, 1u);
  let r = r_of(sums.x);
  write_dx(base, r, sums.y, 0u, 1u);
  r_out[row] = r;
}

@compute @workgroup_size(64)
fn backward_group(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let sums = backward_sums(base, lane, 64u);
  let r = r_of(group_sum(lane, sums.x));
  let dot = group_sum(lane, sums.y);
  write_dx(base, r, dot, lane, 64u);
  if (lane == 0u) { r_out[row] = r; }
}

// partials[chunk, c] = sum over the chunk's rows of dy x r
@compute @workgroup_size(64)
fn weight_partial(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = id.x + id.y * groups.x * 64u;
  if (t >= params.chunks * params.C) { return; }
  let c = t % params.C;
  var acc = T();
  for (var row = t / params.C; row < params.rows; row += params.chunks) {
    acc += dy_in[row * params.C + c] * x[row * params.C + c] * r_in[row];
  }
  partials[t] = acc;
}
