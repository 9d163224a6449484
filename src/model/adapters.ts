// Low-rank adapters (LoRA, arXiv 2106.09685) as settings and as weights: which layers, the first values, the merge.
// Names, defaults and the meaning of `targets` are PEFT's; how a layer uses its adapter stands in linear.ts.
import { ConfigError } from '../base/errors.ts';
import { Random, deriveSeed } from '../base/random.ts';
import { sizeOf } from '../base/shape.ts';
import type { ModelConfig } from './config.ts';
import { adapterNames, adapterParameters, linearWeights, type Adapters, type Part } from './parameters.ts';
import type { Weights } from './weights.ts';

/** y = W x + alpha / rank * B A x beside every layer that `targets` names. */
export interface LoraOptions {
  readonly rank: number;
  readonly alpha: number;
  /**
   * PEFT's `target_modules`: ends of module names with commas between ("q_proj,v_proj"), `all-linear`, or between
   * slashes a regular expression for the whole module name ("/model\.text_model\..*_proj/").
   */
  readonly targets: string;
}

/** PEFT's defaults; the targets are those it takes for Llama. */
export const LORA_DEFAULTS: LoraOptions = { rank: 8, alpha: 8, targets: 'q_proj,v_proj' };

export const ALL_LINEAR = 'all-linear';

const PARTS: ReadonlySet<Part> = new Set(['vision', 'projector', 'decoder']);

/**
 * Whether a weight ("model.text_model.layers.0.self_attn.q_proj.weight") is of a module that `targets` names. Meant
 * for weights of linear layers; `all-linear` takes whatever it is asked about.
 * @throws ConfigError when nothing is named, or the regular expression is not one
 */
export function targetMatcher(targets: string): (weight: string) => boolean {
  const matchers = targetEntries(targets).map(entryMatcher);
  return (weight) => matchers.some((matches) => matches(moduleOf(weight)));
}

/**
 * Checks settings against a model.
 * @throws ConfigError when rank or alpha is out of range, or when a target names no linear layer of the model; the
 * message lists those that exist
 */
export function checkLora(config: ModelConfig, { rank, alpha, targets }: LoraOptions): void {
  if (!Number.isInteger(rank) || rank < 1) {
    throw new ConfigError(`LoRA's rank is ${rank}.`, 'Choose a whole number from 1, such as 8.');
  }
  if (!Number.isFinite(alpha) || alpha <= 0) {
    throw new ConfigError(`LoRA's alpha is ${alpha}.`, 'Choose a number above 0; PEFT takes 8.');
  }
  const modules = linearWeights(config).map(({ name }) => moduleOf(name));
  const ends = [...new Set(modules.map((module) => module.slice(module.lastIndexOf('.') + 1)))];
  for (const entry of targetEntries(targets)) {
    if (modules.some(entryMatcher(entry))) continue;
    throw new ConfigError(
      `LoRA's target "${entry}" is no linear layer of this model.`,
      `It has ${ends.join(', ')}; a whole name is for example ${modules.at(-1)}.`,
    );
  }
}

/**
 * The record that a model's trace takes, limited to some parts of the model.
 * @throws ConfigError as `checkLora`, and when the parts hold none of the targets
 */
export function adaptersOf(
  config: ModelConfig,
  lora: LoraOptions,
  parts: ReadonlySet<Part> = PARTS,
): Adapters {
  checkLora(config, lora);
  const matches = targetMatcher(lora.targets);
  const adapted = new Set(
    linearWeights(config)
      .filter(({ name, part }) => parts.has(part) && matches(name))
      .map(({ name }) => name),
  );
  if (adapted.size === 0) {
    throw new ConfigError(
      `LoRA's targets "${lora.targets}" are all outside the trained parts (${[...parts].join(', ')}).`,
      'Train another part too, or name layers of the trained ones.',
    );
  }
  return { rank: lora.rank, alpha: lora.alpha, targets: (weight) => adapted.has(weight) };
}

