// The model's configuration from a config.json: Hugging Face's of Idefics3 and SmolVLM, or nanoVLM's own.
import { FormatError } from '../base/errors.ts';
import { inconsistency, type ModelConfig } from './architecture.ts';
import { Missing, REMEDY } from './configIssues.ts';
import { idefics3Config } from './idefics3Config.ts';
import { isNanoVlm, nanoVlmConfig } from './nanoVlmConfig.ts';

export {
  imageTokens,
  patchesPerSide,
  type DecoderConfig,
  type ModelConfig,
  type VisionConfig,
} from './architecture.ts';

const MODEL_TYPES: readonly unknown[] = ['idefics3', 'smolvlm'];

/**
 * Reads a parsed config.json.
 * @throws FormatError naming the field that is missing or inconsistent, or everything that is not supported
 */
export function parseConfig(json: unknown, file = 'config.json'): ModelConfig {
  const config = read(json, file);
  const wrong = inconsistency(config);
  if (wrong !== undefined) throw new FormatError(`${file}: ${wrong}.`);
  return config;
}

function read(json: unknown, file: string): ModelConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new FormatError(`${file} is not a JSON object.`, 'Download or export it again.');
  }
  if (isNanoVlm(json)) return nanoVlmConfig(json, file);
  const type = (json as { model_type?: unknown }).model_type;
  if (type === undefined) throw new FormatError(`${file}: model_type is missing.`, REMEDY);
  const missing = new Missing();
  missing.unless(
    MODEL_TYPES.includes(type),
    `a model of type ${JSON.stringify(type)} (there are ${MODEL_TYPES.join(', ')} and nanoVLM)`,
  );
  missing.refuse(file);
  return idefics3Config(json, file);
}
