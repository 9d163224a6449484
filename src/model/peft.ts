// An adapter as PEFT 0.21 saves and loads it: adapter_model.safetensors and adapter_config.json. What the engine
// cannot compute (DoRA, ranks that differ by layer, ...) is refused by name, never read as something else.
import { ConfigError, FormatError } from '../base/errors.ts';
import {
  ALL_LINEAR,
  isPattern,
  moduleOf,
  targetEntries,
  targetMatcher,
  type LoraOptions,
} from './adapters.ts';
import { moduleName } from './checkpointNames.ts';
import type { ModelConfig } from './config.ts';
import { adapterNames, adapterParameters, linearWeights } from './parameters.ts';
import { parsePeftConfig, peftConfigText } from './peftConfig.ts';
import { readSafetensors, readTensor, writeSafetensors } from './safetensors.ts';
import type { Weights } from './weights.ts';

export const ADAPTER_FILE = 'adapter_model.safetensors';
export const ADAPTER_CONFIG_FILE = 'adapter_config.json';

/** PEFT wraps the model twice, and saves the wrappers' names. */
const PREFIX = 'base_model.model.';

/**
 * The two files of an adapter. `target_modules` lists what the adapter holds, so that PEFT adapts neither more nor
 * less: the settings' own names where they say exactly that, else the shortest ends of module names that do.
 * @param adapter A [r, in] and B [out, r] of every adapted weight, by `adapterNames`
 * @param baseName `base_model_name_or_path`: a hub name or a folder; null = the loader is given the model
 * @throws ConfigError where a module is adapted that is a part of one in the program that the model comes from
 */
export function writePeft(
  config: ModelConfig,
  lora: LoraOptions,
  adapter: Weights,
  dtype: 'F32' | 'F16',
  baseName: string | null,
): { [ADAPTER_FILE]: ArrayBuffer; [ADAPTER_CONFIG_FILE]: string } {
  const names = modulesOf(config);
  const adapted = [...names.keys()].filter((module) => adapter.has(adapterNames(module).a));
  refuseFused(config, adapter);
  const parameters = tensorsOf(config, lora.rank, adapted);
  if (adapted.length === 0 || parameters.length !== adapter.size) {
    throw new Error(`internal: of the adapter's ${adapter.size} tensors ${parameters.length} fit the model.`);
  }
  const tensors = parameters
    .map(({ name, shape }) => {
      return [peftName(config, name), { shape, data: adapter.get(name) as Float32Array }] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1)); // the order of safetensors' own writer
  return {
    [ADAPTER_FILE]: writeSafetensors(new Map(tensors), dtype),
    [ADAPTER_CONFIG_FILE]: peftConfigText({
      rank: lora.rank,
      alpha: lora.alpha,
      targetModules: targetModules(
        [...names.values()],
        adapted.map((module) => names.get(module) as string),
        lora.targets,
      ),
      // Only models of transformers can do what PEFT wraps around a causal language model.
      taskType: config.names === 'transformers' ? 'CAUSAL_LM' : null,
      baseName,
    }),
  };
}

/**
 * Reads an adapter of a given model. `lora.targets` selects exactly the modules that the file adapts.
 * @param configText of adapter_config.json
 * @throws FormatError when the config is not PEFT's, asks for what the engine does not have (see peftConfig.ts), or
 * does not fit the model; when a tensor is missing, belongs to no adapted module, or has another shape
 */
