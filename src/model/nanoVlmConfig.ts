// config.json of nanoVLM (github.com/huggingface/nanoVLM, models/config.py: VLMConfig): a flat record without a
// model_type, written whole by its save_pretrained.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import { imageTokens, type ModelConfig } from './architecture.ts';
import { isOff, Missing, parseFields, size } from './configIssues.ts';

const Fields = v.looseObject({
  vit_hidden_dim: size,
  vit_inter_dim: size,
  vit_patch_size: size,
  vit_img_size: size,
  vit_n_heads: size,
  vit_n_blocks: size,
  vit_ln_eps: v.optional(v.number(), 1e-6),
  vit_cls_flag: v.optional(v.boolean(), false),
  lm_hidden_dim: size,
  lm_inter_dim: size,
  lm_rms_eps: v.optional(v.number(), 1e-5),
  lm_re_base: v.optional(v.number(), 100000),
  lm_max_position_embeddings: v.optional(size, 8192),
  lm_vocab_size: size,
  lm_n_heads: size,
  lm_n_kv_heads: size,
  lm_n_blocks: size,
  lm_attn_scaling: v.optional(v.number(), 1),
  lm_tie_weights: v.optional(v.boolean(), true),
  mp_pixel_shuffle_factor: size,
  /** Absent in the first versions. */
  mp_image_token_length: v.optional(size),
  quantization_config: v.optional(v.unknown()),
});

/** Whether a parsed config.json is one of nanoVLM's. */
export function isNanoVlm(json: object): boolean {
  return 'vit_hidden_dim' in json && 'lm_hidden_dim' in json && !('model_type' in json);
}

/** @throws FormatError naming a field of a wrong type, all that is not supported, or what does not fit together */
export function nanoVlmConfig(json: unknown, file: string): ModelConfig {
  const f = parseFields(Fields, json, file);
  const missing = new Missing();
  missing.unless(!f.vit_cls_flag, 'a class token in the vision tower (vit_cls_flag)');
  missing.unless(f.lm_attn_scaling === 1, `attention scaled by ${f.lm_attn_scaling} (lm_attn_scaling)`);
  missing.unless(isOff(f.quantization_config), 'quantised weights (quantization_config)');
  missing.refuse(file);
  const config: ModelConfig = {
    vision: {
      imageSize: f.vit_img_size,
      patchSize: f.vit_patch_size,
      hidden: f.vit_hidden_dim,
      layers: f.vit_n_blocks,
      heads: f.vit_n_heads,
      intermediate: f.vit_inter_dim,
      normEps: f.vit_ln_eps,
      activation: 'gelu_tanh',
    },
    decoder: {
      vocab: f.lm_vocab_size,
      hidden: f.lm_hidden_dim,
      layers: f.lm_n_blocks,
      heads: f.lm_n_heads,
      kvHeads: f.lm_n_kv_heads,
      headDim: f.lm_hidden_dim / f.lm_n_heads,
      intermediate: f.lm_inter_dim,
      normEps: f.lm_rms_eps,
      ropeTheta: f.lm_re_base,
      // Beyond, nanoVLM stretches all positions at once by the length of the whole row: not a place to go to.
      maxPositions: f.lm_max_position_embeddings,
    },
    scaleFactor: f.mp_pixel_shuffle_factor,
    imageToken: null,
    tied: f.lm_tie_weights,
    names: 'nanovlm',
  };
  const tokens = imageTokens(config);
  const stated = f.mp_image_token_length ?? tokens;
  if (Number.isInteger(tokens) && stated !== tokens) {
    throw new FormatError(
      `${file}: mp_image_token_length is ${stated}, but a tile becomes ${tokens} image tokens.`,
    );
  }
  return config;
}
