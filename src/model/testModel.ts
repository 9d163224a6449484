// A model small enough for tests: random weights, every part of the architecture. Tests only.
import { parseConfig, type ModelConfig } from './config.ts';

/** 24-pixel images in 6-pixel patches, 4 image tokens, 2 + 2 layers, 4 query heads on 2 key heads, 40 words. */
export const TEST_CONFIG: ModelConfig = parseConfig({
  model_type: 'idefics3',
  image_token_id: 2,
  scale_factor: 2,
  tie_word_embeddings: true,
  vision_config: {
    image_size: 24,
    patch_size: 6,
    hidden_size: 16,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 24,
  },
  text_config: {
    vocab_size: 40,
    hidden_size: 32,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    head_dim: 8,
    intermediate_size: 48,
    rms_norm_eps: 1e-5,
  },
});

/** Special tokens of the test model; texts are words `w7` -> id 7. */
export const TEST_TOKENS = { pad: 0, bos: 1, image: 2, user: 3, assistant: 4, eos: 5 } as const;

export function encodeTest(text: string): number[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => Number(word.slice(1)));
}
