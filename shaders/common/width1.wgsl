// Kernels are written over T, the piece of a tensor that a thread moves at once. This text before a kernel makes it
// one element, for sizes that are no multiple of four; width4.wgsl makes it four.
alias T = f32;
alias Bits = u32;
const WIDTH = 1u;

fn total(v: T) -> f32 { return v; }
fn largest(v: T) -> f32 { return v; }
