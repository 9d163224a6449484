// Where the model's parameters lie in a checkpoint. Their own names are those of transformers' Idefics3 and SmolVLM;
// nanoVLM (github.com/huggingface/nanoVLM, models/*.py) has others, and keeps the tower's q, k and v in one tensor.
import { sizeOf } from '../base/shape.ts';
import type { ModelConfig } from './config.ts';
import { parametersOf, type Parameter } from './parameters.ts';

/** A parameter's numbers: `start` .. `start` + its size of a tensor, flat. */
export interface Place {
  /** The tensor's name; where several are possible, the first one that the file has. */
  readonly tensors: readonly string[];
  readonly shape: readonly number[];
  readonly start: number;
}

/** A tensor that nanoVLM's loader asks for and that follows from the configuration: RoPE's frequencies [D / 2]. */
export const NANOVLM_FREQUENCIES = 'decoder.rotary_embd.inv_freq';

const EXACT: Readonly<Record<string, string>> = {
  'model.vision_model.embeddings.patch_embedding': 'vision_encoder.patch_embedding.conv',
  'model.vision_model.post_layernorm': 'vision_encoder.layer_norm',
  'model.connector.modality_projection.proj': 'MP.proj',
  'model.text_model.embed_tokens': 'decoder.token_embedding',
  'model.text_model.norm': 'decoder.norm',
  lm_head: 'decoder.head',
};

/** Within a layer; what is not here has the same name. */
const VISION_LAYER: Readonly<Record<string, string>> = {
  'self_attn.out_proj': 'attn.out_proj',
  layer_norm1: 'ln1',
  layer_norm2: 'ln2',
};

const DECODER_LAYER: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn.q_proj',
  'self_attn.k_proj': 'attn.k_proj',
  'self_attn.v_proj': 'attn.v_proj',
  'self_attn.o_proj': 'attn.out_proj',
  input_layernorm: 'norm1',
  post_attention_layernorm: 'norm2',
};

const QKV = ['q_proj', 'k_proj', 'v_proj'];
const FUSED = /^model\.vision_model\.encoder\.layers\.(\d+)\.self_attn\.([qkv]_proj)\.(weight|bias)$/;
const POSITIONS = 'model.vision_model.embeddings.position_embedding.weight';
const EMBEDDING = 'model.text_model.embed_tokens.weight';

/** Places of all parameters, in checkpoint order. */
export function placesOf(config: ModelConfig): { readonly parameter: Parameter; readonly place: Place }[] {
  const place = config.names === 'nanovlm' ? nanoVlmPlace : ownPlace;
  return parametersOf(config).map((parameter) => ({ parameter, place: place(config, parameter) }));
}

/**
 * A linear layer's name in the program that a checkpoint is for, as its adapters have it; undefined where it is a part
 * of a layer there.
 */
export function moduleName(config: ModelConfig, module: string): string | undefined {
  if (config.names === 'transformers') return module;
  return FUSED.test(`${module}.weight`) ? undefined : nanoVlmModule(module);
}

/** Whether a tensor belongs to a part of the model that the engine runs: one that has no place there is a fault. */
export function isOfModel(config: ModelConfig, tensor: string): boolean {
  if (/\b(inv_freq|position_ids)$/.test(tensor)) return false;
  if (config.names === 'nanovlm') {
    return (
      /^(vision_encoder|decoder|MP)\./.test(tensor) && !(config.tied && tensor === 'decoder.head.weight')
    );
  }
  return /^model\.(text_model|connector|vision_model\.(embeddings|encoder|post_layernorm))\./.test(tensor);
}

function ownPlace(_config: ModelConfig, { name, shape }: Parameter): Place {
  return { tensors: [name], shape, start: 0 };
}

function nanoVlmPlace({ tied }: ModelConfig, { name, shape }: Parameter): Place {
  const [, layer, projection, kind] = FUSED.exec(name) ?? [];
  if (layer !== undefined && projection !== undefined) {
    return {
      tensors: [`vision_encoder.blocks.${layer}.attn.qkv_proj.${kind}`],
      shape: shape.map((n, axis) => (axis === 0 ? 3 * n : n)),
      start: QKV.indexOf(projection) * sizeOf(shape),
    };
  }
  if (name === POSITIONS) {
    return { tensors: ['vision_encoder.patch_embedding.position_embedding'], shape: [1, ...shape], start: 0 };
  }
  const cut = name.lastIndexOf('.');
  const tensor = nanoVlmModule(name.slice(0, cut)) + name.slice(cut);
  // safetensors keeps one of two names of the same tensor.
  const tensors = tied && name === EMBEDDING ? [tensor, 'decoder.head.weight'] : [tensor];
  return { tensors, shape, start: 0 };
}

function nanoVlmModule(module: string): string {
  const exact = EXACT[module];
  if (exact !== undefined) return exact;
  const [, tower, layer, rest] =
    /^model\.(vision_model\.encoder|text_model)\.layers\.(\d+)\.(.+)$/.exec(module) ?? [];
  if (layer === undefined || rest === undefined)
    throw new Error(`internal: nanoVLM has no module ${module}.`);
  return tower === 'text_model'
    ? `decoder.blocks.${layer}.${DECODER_LAYER[rest] ?? rest}`
    : `vision_encoder.blocks.${layer}.${VISION_LAYER[rest] ?? rest}`;
}
