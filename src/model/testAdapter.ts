// The adapter that PEFT is given to read (e2e/golden/adapters/ours): all kinds of layers, numbers from a seed. Tests and
// host/golden-adapter.ts only.
import { deriveSeed, Random } from '../base/random.ts';
import { initialAdapter, type LoraOptions } from './adapters.ts';
import type { ModelConfig } from './config.ts';
import { writePeft } from './peft.ts';
import type { Weights } from './weights.ts';

export const TEST_LORA: LoraOptions = { rank: 3, alpha: 5, targets: 'all-linear' };

/** A as a run starts with it; B normal(0, 1 / rank) instead of zero. */
export function testAdapter(config: ModelConfig): Weights {
  const adapter = initialAdapter(config, TEST_LORA, 17);
  for (const [name, data] of adapter) {
    if (!name.endsWith('.lora_B.weight')) continue;
    const random = new Random(deriveSeed(18, name));
    for (let i = 0; i < data.length; i++) data[i] = random.normal() / TEST_LORA.rank;
  }
  return adapter;
}

export function testAdapterFiles(config: ModelConfig): ReturnType<typeof writePeft> {
  return writePeft(config, TEST_LORA, testAdapter(config), 'F32', 'e2e/golden/model');
}
