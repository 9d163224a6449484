// Which files of a repository or a folder a model needs, and whether the engine runs it: told by its names and its small
// files, before a byte of its weights is fetched.
import { ConfigError, FormatError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import { shardNames } from '../model/checkpoint.ts';
import { imageTokens, parseConfig, type ModelConfig } from '../model/config.ts';
import { parametersOf } from '../model/parameters.ts';
import type { ModelFacts, ModelFile } from '../protocol/modelFolder.ts';

const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
const TOKENIZER = 'tokenizer.json';

/** Small files that are taken where they are there: tokenizer, chat template, processor, generation. */
const OPTIONAL = [
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.json',
  'chat_template.jinja',
  'preprocessor_config.json',
  'processor_config.json',
  'generation_config.json',
];

/** Larger ones are no file of a name above. */
const MAX_SMALL = 2 ** 26;

export interface ModelPlan {
  /** Small ones first. */
  readonly files: readonly ModelFile[];
  readonly facts: Omit<ModelFacts, 'licence'>;
  /** A repository whose tokenizer.json is the model's: nanoVLM names one in its configuration. */
  readonly tokenizerFrom?: string;
}

/**
 * `owner/name`, with or without the hub's address, and the revision where it names one.
 * @throws ConfigError when it is neither
 */
export function parseRepository(text: string): { readonly repository: string; readonly revision?: string } {
  const path = text.trim().replace(/^https?:\/\/[^/]+\//i, '');
  const [, repository, revision] =
    /^([\w.-]+\/[\w.-]+?)(?:\/(?:tree|resolve|blob|commit)\/([^/?#]+).*)?\/?$/.exec(path) ?? [];
  if (repository === undefined || repository.split('/').some((part) => /^\.+$/.test(part))) {
    throw new ConfigError(
      `"${text.trim()}" names no model of a hub.`,
      'Write owner/name, such as HuggingFaceTB/SmolVLM-256M-Instruct, or paste the address of its page.',
    );
  }
  return { repository, ...(revision !== undefined && { revision: decodeURIComponent(revision) }) };
}

/**
 * @param files all that there are
 * @param json reads a small one
 * @param place where they lie, for messages
 * @throws FormatError saying what is missing: weights, a configuration, or what the engine lacks for the architecture
 */
export async function planModel(
  files: readonly ModelFile[],
  json: (file: ModelFile) => Promise<unknown>,
  place: string,
): Promise<ModelPlan> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const config = byPath.get(CONFIG);
  if (config === undefined) {
    throw new FormatError(
      `${place} has no ${CONFIG}.`,
      files.some(({ path }) => path === 'adapter_config.json')
        ? 'It is an adapter: load the model that it belongs to, then bring the adapter.'
        : 'It is not a model in the format of transformers or nanoVLM.',
    );
  }
  if (!byPath.has(WEIGHTS) && !byPath.has(INDEX)) throw noWeights(files, place);
  const raw = await json(config);
  const read = parseConfig(raw, `${CONFIG} of ${place}`);
  const weights = byPath.get(WEIGHTS);
  const index = byPath.get(INDEX);
  const shards =
    weights !== undefined || index === undefined
      ? [WEIGHTS]
      : [INDEX, ...shardNames(await json(index), `${INDEX} of ${place}`).sort()];
  const missing = shards.filter((path) => !byPath.has(path));
  if (missing.length > 0) {
    throw new FormatError(
      `${place} lacks ${missing.join(', ')}, which ${INDEX} lists.`,
      'Its upload is not complete.',
    );
  }
  const tokenizerFrom = byPath.has(TOKENIZER) ? undefined : namedTokenizer(raw);
  if (!byPath.has(TOKENIZER) && tokenizerFrom === undefined) {
    throw new FormatError(
      `${place} has no ${TOKENIZER}.`,
      'Save the tokenizer with transformers (save_pretrained of a fast tokenizer) beside it.',
    );
  }
  const wanted = [CONFIG, TOKENIZER, ...OPTIONAL, ...shards];
  const chosen = wanted.flatMap((path) => byPath.get(path) ?? []);
  const huge = chosen.find(({ path, size }) => path.endsWith('.json') && size > MAX_SMALL);
  if (huge !== undefined) {
    throw new FormatError(`${huge.path} of ${place} has ${huge.size} bytes: it is not what its name says.`);
  }
  return {
    files: chosen.toSorted((a, b) => Number(isWeights(a)) - Number(isWeights(b))),
    facts: factsOf(raw, read),
    ...(tokenizerFrom !== undefined && { tokenizerFrom }),
  };
}

function isWeights({ path }: ModelFile): boolean {
  return path.endsWith('.safetensors');
}

function factsOf(raw: unknown, config: ModelConfig): ModelPlan['facts'] {
  const type = (raw as { model_type?: unknown }).model_type;
  const names: Readonly<Record<string, string>> = { idefics3: 'Idefics3', smolvlm: 'SmolVLM' };
  return {
    architecture: (typeof type === 'string' ? names[type] : undefined) ?? 'nanoVLM',
    parameters: parametersOf(config).reduce((n, { shape }) => n + sizeOf(shape), 0),
    tile: config.vision.imageSize,
    tileTokens: imageTokens(config),
  };
}

/** nanoVLM's checkpoints come without their tokenizer, and name the repository that has it. */
function namedTokenizer(raw: unknown): string | undefined {
  const name = (raw as { lm_tokenizer?: unknown }).lm_tokenizer;
  return typeof name === 'string' && /^[\w.-]+\/[\w.-]+$/.test(name) ? name : undefined;
}

function noWeights(files: readonly ModelFile[], place: string): FormatError {
  const others = files
    .map(({ path }) => path)
    .filter((path) => /\.(bin|pt|pth|gguf|onnx|h5|msgpack|safetensors)$/.test(path));
  return new FormatError(
    `${place} has no ${WEIGHTS}, in one file or in shards` +
      (others.length > 0 ? `; its weights are ${others.slice(0, 3).join(', ')}.` : '.'),
    'Only safetensors are read, for they cannot run code: ask for them, or save the model again with transformers.',
  );
}
