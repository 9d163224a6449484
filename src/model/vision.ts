// The vision tower (SigLIP, arXiv 2303.15343) and the projector (Idefics3, arXiv 2408.12637): pixels to image tokens.
import { attention } from '../ops/attention.ts';
import { add } from '../ops/binary.ts';
import { layerNorm } from '../ops/layerNorm.ts';
import type { Tensor } from '../ops/op.ts';
import { unfoldPatches } from '../ops/unfoldPatches.ts';
import { pixelShuffle } from '../ops/pixelShuffle.ts';
import { reshape } from '../ops/reshape.ts';
import { slice } from '../ops/slice.ts';
import { unary } from '../ops/unary.ts';
import { matmul } from '../ops/matmul.ts';
import { imageTokens, patchesPerSide, type ModelConfig } from './config.ts';
import { linear } from './linear.ts';
import type { ModelTrace } from './parameters.ts';

/**
 * Image tokens of I tiles: whole images, or the squares that an image is cut into.
 * @param pixels [I, 3, S, S], normalised as the model's processor does
 * @returns [I * imageTokens, C] in the decoder's width
 */
export function imageFeatures(model: ModelTrace, pixels: Tensor): Tensor {
  return project(model, visionTower(model, pixels));
}

/** The projector: shuffled patches [I * imageTokens, towerWidth] to image tokens [I * imageTokens, C]. */
export function project(model: ModelTrace, shuffled: Tensor): Tensor {
  return linear(model, 'model.connector.modality_projection.proj', shuffled);
}

/** Numbers of an image token before the projector: factor x factor patches side by side. */
export function towerWidth({ vision, scaleFactor }: ModelConfig): number {
  return vision.hidden * scaleFactor ** 2;
}

/**
 * The vision tower with its pixel shuffle.
 * @param pixels [I, 3, S, S]
 * @returns [I * imageTokens, towerWidth]
 */
export function visionTower(model: ModelTrace, pixels: Tensor): Tensor {
  const { vision, scaleFactor } = model.config;
  const I = pixels.shape[0] as number;
  const { hidden: C, patchSize: P } = vision;
  const side = patchesPerSide(model.config);
  const N = side ** 2; // patches a tile
  const root = 'model.vision_model';

  const patches = reshape(unfoldPatches(topLeft(pixels, side * P), P), [I * N, 3 * P * P]);
  const kernel = reshape(model.parameter(`${root}.embeddings.patch_embedding.weight`), [C, 3 * P * P]);
  const embedded = matmul(patches, kernel, {
    transB: true,
    bias: model.parameter(`${root}.embeddings.patch_embedding.bias`),
  }); // [I * N, C]
  let x = add(reshape(embedded, [I, N, C]), model.parameter(`${root}.embeddings.position_embedding.weight`));
  x = reshape(x, [I * N, C]);
  for (let i = 0; i < vision.layers; i++) x = encoderLayer(model, `${root}.encoder.layers.${i}`, x, I, N);
  x = norm(model, `${root}.post_layernorm`, x);

  const shuffled = pixelShuffle(reshape(x, [I, N, C]), scaleFactor); // [I, imageTokens, C * factor^2]
  return reshape(shuffled, [I * imageTokens(model.config), towerWidth(model.config)]);
}

/** The pixels that make whole patches: a convolution whose stride does not divide S leaves the rest out too. */
function topLeft(pixels: Tensor, S: number): Tensor {
  if (pixels.shape[3] === S) return pixels;
  return slice(slice(pixels, 2, 0, S), 3, 0, S);
}

function encoderLayer(model: ModelTrace, name: string, x: Tensor, I: number, N: number): Tensor {
  const { hidden: C, heads: H, activation } = model.config.vision;
  const D = C / H;
  const h = norm(model, `${name}.layer_norm1`, x);
  const heads = (projection: string): Tensor =>
    reshape(linear(model, `${name}.self_attn.${projection}`, h, { bias: true }), [I, N, H, D]);
  const attended = attention(heads('q_proj'), heads('k_proj'), heads('v_proj'), undefined, {
    causal: false,
    scale: 1 / Math.sqrt(D),
  });
  const y = linear(model, `${name}.self_attn.out_proj`, reshape(attended, [I * N, C]), {
    bias: true,
    addend: x,
  });
  const wide = linear(model, `${name}.mlp.fc1`, norm(model, `${name}.layer_norm2`, y), { bias: true });
  return linear(model, `${name}.mlp.fc2`, unary(wide, activation), { bias: true, addend: y });
}

function norm(model: ModelTrace, name: string, x: Tensor): Tensor {
  return layerNorm(
    x,
    model.parameter(`${name}.weight`),
    model.parameter(`${name}.bias`),
    model.config.vision.normEps,
  );
}