/**
 * First values, as PEFT draws them: A [r, in] Kaiming-uniform with a = sqrt(5), which is uniform in +-1 / sqrt(in), and
 * B [out, r] zero, so that the adapted model starts as the model. By name; the same seed gives the same numbers.
 * @throws ConfigError as `adaptersOf`
 */
export function initialAdapter(
  config: ModelConfig,
  lora: LoraOptions,
  seed: number,
  parts: ReadonlySet<Part> = PARTS,
): Map<string, Float32Array> {
  return new Map(
    adapterParameters(config, adaptersOf(config, lora, parts)).map(({ name, shape }) => {
      const data = new Float32Array(sizeOf(shape));
      if (name.endsWith('.lora_A.weight')) {
        const random = new Random(deriveSeed(seed, name));
        const bound = 1 / Math.sqrt(shape[1] as number);
        for (let i = 0; i < data.length; i++) data[i] = (2 * random.next() - 1) * bound;
      }
      return [name, data];
    }),
  );
}

/**
 * W + alpha / rank * B A for every weight whose adapter is there, summed in float64; all others are the given arrays.
 * A model with these weights and no adapter computes what the adapted model does.
 */
export function mergeAdapter(
  config: ModelConfig,
  weights: Weights,
  adapter: Weights,
  { rank, alpha }: Pick<LoraOptions, 'rank' | 'alpha'>,
): Weights {
  const merged = new Map(weights);
  for (const { name, shape } of linearWeights(config)) {
    const names = adapterNames(name);
    const a = adapter.get(names.a); // [r, in]
    const b = adapter.get(names.b); // [out, r]
    if (a === undefined && b === undefined) continue;
    const w = weights.get(name);
    const [out, input] = shape as [number, number];
    if (w === undefined || a?.length !== rank * input || b?.length !== out * rank) {
      throw new Error(`internal: the adapter of ${name} has no rank ${rank}, or the weight is missing.`);
    }
    merged.set(name, mergeOne(w, a, b, input, alpha / rank));
  }
  return merged;
}

function mergeOne(
  w: Float32Array,
  a: Float32Array,
  b: Float32Array,
  input: number,
  scale: number,
): Float32Array {
  const rank = a.length / input;
  const merged = new Float32Array(w.length); // [out, in]
  const delta = new Float64Array(input);
  for (let o = 0; o * input < w.length; o++) {
    delta.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = b[o * rank + r] as number;
      for (let i = 0; i < input; i++) delta[i] = (delta[i] as number) + factor * (a[r * input + i] as number);
    }
    for (let i = 0; i < input; i++) {
      merged[o * input + i] = (w[o * input + i] as number) + scale * (delta[i] as number);
    }
  }
  return merged;
}

/** The module of a weight: its name without `.weight`. */
export function moduleOf(weight: string): string {
  return weight.replace(/\.weight$/, '');
}

/** The names between the commas, or the one regular expression. @throws ConfigError when there are none */
export function targetEntries(targets: string): string[] {
  const text = targets.trim();
  if (isPattern(text)) return [text];
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.includes('')) {
    throw new ConfigError(
      text === '' ? 'LoRA has no targets.' : `LoRA's targets "${text}" have an empty name.`,
      `Name layers, such as "${LORA_DEFAULTS.targets}", or take ${ALL_LINEAR}.`,
    );
  }
  return entries;
}

/** Whether a target is a regular expression between slashes. */
export function isPattern(target: string): boolean {
  return target.length > 2 && target.startsWith('/') && target.endsWith('/');
}

function entryMatcher(entry: string): (module: string) => boolean {
  if (entry === ALL_LINEAR) return () => true;
  if (!isPattern(entry)) return (module) => module === entry || module.endsWith(`.${entry}`);
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${entry.slice(1, -1)})$`);
  } catch (error) {
    throw new ConfigError(
      `LoRA's target ${entry} is not a regular expression (${(error as Error).message}).`,
      'Correct it, or name layers with commas between.',
    );
  }
  return (module) => pattern.test(module);
}
