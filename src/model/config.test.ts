// Configurations as the hub has them (SmolVLM-256M-Instruct, nanoVLM-222M: their fields, without what no reader uses),
// what transformers 5.24 takes for fields that are left out, and refusals that name everything at once.
import { expect, test } from 'vitest';
import { FormatError } from '../base/errors.ts';
import { imageTokens, parseConfig, patchesPerSide } from './config.ts';

const SMOLVLM_256M = {
  model_type: 'idefics3',
  image_token_id: 49190,
  scale_factor: 4,
  tie_word_embeddings: false,
  text_config: {
    model_type: 'llama',
    head_dim: 64,
    hidden_size: 576,
    intermediate_size: 1536,
    max_position_embeddings: 8192,
    num_attention_heads: 9,
    num_hidden_layers: 30,
    num_key_value_heads: 3,
    qk_layer_norms: false,
    rms_norm_eps: 1e-5,
    rope_interleaved: false,
    rope_scaling: null,
    rope_theta: 100000,
    use_resampler: false,
    vocab_size: 49280,
  },
  vision_config: { hidden_size: 768, image_size: 512, num_attention_heads: 12, patch_size: 16 },
};

const NANOVLM_222M = {
  vit_hidden_dim: 768,
  vit_inter_dim: 3072,
  vit_patch_size: 16,
  vit_img_size: 224,
  vit_n_heads: 12,
  vit_n_blocks: 12,
  vit_cls_flag: false,
  lm_hidden_dim: 576,
  lm_inter_dim: 1536,
  lm_rms_eps: 1e-5,
  lm_re_base: 100000,
  lm_max_position_embeddings: 8192,
  lm_vocab_size: 49152,
  lm_n_heads: 9,
  lm_n_kv_heads: 3,
  lm_n_blocks: 30,
  lm_tie_weights: true,
  mp_pixel_shuffle_factor: 2,
};

const text = (change: object): object => ({
  ...SMOLVLM_256M,
  text_config: { ...SMOLVLM_256M.text_config, ...change },
});
const vision = (change: object): object => ({
  ...SMOLVLM_256M,
  vision_config: { ...SMOLVLM_256M.vision_config, ...change },
});

test('SmolVLM-256M: 64 tokens a tile, the tower’s depth and width by default', () => {
  const config = parseConfig(SMOLVLM_256M);
  expect(imageTokens(config)).toBe(64);
  expect(config.vision).toMatchObject({
    layers: 12,
    intermediate: 3072,
    activation: 'gelu_tanh',
    normEps: 1e-6,
  });
  expect(config.decoder).toMatchObject({ layers: 30, kvHeads: 3, headDim: 64, ropeTheta: 100000 });
  expect(config).toMatchObject({ tied: false, imageToken: 49190, names: 'transformers' });
});

test('nanoVLM-222M: 49 tokens an image', () => {
  const config = parseConfig(NANOVLM_222M);
  expect(imageTokens(config)).toBe(49);
  expect(config).toMatchObject({ tied: true, imageToken: null, names: 'nanovlm' });
  expect(config.decoder).toMatchObject({
    heads: 9,
    kvHeads: 3,
    headDim: 64,
    ropeTheta: 100000,
    vocab: 49152,
  });
  const other = { ...NANOVLM_222M, mp_image_token_length: 64 };
  expect(() => parseConfig(other)).toThrow('mp_image_token_length is 64, but a tile becomes 49');
});

test('fields that are left out are what transformers takes them for', () => {
  const config = parseConfig({
    model_type: 'smolvlm',
    vision_config: { image_size: 256 },
    text_config: { vocab_size: 200000 },
  });
  expect(config.vision).toMatchObject({ imageSize: 256, patchSize: 32, hidden: 1152, heads: 16 });
  expect(config.decoder).toMatchObject({ normEps: 1e-6, hidden: 4096, heads: 32, kvHeads: 32, headDim: 128 });
  expect(config).toMatchObject({ scaleFactor: 2, imageToken: 128257, tied: false });
  expect(
    parseConfig(text({ rope_parameters: { rope_type: 'default', rope_theta: 5 } })).decoder.ropeTheta,
  ).toBe(5);
});

test('pixels that make no whole patch are left out: 384 by 14 is 27 patches a side', () => {
  const config = parseConfig({ ...vision({ image_size: [384, 384], patch_size: 14 }), scale_factor: 3 });
  expect(patchesPerSide(config)).toBe(27);
  expect(imageTokens(config)).toBe(81);
});

test.each([
  ['another model', { ...SMOLVLM_256M, model_type: 'llava' }, /a model of type "llava"/],
  ['no type', { hidden_size: 3 }, /config.json: model_type is missing/],
  ['another decoder', text({ model_type: 'qwen3' }), /a decoder of type qwen3/],
  ['another activation', text({ hidden_act: 'gelu' }), /the activation gelu in the decoder/],
  ['scaled RoPE', text({ rope_scaling: { rope_type: 'llama3', factor: 8 } }), /by the rule "llama3"/],
  ['scaled RoPE, older', text({ rope_scaling: { type: 'linear', factor: 2 } }), /by the rule "linear"/],
  ['partial RoPE', text({ rope_parameters: { partial_rotary_factor: 0.5 } }), /a share of 0.5 of a head/],
  ['interleaved RoPE', text({ rope_interleaved: true }), /interleaved/],
  ['attention biases', text({ attention_bias: true }), /biases in attention/],
  ['MLP biases', text({ mlp_bias: true }), /biases in the MLP/],
  ['QK norm', text({ qk_layer_norms: true }), /norms of queries and keys/],
  ['a sliding window', text({ sliding_window: 4096 }), /a sliding window of 4096 tokens/],
  ['a resampler', text({ use_resampler: true }), /resampler/],
  [
    'quantised weights',
    { ...SMOLVLM_256M, quantization_config: { quant_method: 'awq' } },
    /quantised weights/,
  ],
  ['another tower', vision({ hidden_act: 'quick_gelu' }), /the activation quick_gelu in the vision tower/],
  ['grey images', vision({ num_channels: 1 }), /images of 1 channels/],
  ['an oblong', vision({ image_size: [512, 256] }), /vision_config.image_size: Only squares/],
  ['shifted positions', { ...vision({ image_size: 400 }), scale_factor: 5 }, /25 patches a side/],
  ['a class token', { ...NANOVLM_222M, vit_cls_flag: true }, /a class token/],
  ['a wrong type', text({ hidden_size: 'wide' }), /text_config.hidden_size/],
  ['a grid that does not divide', { ...SMOLVLM_256M, scale_factor: 3 }, /32 patches a side do not divide/],
  ['a list', [], /not a JSON object/],
])('refused: %s', (_name, json, message) => {
  expect(() => parseConfig(json, 'config.json')).toThrow(FormatError);
  expect(() => parseConfig(json, 'config.json')).toThrow(message);
});

test('one refusal names all that is missing', () => {
  const json = text({ attention_bias: true, sliding_window: 16, rope_scaling: { type: 'yarn' } });
  expect(() => parseConfig(json)).toThrow(/yarn.*window of 16.*biases in attention/);
});

test('a window that is not used is no window', () => {
  expect(() => parseConfig(text({ sliding_window: 4096, use_sliding_window: false }))).not.toThrow();
});
