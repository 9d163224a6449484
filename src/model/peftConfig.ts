// adapter_config.json: the fields that PEFT 0.21 writes, and what of them this engine reads or refuses.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';

const names = v.union([v.string(), v.array(v.string())]);

const Fields = v.looseObject({
  peft_type: v.string(),
  base_model_name_or_path: v.nullish(v.string(), null),
  r: v.pipe(v.number(), v.integer(), v.minValue(1)),
  lora_alpha: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  target_modules: names,
  exclude_modules: v.nullish(names, []),
  use_rslora: v.optional(v.boolean(), false),
  init_lora_weights: v.optional(v.union([v.boolean(), v.string()]), true),
  bias: v.optional(v.string(), 'none'),
});

/** What an adapter_config.json says about an adapter that the engine can run. */
export interface PeftConfig {
  readonly rank: number;
  /** So that the scale is alpha / rank: with `use_rslora`, whose scale is alpha / sqrt(rank), the larger one. */
  readonly alpha: number;
  /** Ends of module names, or a regular expression for whole names (Python's). */
  readonly targetModules: string | readonly string[];
  readonly excludeModules: string | readonly string[];
  readonly baseName: string | null;
}

/** Inits that leave the base model's weights alone; the others (PiSSA, OLoRA, ...) subtract from them at loading. */
const HARMLESS_INITS: readonly unknown[] = [true, false, 'gaussian', 'eva', 'orthogonal'];

const MERGE =
  "In Python, load the adapter, call PEFT's merge_and_unload(), save the model, and import the merged weights.";
const LIST = 'In Python, write the full names of the adapted modules into target_modules and save again.';

/** Fields that change what an adapter computes or holds, in a way the engine has no code for. */
const UNSUPPORTED: readonly (readonly [field: string, what: string, remedy: string])[] = [
  ['use_dora', 'weight decomposition (DoRA)', MERGE],
  ['rank_pattern', 'ranks that differ by layer', MERGE],
  ['alpha_pattern', 'alphas that differ by layer', MERGE],
  ['modules_to_save', 'whole modules trained beside the adapter', MERGE],
  ['trainable_token_indices', 'trained rows of the embedding', MERGE],
  ['target_parameters', 'adapters of bare parameters', MERGE],
  ['lora_bias', 'a bias on B', MERGE],
  ['fan_in_fan_out', 'transposed weights', MERGE],
  ['layer_replication', 'repeated layers', MERGE],
  ['use_qalora', 'QALoRA', MERGE],
  ['use_bdlora', 'block-diagonal adapters', MERGE],
  ['kasa_config', 'KaSA', MERGE],
  ['arrow_config', 'Arrow routing', 'Import one of the routed adapters instead.'],
  [
    'alora_invocation_tokens',
    'activated LoRA',
    'An adapter that starts in mid-text cannot be run or merged: train a plain LoRA.',
  ],
  ['layers_to_transform', 'layers by index', LIST],
];

/**
 * @throws FormatError naming the field that is missing, of a wrong type, or of a feature that the engine does not have,
 * with what to do instead
 */
export function parsePeftConfig(text: string, file: string): PeftConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError(
      `${file} is not JSON (${(error as Error).message}).`,
      'Download or export it again.',
    );
  }
  const parsed = v.safeParse(Fields, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new FormatError(
      `${file}: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}.`,
      "It should be the adapter_config.json that PEFT's save_pretrained writes.",
    );
  }
  const fields = parsed.output;
  if (fields.peft_type !== 'LORA') {
    throw new FormatError(`${file}: peft_type is ${fields.peft_type}; only LORA is supported.`, MERGE);
  }
  if (fields.bias !== 'none') {
    throw new FormatError(`${file}: bias is "${fields.bias}"; the adapter may not hold biases.`, MERGE);
  }
  if (!HARMLESS_INITS.includes(fields.init_lora_weights)) {
    throw new FormatError(
      `${file}: init_lora_weights is "${fields.init_lora_weights}", which changes the base model's weights too.`,
      'Save again with path_initial_model_for_weight_conversion, which makes it a plain LoRA.',
    );
  }
  for (const [field, what, remedy] of UNSUPPORTED) {
    if (isEmpty(fields[field])) continue;
    throw new FormatError(`${file}: ${field} is set; ${what} is not supported.`, remedy);
  }
  const { r: rank, lora_alpha: alpha } = fields;
  return {
    rank,
    alpha: fields.use_rslora ? alpha * Math.sqrt(rank) : alpha,
    targetModules: fields.target_modules,
    excludeModules: fields.exclude_modules ?? [],
    baseName: fields.base_model_name_or_path ?? null,
  };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The file that PEFT 0.21.2 writes for a plain LoRA: all its fields, sorted. */
export function peftConfigText(adapter: {
  readonly rank: number;
  readonly alpha: number;
  readonly targetModules: readonly string[];
  readonly taskType: 'CAUSAL_LM' | null;
  readonly baseName: string | null;
}): string {
  const fields = {
    alora_invocation_tokens: null,
    alpha_pattern: {},
    arrow_config: null,
    auto_mapping: null,
    base_model_name_or_path: adapter.baseName,
    bias: 'none',
    corda_config: null,
    ensure_weight_tying: false,
    eva_config: null,
    exclude_modules: null,
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    kasa_config: null,
    layer_replication: null,
    layers_pattern: null,
    layers_to_transform: null,
    loftq_config: {},
    lora_alpha: adapter.alpha,
    lora_bias: false,
    lora_dropout: 0,
    lora_ga_config: null,
    megatron_config: null,
    megatron_core: 'megatron.core',
    modules_to_save: null,
    monteclora_config: null,
    peft_type: 'LORA',
    peft_version: '0.21.2',
    qalora_group_size: 16,
    r: adapter.rank,
    rank_pattern: {},
    revision: null,
    target_modules: adapter.targetModules,
    target_parameters: null,
    task_type: adapter.taskType,
    trainable_token_indices: null,
    use_bdlora: null,
    use_dora: false,
    use_qalora: false,
    use_rslora: false,
    velora_config: null,
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}
