// Kernels are written over T, the piece of a tensor that a thread moves at once. This text before a kernel makes it
// four elements: a software adapter does nearly as much for one. width1.wgsl serves the other sizes.
alias T = vec4f;
alias Bits = vec4u;
const WIDTH = 4u;

fn total(v: T) -> f32 { return (v.x + v.y) + (v.z + v.w); }
fn largest(v: T) -> f32 { return max(max(v.x, v.y), max(v.z, v.w)); }
