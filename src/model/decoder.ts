// The decoder (Llama: RMSNorm, RoPE, grouped-query attention, SwiGLU). Attention comes in through `Attend`, so that
// training rows, packed ladders and cached decoding share every other line.
import { rmsNorm } from '../ops/rmsNorm.ts';
import { rope } from '../ops/rope.ts';
import { reshape } from '../ops/reshape.ts';
import { swiglu } from '../ops/swiglu.ts';
import type { Tensor } from '../ops/op.ts';
import { linear } from './linear.ts';
import type { ModelTrace } from './parameters.ts';

/** Attention of layer `layer`: q [B, T, H, D], k and v [B, T, Hkv, D] after RoPE -> [B, T, H, D]. */
export type Attend = (layer: number, q: Tensor, k: Tensor, v: Tensor) => Tensor;

/**
 * Runs all layers and the final norm.
 * @param x [B * T, C] embeddings
 * @param positions u32 [B, T]
 * @returns hidden states [B * T, C], ready for the head
 */
export function decode(model: ModelTrace, x: Tensor, positions: Tensor, attend: Attend): Tensor {
  const { layers, normEps } = model.config.decoder;
  let h = x;
  for (let i = 0; i < layers; i++) h = decoderLayer(model, i, h, positions, attend);
  return rmsNorm(h, model.parameter('model.text_model.norm.weight'), normEps);
}

function decoderLayer(model: ModelTrace, i: number, x: Tensor, positions: Tensor, attend: Attend): Tensor {
  const { heads: H, kvHeads, headDim: D, ropeTheta, normEps } = model.config.decoder;
  const [B, T] = positions.shape as [number, number];
  const name = `model.text_model.layers.${i}`;
  const norm = (which: string, t: Tensor): Tensor =>
    rmsNorm(t, model.parameter(`${name}.${which}.weight`), normEps);

  const h = norm('input_layernorm', x);
  const project = (which: string, count: number): Tensor =>
    reshape(linear(model, `${name}.self_attn.${which}`, h), [B, T, count, D]);
  const q = rope(project('q_proj', H), positions, { theta: ropeTheta });
  const k = rope(project('k_proj', kvHeads), positions, { theta: ropeTheta });
  const attended = attend(i, q, k, project('v_proj', kvHeads)); // [B, T, H, D]
  const y = linear(model, `${name}.self_attn.o_proj`, reshape(attended, [B * T, H * D]), { addend: x });

  const m = norm('post_attention_layernorm', y);
  const gated = swiglu(linear(model, `${name}.mlp.gate_proj`, m), linear(model, `${name}.mlp.up_proj`, m));
  return linear(model, `${name}.mlp.down_proj`, gated, { addend: y });
}
