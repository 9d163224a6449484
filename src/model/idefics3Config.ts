// config.json of Idefics3 and SmolVLM, as transformers 5.24 reads it: fields that are left out have its defaults
// (SmolVLM's files leave out the tower's depth), older files' names are taken too.
import * as v from 'valibot';
import type { ModelConfig } from './architecture.ts';
import { isOff, Missing, parseFields, size } from './configIssues.ts';

/** transformers allows a square to be given as [side, side]. */
const side = v.pipe(
  v.union([size, v.tuple([size, size])]),
  v.check((x) => typeof x === 'number' || x[0] === x[1], 'Only squares are supported'),
  v.transform((x) => (typeof x === 'number' ? x : x[0])),
);

const Rope = v.looseObject({
  rope_theta: v.optional(v.number()),
  rope_type: v.optional(v.string()),
  /** The older name. */
  type: v.optional(v.string()),
  partial_rotary_factor: v.optional(v.number(), 1),
});
type Rope = v.InferOutput<typeof Rope>;

const Fields = v.looseObject({
  model_type: v.string(),
  image_token_id: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 128257),
  scale_factor: v.optional(size, 2),
  tie_word_embeddings: v.optional(v.boolean(), false),
  quantization_config: v.optional(v.unknown()),
  vision_config: v.looseObject({
    image_size: v.optional(side, 224),
    patch_size: v.optional(side, 32),
    hidden_size: v.optional(size, 1152),
    num_hidden_layers: v.optional(size, 12),
    num_attention_heads: v.optional(size, 16),
    intermediate_size: v.optional(size, 3072),
    num_channels: v.optional(size, 3),
    layer_norm_eps: v.optional(v.number(), 1e-6),
    hidden_act: v.optional(v.string(), 'gelu_pytorch_tanh'),
  }),
  text_config: v.looseObject({
    model_type: v.optional(v.string(), 'llama'),
    vocab_size: v.optional(size, 32000),
    hidden_size: v.optional(size, 4096),
    num_hidden_layers: v.optional(size, 32),
    num_attention_heads: v.optional(size, 32),
    num_key_value_heads: v.nullish(size),
    head_dim: v.nullish(size),
    intermediate_size: v.optional(size, 11008),
    rms_norm_eps: v.optional(v.number(), 1e-6),
    rope_theta: v.optional(v.number(), 10000),
    rope_parameters: v.nullish(Rope),
    rope_scaling: v.nullish(Rope),
    max_position_embeddings: v.optional(size, 2048),
    hidden_act: v.optional(v.string(), 'silu'),
    sliding_window: v.optional(v.unknown()),
    use_sliding_window: v.optional(v.boolean(), true),
    quantization_config: v.optional(v.unknown()),
  }),
});
type Fields = v.InferOutput<typeof Fields>;

const ACTIVATIONS: Readonly<Record<string, ModelConfig['vision']['activation']>> = {
  gelu_pytorch_tanh: 'gelu_tanh',
  gelu: 'gelu_erf',
};

/** Flags of a decoder's config.json that a Llama of the engine has no code for; on = refused. */
const DECODER_FLAGS: readonly (readonly [field: string, feature: string])[] = [
  ['attention_bias', 'biases in attention (text_config.attention_bias)'],
  ['mlp_bias', 'biases in the MLP (text_config.mlp_bias)'],
  ['qk_layer_norms', 'norms of queries and keys (text_config.qk_layer_norms)'],
  ['use_qk_norm', 'norms of queries and keys (text_config.use_qk_norm)'],
  ['rope_interleaved', 'interleaved rotary embeddings (text_config.rope_interleaved)'],
  ['use_resampler', 'a perceiver resampler (text_config.use_resampler)'],
];

/** @throws FormatError naming a field of a wrong type, or all that is not supported */
export function idefics3Config(json: unknown, file: string): ModelConfig {
  const fields = parseFields(Fields, json, file);
  const missing = new Missing();
  listMissing(fields, missing);
  missing.refuse(file);
  const { vision_config: vision, text_config: text } = fields;
  return {
    vision: {
      imageSize: vision.image_size,
      patchSize: vision.patch_size,
      hidden: vision.hidden_size,
      layers: vision.num_hidden_layers,
      heads: vision.num_attention_heads,
      intermediate: vision.intermediate_size,
      normEps: vision.layer_norm_eps,
      activation: ACTIVATIONS[vision.hidden_act] ?? 'gelu_tanh',
    },
    decoder: {
      vocab: text.vocab_size,
      hidden: text.hidden_size,
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      kvHeads: text.num_key_value_heads ?? text.num_attention_heads,
      headDim: text.head_dim ?? text.hidden_size / text.num_attention_heads,
      intermediate: text.intermediate_size,
      normEps: text.rms_norm_eps,
      ropeTheta: text.rope_parameters?.rope_theta ?? text.rope_theta,
      maxPositions: text.max_position_embeddings,
    },
    scaleFactor: fields.scale_factor,
    imageToken: fields.image_token_id,
    tied: fields.tie_word_embeddings,
    names: 'transformers',
  };
}

function listMissing({ vision_config: vision, text_config: text, ...top }: Fields, missing: Missing): void {
  missing.unless(
    vision.hidden_act in ACTIVATIONS,
    `the activation ${vision.hidden_act} in the vision tower (there are ${Object.keys(ACTIVATIONS).join(' and ')})`,
  );
  missing.unless(vision.num_channels === 3, `images of ${vision.num_channels} channels (RGB has 3)`);
  const side = Math.floor(vision.image_size / vision.patch_size);
  missing.unless(
    !isShifted(side),
    `${side} patches a side, where transformers' rounding gives some patches their neighbour's position`,
  );
  missing.unless(text.model_type === 'llama', `a decoder of type ${text.model_type} (there is llama)`);
  missing.unless(
    text.hidden_act === 'silu',
    `the activation ${text.hidden_act} in the decoder (there is silu)`,
  );
  for (const rope of [text.rope_parameters, text.rope_scaling]) listRope(rope, missing);
  missing.unless(
    isOff(text.sliding_window) || !text.use_sliding_window,
    `a sliding window of ${String(text.sliding_window)} tokens (text_config.sliding_window)`,
  );
  const flags: Record<string, unknown> = text;
  for (const [field, feature] of DECODER_FLAGS) missing.unless(isOff(flags[field]), feature);
  const quantised = isOff(top.quantization_config) && isOff(text.quantization_config);
  missing.unless(quantised, 'quantised weights (quantization_config): take the checkpoint in 16 or 32 bits');
}

function listRope(rope: Rope | null | undefined, missing: Missing): void {
  const type = rope?.rope_type ?? rope?.type ?? 'default';
  missing.unless(type === 'default', `rotary embeddings scaled by the rule "${type}" (there is "default")`);
  const part = rope?.partial_rotary_factor ?? 1;
  missing.unless(part === 1, `rotary embeddings of a share of ${part} of a head`);
}

/**
 * transformers finds a patch's position by comparing i * (1 / n) with i / n in float32. Where the product rounds below
 * the quotient, patch i is taken for patch i - 1: at 25, 29, 31, 41 .. patches a side, but not at 14, 24, 26, 27 or 32.
 */
function isShifted(n: number): boolean {
  const step = Math.fround(1 / n);
  return Array.from({ length: n }, (_, i) => i).some((i) => Math.fround(i * step) < Math.fround(i / n));
}
