// Four neighbours of a row of a packed matrix, f16: two words of two halves (src/ops/packing.ts). Read by
// unpack2x16float, which every device has. A row is params.strideB words, the first in use is row params.offsetB.
fn weights(row: u32, quad: u32) -> vec4f {
  let at = (params.offsetB + row) * params.strideB + 2u * quad;
  return vec4f(unpack2x16float(b[at]), unpack2x16float(b[at + 1u]));
}
