// Four neighbours of a row of a packed matrix, int4: groups of 32 in 5 words, the first of which holds minimum and
// scale (upper halves of f32), the others eight codes each (src/ops/packing.ts). Rows as in quantF16.wgsl.
fn weights(row: u32, quad: u32) -> vec4f {
  let at = (params.offsetB + row) * params.strideB + 5u * (quad / 8u);
  let head = b[at];
  let half = b[at + 1u + (quad % 8u) / 2u] >> (16u * (quad % 2u));
  let codes = (vec4u(half) >> vec4u(0u, 4u, 8u, 12u)) & vec4u(15u);
  return bitcast<f32>(head & 0xffff0000u) + bitcast<f32>(head << 16u) * vec4f(codes);
}
