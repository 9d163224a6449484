// Every parameter of the model under its Hugging Face name, with its shape and the part it belongs to.
import type { Tensor } from '../ops/op.ts';
import { packedWords, type PackedFormat } from '../ops/packing.ts';
import type { PackedTensor } from '../ops/quantMatmul.ts';
import type { Trace } from '../graph/trace.ts';
import { patchesPerSide, type ModelConfig } from './config.ts';

/** Parts that can be trained or frozen as a whole. */
export type Part = 'vision' | 'projector' | 'decoder';

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly part: Part;
}

/** All parameters in checkpoint order. A tied head is the embedding table and has no entry of its own. */
export function parametersOf(config: ModelConfig): Parameter[] {
  return [...visionParameters(config), ...projectorParameters(config), ...decoderParameters(config)];
}

function visionParameters(config: ModelConfig): Parameter[] {
  const { vision } = config;
  const { hidden: C, intermediate: F, patchSize: P } = vision;
  const patches = patchesPerSide(config) ** 2;
  const root = 'model.vision_model';
  const list: [string, number[]][] = [
    [`${root}.embeddings.patch_embedding.weight`, [C, 3, P, P]],
    [`${root}.embeddings.patch_embedding.bias`, [C]],
    [`${root}.embeddings.position_embedding.weight`, [patches, C]],
  ];
  for (let i = 0; i < vision.layers; i++) {
    const layer = `${root}.encoder.layers.${i}`;
    for (const projection of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) {
      list.push(
        [`${layer}.self_attn.${projection}.weight`, [C, C]],
        [`${layer}.self_attn.${projection}.bias`, [C]],
      );
    }
    for (const norm of ['layer_norm1', 'layer_norm2']) {
      list.push([`${layer}.${norm}.weight`, [C]], [`${layer}.${norm}.bias`, [C]]);
    }
    list.push([`${layer}.mlp.fc1.weight`, [F, C]], [`${layer}.mlp.fc1.bias`, [F]]);
    list.push([`${layer}.mlp.fc2.weight`, [C, F]], [`${layer}.mlp.fc2.bias`, [C]]);
  }
  list.push([`${root}.post_layernorm.weight`, [C]], [`${root}.post_layernorm.bias`, [C]]);
  return list.map(([name, shape]) => ({ name, shape, part: 'vision' }));
}

function projectorParameters({ vision, decoder, scaleFactor }: ModelConfig): Parameter[] {
  return [
    {
      name: 'model.connector.modality_projection.proj.weight',
      shape: [decoder.hidden, vision.hidden * scaleFactor ** 2],
      part: 'projector',
    },
  ];
}

function decoderParameters({ decoder, tied }: ModelConfig): Parameter[] {
  const { hidden: C, intermediate: F, heads, kvHeads, headDim: D, vocab: V } = decoder;
  const root = 'model.text_model';
  const list: [string, number[]][] = [[`${root}.embed_tokens.weight`, [V, C]]];
  for (let i = 0; i < decoder.layers; i++) {
    const layer = `${root}.layers.${i}`;
    list.push(
      [`${layer}.self_attn.q_proj.weight`, [heads * D, C]],
      [`${layer}.self_attn.k_proj.weight`, [kvHeads * D, C]],
      [`${layer}.self_attn.v_proj.weight`, [kvHeads * D, C]],
      [`${layer}.self_attn.o_proj.weight`, [C, heads * D]],
      [`${layer}.mlp.gate_proj.weight`, [F, C]],
      [`${layer}.mlp.up_proj.weight`, [F, C]],
      [`${layer}.mlp.down_proj.weight`, [C, F]],
      [`${layer}.input_layernorm.weight`, [C]],
      [`${layer}.post_attention_layernorm.weight`, [C]],
    );
  }
  list.push([`${root}.norm.weight`, [C]]);
  if (!tied) list.push(['lm_head.weight', [V, C]]);
  return list.map(([name, shape]) => ({ name, shape, part: 'decoder' }));
}

/** A model's parameters as states of a graph under construction, its adapters, and what of it is packed (storage.ts). */
export class ModelTrace {
  private readonly shapes: ReadonlyMap<string, readonly number[]>;

  constructor(
    readonly trace: Trace,
    readonly config: ModelConfig,
    readonly adapters: Adapters | undefined = undefined,
    private readonly formats: ReadonlyMap<string, PackedFormat> = new Map(),
  ) {
    this.shapes = new Map(parametersOf(config).map(({ name, shape }) => [name, shape]));
  }

  parameter(name: string): Tensor {
    const shape = this.shapes.get(name);
    if (shape === undefined) throw new Error(`internal: the model has no parameter ${name}.`);
    if (this.formats.has(name)) throw new Error(`internal: ${name} is packed and is read as f32.`);
    return this.trace.state(name, shape);
  }

  /** A parameter that may be packed: a matrix [out, in], or a table. */
  matrix(name: string): Tensor | PackedTensor {
    const format = this.formats.get(name);
    if (format === undefined) return this.parameter(name);
    return { words: this.trace.state(name, [packedWords(format)], 'u32'), format };
  }

  /** The output head [V, C]. */
  head(): Tensor | PackedTensor {
    return this.matrix(this.config.tied ? 'model.text_model.embed_tokens.weight' : 'lm_head.weight');
  }

  /** LoRA's A [r, in] and B [out, r] of a weight [out, in], if the run adapts it. */
  adapter(weight: string): { a: Tensor; b: Tensor; scale: number } | undefined {
    const shape = this.shapes.get(weight);
    if (this.adapters === undefined || shape === undefined || !this.adapters.targets(weight))
      return undefined;
    const { rank, alpha } = this.adapters;
    const [out, input] = shape as [number, number];
    const { a, b } = adapterNames(weight);
    return {
      a: this.trace.state(a, [rank, input]),
      b: this.trace.state(b, [out, rank]),
      scale: alpha / rank,
    };
  }
}

/** Low-rank adapters (LoRA, arXiv 2106.09685): y = W x + alpha / rank * B A x. */
export interface Adapters {
  readonly rank: number;
  readonly alpha: number;
  /** Whether a weight is adapted, by its name. */
  targets(weight: string): boolean;
}

/** PEFT's names of a weight's adapter, without its `base_model.model.` prefix. */
export function adapterNames(weight: string): { a: string; b: string } {
  const module = weight.replace(/\.weight$/, '');
  return { a: `${module}.lora_A.weight`, b: `${module}.lora_B.weight` };
}

/** What is a matrix [out, in] and no linear layer: tables that are looked up, and the head, which `linear` never sees. */
const NO_LINEAR = /\b(embed_tokens|position_embedding|lm_head)\.weight$/;

/** The weights [out, in] of all linear layers: what an adapter can stand beside. */
export function linearWeights(config: ModelConfig): Parameter[] {
  return parametersOf(config).filter(({ name, shape }) => shape.length === 2 && !NO_LINEAR.test(name));
}

/** The adapter parameters that a configuration adds to a model: A [r, in] and B [out, r] of every adapted weight. */
export function adapterParameters(config: ModelConfig, adapters: Adapters): Parameter[] {
  return linearWeights(config)
    .filter(({ name }) => adapters.targets(name))
    .flatMap(({ name, shape, part }) => {
      const [out, input] = shape as [number, number];
      const { a, b } = adapterNames(name);
      return [
        { name: a, shape: [adapters.rank, input], part },
        { name: b, shape: [out, adapters.rank], part },
      ];
    });
}
