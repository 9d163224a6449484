// Sums and maxima over the 64 threads of a workgroup that share one row. Text put before the row kernels, whose
// entry points come in two kinds: `..._thread`, one thread a row (software adapters, short rows), and
// `..._group`, one workgroup a row.
var<workgroup> shared_lanes: array<f32, 64>;

fn group_sum(lane: u32, v: f32) -> f32 {
  workgroupBarrier();
  shared_lanes[lane] = v;
  workgroupBarrier();
  for (var s = 32u; s > 0u; s >>= 1u) {
    if (lane < s) { shared_lanes[lane] += shared_lanes[lane + s]; }
    workgroupBarrier();
  }
  return shared_lanes[0];
}

fn group_max(lane: u32, v: f32) -> f32 {
  workgroupBarrier();
  shared_lanes[lane] = v;
  workgroupBarrier();
  for (var s = 32u; s > 0u; s >>= 1u) {
    if (lane < s) { shared_lanes[lane] = max(shared_lanes[lane], shared_lanes[lane + s]); }
    workgroupBarrier();
  }
  return shared_lanes[0];
}
