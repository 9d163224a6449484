// Rows of a packed table picked by id, zeros where the id is no row: a thread unpacks four neighbours.
// Texts before: flat.wgsl, `weights` of a storage.
struct Params { quads: u32, C: u32, V: u32, strideB: u32, offsetB: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> ids: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let first = first_of(id, groups);
  let row_quads = (params.C + 3u) / 4u;
  for (var i = first; i < end_of(first, params.quads); i++) {
    let n = i / row_quads;
    let quad = i % row_quads;
    let row = ids[n];
    var w = vec4f();
    if (row < params.V) { w = weights(row, quad); }
    for (var c = 4u * quad; c < min(4u * quad + 4u, params.C); c++) { y[n * params.C + c] = w[c % 4u]; }
  }
}
