// What `npm run storage` looks at: the largest bundled expert on ladders about scenes, a random model of SmolVLM's shape,
// and the plan of a LoRA step at SmolVLM-256M's size.
import { Random } from '../base/random.ts';
import { ladderRow } from '../data/rows.ts';
import { priorLadders } from '../data/scenes/priorLadders.ts';
import { BASE_TRAITS } from '../gpu/dispatch.ts';
import { imageTokens, parseConfig, type ModelConfig } from '../model/config.ts';
import { normalisePixels } from '../model/features.ts';
import { initialWeights, type Weights } from '../model/weights.ts';
import type { BaseStorage, MemoryRow } from '../protocol/run.ts';
import type { SpecialTokens } from '../protocol/tokens.ts';
import type { Sample } from '../train/fillSamples.ts';
import { memoryOf } from '../train/memory.ts';
import { planRun } from '../train/plans.ts';
import { defaultConfig, lossPreset } from '../train/presets.ts';
import { trainedOf } from '../train/trained.ts';
import { Images, noFiles } from '../worker/images.ts';
import { loadModel } from '../worker/models.ts';
import { contextOf } from '../worker/trainData.ts';
import { fileAssets } from './assets.ts';

const K = 4;
const ROUNDS = 2;

/** A model and the ladders in its tokens. */
export interface Reader {
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** With `pixels`. */
  readonly samples: readonly Sample[];
}

export interface Subject {
  readonly name: string;
  readonly policy: Reader;
  readonly reference: Reader;
  /** [ladder][level] */
  readonly texts: readonly (readonly string[])[];
}

/** Expert L, with XS as the reference, on true answers about scenes and answers that trust priors. */
export async function expertSubject(n: number): Promise<Subject> {
  const ladders = priorLadders(n, K, { rounds: ROUNDS });
  const images = new Images(fileAssets, noFiles);
  const pixels = await Promise.all(
    ladders.map(async (_ladder, seed) => {
      const planes = await images.planes({ kind: 'scene', split: 'ladders', style: 'noto', seed });
      const normalised = new Float32Array(planes.length);
      normalisePixels(planes, normalised, 0);
      return normalised;
    }),
  );
  const reader = async (id: string): Promise<Reader> => {
    const model = await loadModel(fileAssets, id);
    const samples = ladders.map(({ questions, levels }, i): Sample => {
      const image = pixels[i];
      return { row: ladderRow(contextOf(model), questions, levels), ...(image && { pixels: image }) };
    });
    return { config: model.config, weights: model.weights, samples };
  };
  return {
    name: 'Expert L (reference: expert XS), ladders about scenes',
    policy: await reader('expert-L'),
    reference: await reader('expert-XS'),
    texts: ladders.map(({ levels }) => levels.map((answers) => answers.join('\n'))),
  };
}

/** SmolVLM's shapes with other sizes: heads of 64, three query heads a key head, FFN of 8/3 and 4 times the width. */
const SMALL: ModelConfig = smolvlm({
  vision: 192,
  decoder: 192,
  layers: 4,
  towerLayers: 2,
  image: 128,
  vocab: 2048,
});
const SPECIAL: SpecialTokens = { pad: 0, bos: 1, image: 2, user: 3, assistant: 4, eos: 5 };

/** Random weights as they are initialised, and random words. The reference has another seed. */
export function randomSubject(n: number): Subject {
  const random = new Random(1);
  const { vocab } = SMALL.decoder;
  const words = (count: number): string =>
    Array.from({ length: count }, () => String(6 + random.int(vocab - 6))).join(' ');
  const encode = (text: string): number[] => text.split(' ').map(Number);
  const context = { special: SPECIAL, encode, imageTokens: imageTokens(SMALL) };
  const { imageSize: S } = SMALL.vision;
  const ladders = Array.from({ length: n }, () => {
    const levels = Array.from({ length: K }, () => [words(12)]);
    const pixels = Float32Array.from({ length: 3 * S * S }, () => 2 * random.next() - 1);
    return { levels, sample: { row: ladderRow(context, [words(8)], levels), pixels } };
  });
  const samples = ladders.map(({ sample }) => sample);
  const reader = (seed: number): Reader => ({ config: SMALL, weights: initialWeights(SMALL, seed), samples });
  return {
    name: 'A random model of SmolVLM’s shape, width 192 (reference: another seed), random words',
    policy: reader(1),
    reference: reader(2),
    texts: ladders.map(({ levels }) => levels.map((answers) => answers.join('\n'))),
  };
}

/** A LoRA step of SmolVLM-256M on one ladder, planned for the limits that every WebGPU device has. */
export function smolvlmPlan(baseStorage: BaseStorage): { what: string; memory: readonly MemoryRow[] } {
  const config = smolvlm({
    vision: 768,
    decoder: 576,
    layers: 30,
    towerLayers: 12,
    image: 512,
    vocab: 49280,
  });
  const [rank, answer, question] = [64, 64, 32];
  const train = {
    ...defaultConfig,
    ...lossPreset('published-code'),
    adapter: 'lora',
    baseStorage,
    loraRank: rank,
    loraAlpha: rank,
    loraTargets: 'q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj',
    batch: 1,
  } as const;
  const I = imageTokens(config);
  const size = { B: 1, T: I + question + K * answer, M: K * answer, K, imageTokens: I };
  const traits = { ...BASE_TRAITS, maxBufferSize: 2 ** 32, maxStorageBufferBindingSize: 2 ** 32 };
  const plan = planRun(config, train, [size], trainedOf(config, train), traits);
  const what =
    `The plan of a step of SmolVLM-256M's shape: LoRA r = ${rank} on attention and FFN of the decoder, K = ${K}, ` +
    `answers of ${answer} tokens, one 512-px image whose features are kept`;
  return { what, memory: memoryOf(plan) };
}

interface SmolvlmSizes {
  readonly vision: number;
  readonly decoder: number;
  readonly layers: number;
  readonly towerLayers: number;
  readonly image: number;
  readonly vocab: number;
}

function smolvlm({ vision, decoder, layers, towerLayers, image, vocab }: SmolvlmSizes): ModelConfig {
  return parseConfig({
    model_type: 'idefics3',
    image_token_id: 2,
    scale_factor: 4,
    tie_word_embeddings: false,
    vision_config: {
      image_size: image,
      patch_size: 16,
      hidden_size: vision,
      num_hidden_layers: towerLayers,
      num_attention_heads: vision / 64,
      intermediate_size: 4 * vision,
    },
    text_config: {
      vocab_size: vocab,
      hidden_size: decoder,
      num_hidden_layers: layers,
      num_attention_heads: decoder / 64,
      num_key_value_heads: decoder / 192,
      head_dim: 64,
      intermediate_size: (8 * decoder) / 3,
      rms_norm_eps: 1e-5,
      rope_theta: 100000,
      max_position_embeddings: 8192,
    },
  });
}
