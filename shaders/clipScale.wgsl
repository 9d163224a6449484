// scale = min(1, max_norm / (norm + 1e-6)).
@group(0) @binding(1) var<storage, read_write> norm: array<f32>;
@group(0) @binding(2) var<storage, read_write> max_norm: array<f32>;
@group(0) @binding(3) var<storage, read_write> scale: array<f32>;

@compute @workgroup_size(1)
fn main() {
  scale[0] = min(1.0, max_norm[0] / (norm[0] + 1e-6));
}
