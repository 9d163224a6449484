// The architecture as a record, read from a Hugging Face config.json (Idefics3 / SmolVLM names), and the bundled
// presets. One model file serves the tiny bundled models and SmolVLM: only this record differs.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';

const size = v.pipe(v.number(), v.integer(), v.minValue(1));

const Config = v.object({
  model_type: v.picklist(['idefics3', 'smolvlm']),
  image_token_id: v.pipe(v.number(), v.integer(), v.minValue(0)),
  scale_factor: size,
  tie_word_embeddings: v.optional(v.boolean(), false),
  vision_config: v.object({
    image_size: size,
    patch_size: size,
    hidden_size: size,
    num_hidden_layers: size,
    num_attention_heads: size,
    intermediate_size: size,
    layer_norm_eps: v.optional(v.number(), 1e-6),
    hidden_act: v.optional(v.picklist(['gelu_pytorch_tanh', 'gelu']), 'gelu_pytorch_tanh'),
  }),
  text_config: v.object({
    vocab_size: size,
    hidden_size: size,
    num_hidden_layers: size,
    num_attention_heads: size,
    num_key_value_heads: v.optional(size),
    head_dim: v.optional(v.nullable(size)),
    intermediate_size: size,
    rms_norm_eps: v.optional(v.number(), 1e-5),
    rope_theta: v.optional(v.number(), 10000),
    rope_parameters: v.optional(v.looseObject({ rope_theta: v.optional(v.number()) })),
    max_position_embeddings: v.optional(size, 2048),
    hidden_act: v.optional(v.picklist(['silu']), 'silu'),
    attention_bias: v.optional(v.literal(false), false),
  }),
});

/** Vision tower (SigLIP): C = hidden, H heads of D = C / H, patches of P x P pixels in an S x S image. */
export interface VisionConfig {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly normEps: number;
  readonly activation: 'gelu_tanh' | 'gelu_erf';
}

/** Decoder (Llama): H query heads and Hkv key-value heads of D numbers. */
export interface DecoderConfig {
  readonly vocab: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly intermediate: number;
  readonly normEps: number;
  readonly ropeTheta: number;
  readonly maxPositions: number;
}

export interface ModelConfig {
  readonly vision: VisionConfig;
  readonly decoder: DecoderConfig;
  /** Pixel shuffle: factor x factor patches become one image token. */
  readonly scaleFactor: number;
  readonly imageToken: number;
  /** The output head is the token embedding table. */
  readonly tied: boolean;
}

/** Image tokens that one image takes in the sequence. */
export function imageTokens(config: ModelConfig): number {
  const side = config.vision.imageSize / config.vision.patchSize / config.scaleFactor;
  return side * side;
}

/**
 * Reads a Hugging Face config.json.
 * @throws FormatError naming the field that is missing, unsupported or inconsistent
 */
export function parseConfig(json: unknown, file = 'config.json'): ModelConfig {
  const parsed = v.safeParse(Config, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const path = v.getDotPath(issue) ?? '(root)';
    throw new FormatError(
      `${file}: ${path}: ${issue.message}.`,
      'AMP Lab runs Idefics3 / SmolVLM architectures: a SigLIP tower, pixel shuffle and a Llama decoder.',
    );
  }
  const { vision_config: vision, text_config: text, ...top } = parsed.output;
  const headDim = text.head_dim ?? text.hidden_size / text.num_attention_heads;
  const config: ModelConfig = {
    vision: {
      imageSize: vision.image_size,
      patchSize: vision.patch_size,
      hidden: vision.hidden_size,
      layers: vision.num_hidden_layers,
      heads: vision.num_attention_heads,
      intermediate: vision.intermediate_size,
      normEps: vision.layer_norm_eps,
      activation: vision.hidden_act === 'gelu' ? 'gelu_erf' : 'gelu_tanh',
    },
    decoder: {
      vocab: text.vocab_size,
      hidden: text.hidden_size,
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      kvHeads: text.num_key_value_heads ?? text.num_attention_heads,
      headDim,
      intermediate: text.intermediate_size,
      normEps: text.rms_norm_eps,
      ropeTheta: text.rope_parameters?.rope_theta ?? text.rope_theta,
      maxPositions: text.max_position_embeddings,
    },
    scaleFactor: top.scale_factor,
    imageToken: top.image_token_id,
    tied: top.tie_word_embeddings,
  };
  const wrong = inconsistency(config);
  if (wrong !== undefined) throw new FormatError(`${file}: ${wrong}.`);
  return config;
}

function inconsistency({ vision, decoder, scaleFactor, imageToken }: ModelConfig): string | undefined {
  const side = vision.imageSize / vision.patchSize;
  if (!Number.isInteger(side)) {
    return `image_size ${vision.imageSize} is not a multiple of patch_size ${vision.patchSize}`;
  }
  if (side % scaleFactor !== 0) return `${side} patches a side do not divide by scale_factor ${scaleFactor}`;
  if (vision.hidden % vision.heads !== 0) {
    return `vision hidden_size ${vision.hidden} does not divide by ${vision.heads} heads`;
  }
  if (!Number.isInteger(decoder.headDim) || decoder.headDim % 2 !== 0) {
    return `head_dim ${decoder.headDim} is not an even whole number`;
  }
  if (decoder.heads % decoder.kvHeads !== 0) {
    return `${decoder.heads} heads do not divide by ${decoder.kvHeads} key-value heads`;
  }
  if (imageToken >= decoder.vocab)
    return `image_token_id ${imageToken} is not below vocab_size ${decoder.vocab}`;
  return undefined;
}