export function readPeft(
  configText: string,
  safetensors: ArrayBuffer,
  config: ModelConfig,
): { lora: LoraOptions; adapter: Map<string, Float32Array>; baseName: string | null } {
  const peft = parsePeftConfig(configText, ADAPTER_CONFIG_FILE);
  const { rank, alpha, baseName } = peft;
  const names = modulesOf(config);
  const targets = matcherOf('target_modules', peft.targetModules);
  const excluded = matcherOf('exclude_modules', peft.excludeModules);
  const adapted = [...names].filter(([, name]) => targets(name) && !excluded(name)).map(([module]) => module);
  if (adapted.length === 0) {
    throw new FormatError(
      `${ADAPTER_CONFIG_FILE}: target_modules ${JSON.stringify(peft.targetModules)} names no linear layer of the model.`,
      `The adapter belongs to another model; this one has ${[...names.values()][0]} to ${[...names.values()].at(-1)}.`,
    );
  }
  const file = readSafetensors(safetensors, ADAPTER_FILE);
  const parameters = tensorsOf(config, rank, adapted);
  const known = new Set(parameters.map(({ name }) => peftName(config, name)));
  const missing = [...known].filter((name) => !file.entries.has(name));
  if (missing.length > 0) {
    throw new FormatError(
      `${ADAPTER_FILE} lacks ${missing.length} of the ${known.size} tensors that target_modules asks for: ${few(missing)}.`,
      `Take the ${ADAPTER_CONFIG_FILE} that was saved with it.`,
    );
  }
  const unknown = [...file.entries.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new FormatError(
      `${ADAPTER_FILE} has ${unknown.length} tensors that belong to no adapted linear layer: ${few(unknown)}.`,
      'Adapters of embeddings and of the head are not supported, nor of nanoVLM’s qkv_proj: merge the adapter in Python and import the weights.',
    );
  }
  const adapter = new Map(
    parameters.map(({ name, shape }) => [name, readTensor(file, peftName(config, name), shape)]),
  );
  const wanted = typeof peft.targetModules === 'string' ? ALL_LINEAR : peft.targetModules.join(',');
  const all = linearWeights(config).map(({ name }) => moduleOf(name));
  return {
    lora: { rank, alpha, targets: targetModules(all, adapted, wanted).join(',') },
    adapter,
    baseName,
  };
}

/** The linear layers that an adapter file can speak of: the model's name of each, and PEFT's. */
function modulesOf(config: ModelConfig): ReadonlyMap<string, string> {
  return new Map(
    linearWeights(config).flatMap(({ name }): [string, string][] => {
      const module = moduleOf(name);
      const theirs = moduleName(config, module);
      return theirs === undefined ? [] : [[module, theirs]];
    }),
  );
}

/** An adapter's matrix as PEFT's file names it. */
export function peftName(config: ModelConfig, parameter: string): string {
  const cut = parameter.indexOf('.lora_');
  return `${PREFIX}${moduleName(config, parameter.slice(0, cut))}${parameter.slice(cut)}`;
}

function refuseFused(config: ModelConfig, adapter: Weights): void {
  const fused = linearWeights(config).find(({ name }) => {
    return adapter.has(adapterNames(name).a) && moduleName(config, moduleOf(name)) === undefined;
  });
  if (fused === undefined) return;
  throw new ConfigError(
    `The adapter has a part for ${moduleOf(fused.name)}, which nanoVLM holds in one layer with its neighbours.`,
    'Export the merged weights, or train without the vision tower’s q_proj, k_proj and v_proj.',
  );
}

function tensorsOf(
  config: ModelConfig,
  rank: number,
  adapted: readonly string[],
): ReturnType<typeof adapterParameters> {
  const set = new Set(adapted);
  return adapterParameters(config, { rank, alpha: rank, targets: (weight) => set.has(moduleOf(weight)) });
}

/** Whether PEFT's names (none = nothing), or its regular expression, select a module. */
function matcherOf(field: string, names: string | readonly string[]): (module: string) => boolean {
  if (typeof names !== 'string' && names.length === 0) return () => false;
  const all = typeof names === 'string' && names.toLowerCase() === ALL_LINEAR;
  const targets = all ? ALL_LINEAR : typeof names === 'string' ? `/${names}/` : names.join(',');
  try {
    return targetMatcher(targets);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new FormatError(
      `${ADAPTER_CONFIG_FILE}: ${field} ${JSON.stringify(names)} cannot be read as module names.`,
      'Write them as a list of names there.',
    );
  }
}

/**
 * Names that select just the adapted ones of the model's modules: those of `wanted` if they do, else of every adapted
 * module the shortest end that no other module has. Never a regular expression: PEFT would ask it about containers and
 * norms as well.
 */
function targetModules(modules: readonly string[], adapted: readonly string[], wanted: string): string[] {
  const set = new Set(adapted);
  const selects = (entry: string): string[] => modules.filter(targetMatcher(entry));
  const entries = targetEntries(wanted).filter(
    (entry) => entry !== ALL_LINEAR && !isPattern(entry) && selects(entry).length > 0,
  );
  const selected = new Set(entries.flatMap(selects));
  if (selected.size === set.size && [...selected].every((module) => set.has(module))) return entries;
  const ends = adapted.map((module) => {
    const parts = module.split('.');
    let from = parts.length - 1;
    const end = (): string => parts.slice(from).join('.');
    while (from > 0 && !selects(end()).every((other) => set.has(other))) from--;
    return end();
  });
  return [...new Set(ends)];
}

function few(names: readonly string[]): string {
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
}
