// Softmax over rows of C elements, and its gradient dx = y (dy - sum(dy y)). common/rows.wgsl stands before this.
// Over T; C in pieces.
struct Params { rows: u32, C: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<T>;
@group(0) @binding(2) var<storage, read_write> y: array<T>;

@group(0) @binding(1) var<storage, read_write> y_in: array<T>;
@group(0) @binding(2) var<storage, read_write> dy: array<T>;
@group(0) @binding(3) var<storage, read_write> dx: array<T>;

fn row_max(base: u32, lane: u32, lanes: u32) -> f32 {
  var m = T(-3.4028234e38);
  for (var c = lane; c < params.C; c += lanes) { m = max(m, x[base + c]); }
  return largest(m);
}

// Leaves exp(x - m) in y.
fn row_exp(base: u32, m: f32, lane: u32, lanes: u32) -> f32 {
  var acc = T();
  for (var c = lane; c < params.C; c += lanes) {
    let e = exp(x[base + c] - T(m));
    y[base + c] = e;
    acc += e;
  }
  return total(acc);
}

fn row_scale(base: u32, factor: f32, lane: u32, lanes: u32) {
  for (var c = lane; c < params.C; c += lanes) { y[base + c] *= factor; }
}

@compute @workgroup_size(64)
fn forward_thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let sum = row_exp(base, row_max(base, 0u, 1u), 0u, 1u);
  row_scale(base, 1.0 / sum, 0u, 1u);
}

@compute @workgroup_size(64)
fn forward_group(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }
  let base = row * params.C;
  let m = group_max(lane, row_max(base, lane, 64u));
  let sum = group_sum(lane, row_exp(base, m, lane, 64u));
  row_scale(base, 1.0 / sum, lane, 64u);
}

fn row_dot(base: u32, lane: u32, lanes: u32) -> f32 {
  var acc = T();
  for (var c = lane; c < params.C; c += lanes) { acc += dy[base + c] * y_in[base + c]; }
  return total(acc);
}

fn row_dx(base: u32, dot: f32, lane: u32, lanes: u32) {
  for (var c = lane; c < params.C; c += lanes) { dx[base + c] = y_in[base + c] * (dy[base + c] - T(dot)); }
}

@compute @workgroup_size(64)
fn backward_thread(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= params.rows) { return; }
  row_dx(row * params.C, row_dot(row * params.C, 0u, 1u), 0u, 1u);
}

@compute @workgroup_size(64)
fn backward_group(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }
  let dot = group_sum(lane, row_dot(row * params.C, lane, 64u));
  row_dx(row * params.C, dot, lane, 64u);
}
