// Sums and maxima over axes. x is seen as [A, R, B, S, C]; y[a, b, c] reduces over r and s. The R*S terms of an
// output are dealt to `chunks` threads (term l to chunk l % chunks); their partial results are reduced by a further
// dispatch of this kernel. The order of every sum is fixed by the shape, so results repeat bit for bit. Over T; outputs and C in pieces.
struct Params { outputs: u32, chunks: u32, R: u32, B: u32, S: u32, C: u32, factor: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> x: array<T>;
@group(0) @binding(2) var<storage, read_write> y: array<T>;

@group(0) @binding(3) var<storage, read_write> dy: array<T>;
@group(0) @binding(4) var<storage, read_write> dx: array<T>;
override MAX: bool = false;
override SQUARE: bool = false; // reduces x^2
override ROOT: bool = false; // takes the square root at the end
override CHUNK_FIRST: bool = false; // neighbouring threads share an output (x is contiguous along r or s)

fn base_of(out: u32) -> u32 {
  let c = out % params.C;
  let ab = out / params.C;
  let b = ab % params.B;
  let a = ab / params.B;
  return (a * params.R * params.B + b) * params.S * params.C + c;
}

fn offset_of(l: u32) -> u32 {
  if (params.R == 1u) { return l * params.C; }
  if (params.S == 1u) { return l * params.B * params.C; }
  return ((l / params.S) * params.B * params.S + l % params.S) * params.C;
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let t = id.x + id.y * groups.x * 64u;
  if (t >= params.outputs * params.chunks) { return; }
  var out = t % params.outputs;
  var chunk = t / params.outputs;
  if (CHUNK_FIRST) {
    out = t / params.chunks;
    chunk = t % params.chunks;
  }
  let base = base_of(out);
  let terms = params.R * params.S;
  var result = T(select(0.0, -3.4028234e38, MAX));
  for (var l = chunk; l < terms; l += params.chunks) {
    let v = x[base + offset_of(l)];
    if (MAX) {
      result = max(result, v);
    } else if (SQUARE) {
      result += v * v;
    } else {
      result += v;
    }
  }
  result *= params.factor;
  if (ROOT) { result = sqrt(result); }
  y[t] = result;
}

// dx of a maximum: all of dy goes to the first term that equals it.
@compute @workgroup_size(64)
fn max_backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let out = id.x + id.y * groups.x * 64u;
  if (out >= params.outputs) { return; }
  let base = base_of(out);
  let terms = params.R * params.S;
  var slope = dy[out];
  for (var l = 0u; l < terms; l++) {
    let at = base + offset_of(l);
    let hit = x[at] == y[out];
    dx[at] = select(T(), slope, hit);
    slope = select(slope, T(), hit);
  }
}
