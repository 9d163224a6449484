// Four neighbours of a row of a packed matrix, int8: groups of 32 in 9 words, the first of which holds minimum and
// scale (upper halves of f32), the others four codes each (src/ops/packing.ts). Rows as in quantF16.wgsl.
fn weights(row: u32, quad: u32) -> vec4f {
  let at = (params.offsetB + row) * params.strideB + 9u * (quad / 8u);
  let head = b[at];
  let codes = (vec4u(b[at + 1u + quad % 8u]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
  return bitcast<f32>(head & 0xffff0000u) + bitcast<f32>(head << 16u) * vec4f(codes);
}
