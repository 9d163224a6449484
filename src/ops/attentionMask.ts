// Who may look at whom: the one rule that attention's reference, its kernels and its gradient share.
import { NONE } from '../base/indices.ts';

export interface AttentionAttrs {
  /** Query i sees keys j <= i only. */
  readonly causal: boolean;
  /** Whether a segment per token is given. */
  readonly masked: boolean;
  readonly scale: number;
}

export function mayLook(
  { causal, masked }: AttentionAttrs,
  segments: Float64Array | undefined,
  T: number,
  b: number,
  i: number,
  j: number,
): boolean {
  if (causal && j > i) return false;
  if (!masked || segments === undefined) return true;
  const key = segments[b * T + j] as number;
  return key !== NONE && (key === 0 || key === segments[b * T + i]);
}

/** WGSL before a kernel: `const D4`, `last_key`, `first_query`, `allowed`. @param binding where segments are bound */
export function attentionText({ causal, masked }: AttentionAttrs, D: number, binding: number): string {
  const rule = masked
    ? `@group(0) @binding(${binding}) var<storage, read_write> segments: array<u32>;
fn allowed(b: u32, i: u32, j: u32) -> bool {
  let key = segments[b * params.T + j];
  return key != ${NONE}u && (key == 0u || key == segments[b * params.T + i]);
}
`
    : 'fn allowed(b: u32, i: u32, j: u32) -> bool { return true; }\n';
  return `const D4 = ${D / 4}u;
fn last_key(i: u32, T: u32) -> u32 { return ${causal ? 'i + 1u' : 'T'}; }
fn first_query(j: u32) -> u32 { return ${causal ? 'j' : '0u'}; }
${rule}`;
}

/** Work of a kernel over all query-key pairs; half of them are behind a causal mask. */
export function attentionWork({ causal }: AttentionAttrs, pairs: number): number {
  return causal ? pairs / 2 : pairs;
}
