// activations.wgsl over T = vec4f.
fn activation_piece(kind: u32, v: vec4f) -> vec4f {
  return vec4f(activation(kind, v.x), activation(kind, v.y), activation(kind, v.z), activation(kind, v.w));
}

fn activation_gradient_piece(kind: u32, v: vec4f) -> vec4f {
  return vec4f(
    activation_gradient(kind, v.x), activation_gradient(kind, v.y),
    activation_gradient(kind, v.z), activation_gradient(kind, v.w),
  );
}
