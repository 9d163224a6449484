// y = a then b along one axis, seen as [outer, a_row + b_row]. Over T.
struct Params { n: u32, a_row: u32, b_row: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> a: array<T>;
@group(0) @binding(2) var<storage, read_write> b: array<T>;
@group(0) @binding(3) var<storage, read_write> y: array<T>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let end = end_of(first, params.n);
  let row = params.a_row + params.b_row;
  for (var i = first; i < end; i++) {
    let outer = i / row;
    let at = i % row;
    if (at < params.a_row) {
      y[i] = a[outer * params.a_row + at];
    } else {
      y[i] = b[outer * params.b_row + at - params.a_row];
    }
  }
}
