// activations.wgsl over T = f32.
fn activation_piece(kind: u32, v: f32) -> f32 { return activation(kind, v); }
fn activation_gradient_piece(kind: u32, v: f32) -> f32 { return activation_gradient(kind, v); }
