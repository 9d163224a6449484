// A lab small enough for tests: a random model of the real architecture under the bundled model's name, and ladders
// about scenes. Tests only.
import { assembleLadders } from '../amp/ladders.ts';
import { Random } from '../base/random.ts';
import { ladderSceneDialogues } from '../data/scenes/ladderSet.ts';
import { parseConfig } from '../model/config.ts';
import { initialWeights, saveWeights } from '../model/weights.ts';
import type { Dataset } from '../protocol/dataset.ts';
import type { Ladder } from '../protocol/ladder.ts';
import { MemoryStore } from '../store/memory.ts';
import type { LabStore } from '../store/store.ts';
import type { Assets } from './assets.ts';

const CONFIG = {
  model_type: 'idefics3',
  image_token_id: 2,
  scale_factor: 2,
  tie_word_embeddings: true,
  vision_config: {
    image_size: 96,
    patch_size: 24,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    intermediate_size: 8,
  },
  text_config: {
    vocab_size: 256,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    head_dim: 8,
    intermediate_size: 16,
    rms_norm_eps: 1e-5,
  },
};

/** The bundled files, but for a small random model as `sft-3of3`. */
export function testAssets(bundled: Assets): Assets {
  return {
    json: (path) =>
      path === 'models/tiny/config.json' ? Promise.resolve(structuredClone(CONFIG)) : bundled.json(path),
    bytes: (path) => {
      if (!/^models\/tiny\/.*\.safetensors$/.test(path)) return bundled.bytes(path);
      const config = parseConfig(CONFIG);
      return Promise.resolve(saveWeights(config, initialWeights(config, 3, 0.2), 'F32'));
    },
  };
}

/** n ladders of K levels: the truth above answers to other questions. */
export function sceneTestLadders(n: number, K: number): Ladder[] {
  const dialogues = ladderSceneDialogues(n, 7, { rounds: 2 });
  const random = new Random(2);
  const other = (): string => random.pick(random.pick(dialogues).rounds).answer;
  const generations = Array.from({ length: K - 1 }, (_, g) => ({
    source: `model-${g + 1}`,
    answers: dialogues.map(({ rounds }) => rounds.map(other)),
  }));
  return assembleLadders(dialogues, generations);
}

/** A store with the ladders as dataset `data`. */
export async function testStore(ladders: readonly Ladder[]): Promise<LabStore> {
  const store = new MemoryStore();
  const dataset = { id: 'data', name: 'data', createdAt: '2026-11-25', counts: { ladders: ladders.length } };
  await store.datasets.beginPart('data/0');
  await store.datasets.stagePart('data/0', 0, ladders, []);
  await store.datasets.commitPart('data/0', {
    ...dataset,
    files: [{ part: 'data/0', ladders: ladders.length }],
  } as unknown as Dataset);
  return store;
}
