// Elementwise functions and their derivatives. Text put before a kernel (unary.ts, and matmul's epilogue).
// `kind` counts as UNARY does in src/ops/unary.ts.

fn safe_tanh(x: f32) -> f32 {
  return tanh(clamp(x, -10.0, 10.0)); // some drivers compute exp(2x), which overflows
}

fn logistic(x: f32) -> f32 {
  return 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0)));
}

// 1 - erf(x), relative error 1.2e-7 (Numerical Recipes, "erfcc": a Chebyshev fit).
fn erfc(x: f32) -> f32 {
  let z = min(abs(x), 9.0);
  let t = 1.0 / (1.0 + 0.5 * z);
  let p = t * (-0.82215223 + t * 0.17087277);
  let q = t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + p)));
  let r = t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + q))));
  let tail = t * exp(-z * z - 1.26551223 + r);
  return select(tail, 2.0 - tail, x < 0.0);
}

const SQRT_2_OVER_PI = 0.7978845608028654;
const INV_SQRT_2 = 0.7071067811865476;
const INV_SQRT_2PI = 0.3989422804014327;

fn gelu_tanh(x: f32) -> f32 {
  return 0.5 * x * (1.0 + safe_tanh(SQRT_2_OVER_PI * (x + 0.044715 * x * x * x)));
}

fn gelu_tanh_gradient(x: f32) -> f32 {
  let t = safe_tanh(SQRT_2_OVER_PI * (x + 0.044715 * x * x * x));
  return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * SQRT_2_OVER_PI * (1.0 + 0.134145 * x * x);
}

fn gelu_erf(x: f32) -> f32 {
  return 0.5 * x * erfc(-x * INV_SQRT_2);
}

fn gelu_erf_gradient(x: f32) -> f32 {
  return 0.5 * erfc(-x * INV_SQRT_2) + x * INV_SQRT_2PI * exp(-0.5 * min(x * x, 160.0));
}

fn silu(x: f32) -> f32 {
  return x * logistic(x);
}

fn silu_gradient(x: f32) -> f32 {
  let s = logistic(x);
  return s * (1.0 + x * (1.0 - s));
}

fn activation(kind: u32, x: f32) -> f32 {
  switch kind {
    case 0u: { return exp(x); }
    case 1u: { return log(x); }
    case 2u: { return sqrt(x); }
    case 3u: { return -x; }
    case 4u: { return x * x; }
    case 5u: { return safe_tanh(x); }
    case 6u: { return logistic(x); }
    case 7u: { return max(x, 0.0); }
    case 8u: { return 1.0 / x; }
    case 9u: { return gelu_tanh(x); }
    case 10u: { return gelu_erf(x); }
    case 11u: { return silu(x); }
    default: { return x; }
  }
}

fn activation_gradient(kind: u32, x: f32) -> f32 {
  switch kind {
    case 0u: { return exp(x); }
    case 1u: { return 1.0 / x; }
    case 2u: { return 0.5 / sqrt(x); }
    case 3u: { return -1.0; }
    case 4u: { return 2.0 * x; }
    case 5u: { let t = safe_tanh(x); return 1.0 - t * t; }
    case 6u: { let s = logistic(x); return s * (1.0 - s); }
    case 7u: { return select(0.0, 1.0, x > 0.0); }
    case 8u: { return -1.0 / (x * x); }
    case 9u: { return gelu_tanh_gradient(x); }
    case 10u: { return gelu_erf_gradient(x); }
    case 11u: { return silu_gradient(x); }
    default: { return 1.0; }
  }
}
