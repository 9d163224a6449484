// y[s] = sum over [offsets[s], offsets[s+1]) of weights * values, in order; and its gradient for the values.
struct Params { N: u32, S: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> offsets: array<u32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

@group(0) @binding(1) var<storage, read_write> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> dvalues: array<f32>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let s = id.x + id.y * groups.x * 64u;
  if (s >= params.S) { return; }
  var total = 0.0;
  let end = min(offsets[s + 1u], params.N);
  for (var i = offsets[s]; i < end; i++) { total += weights[i] * values[i]; }
  y[s] = total;
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let start = first_of(id, groups);
  let end = end_of(start, params.N);
  for (var i = start; i < end; i++) {
    var first = 0u; // the last segment with offsets[first] <= i, by bisection
    var last = params.S;
    while (last - first > 1u) {
      let middle = (first + last) / 2u;
      if (offsets[middle] <= i) { first = middle; } else { last = middle; }
    }
    var slope = 0.0;
    if (params.S > 0u && offsets[first] <= i && i < offsets[first + 1u]) { slope = weights[i] * dy[first]; }
    dvalues[i] = slope;
  }
}
