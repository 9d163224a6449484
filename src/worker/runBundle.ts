// A run as one zip, in the formats of the field: merged weights, configuration and tokenizer as transformers loads
// them, the adapter as PEFT loads it, the record as JSON. And all of it back, from the zip or from loose files.
import { FormatError } from '../base/errors.ts';
import { blobBytes } from '../data/formats/blobs.ts';
import { collectFiles, readWhole, type FileEntry } from '../data/formats/files.ts';
import { formatBytes } from '../base/format.ts';
import { ZipWriter } from '../data/formats/zipWriter.ts';
import { mergeAdapter, type LoraOptions } from '../model/adapters.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_FILE, readPeft, writePeft } from '../model/peft.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { loadWeights, saveWeights, type Weights } from '../model/weights.ts';
import type { NamedBlob } from '../protocol/dataset.ts';
import type { Run, RunEvent } from '../protocol/run.ts';
import { bundleReadme } from './bundleReadme.ts';
import { parseRun, runText } from './runRecord.ts';

/**
 * Where the adapter lies. Not beside the merged weights: transformers, given a folder with an adapter_config.json,
 * would put the adapter on top of them.
 */
export const ADAPTER_FOLDER = 'adapter';

export interface RunExport {
  readonly run: Run;
  readonly events: readonly RunEvent[];
  /** The model's config.json and tokenizer files, parsed. */
  readonly config: unknown;
  readonly tokenizer: { readonly json: unknown; readonly config: unknown };
  /** The model's weights without the adapter: those trained, or with an adapter the frozen ones. */
  readonly weights: Weights;
  readonly adapter?: {
    readonly lora: LoraOptions;
    readonly weights: Weights;
    /** Hub name or folder of the base model, for PEFT; null = not known. */
    readonly baseName: string | null;
  };
  /** Precision of the exported weights. */
  readonly dtype: 'F32' | 'F16';
}

/**
 * @throws FormatError when `config` is no configuration that the engine runs; ConfigError when it is more than a zip
 * holds
 */
export function packRun(input: RunExport): Blob {
  const { run, events, tokenizer, weights, adapter, dtype } = input;
  const config = parseConfig(input.config);
  const merged = adapter ? mergeAdapter(config, weights, adapter.weights, adapter.lora) : weights;
  const zip = new ZipWriter();
  zip.text('README.md', bundleReadme(run, adapter?.baseName, dtype));
  zip.text('run.json', runText(run, events));
  const dtypeName = dtype === 'F16' ? 'float16' : 'float32';
  zip.text('config.json', jsonText({ ...(input.config as object), dtype: dtypeName }));
  zip.text('tokenizer.json', jsonText(tokenizer.json));
  zip.text('tokenizer_config.json', jsonText(tokenizer.config));
  zip.file('model.safetensors', new Uint8Array(saveWeights(config, merged, dtype)));
  if (adapter !== undefined) {
    const files = writePeft(config, adapter.lora, adapter.weights, dtype, adapter.baseName);
    zip.file(`${ADAPTER_FOLDER}/${ADAPTER_FILE}`, new Uint8Array(files[ADAPTER_FILE]));
    zip.text(`${ADAPTER_FOLDER}/${ADAPTER_CONFIG_FILE}`, files[ADAPTER_CONFIG_FILE]);
  }
  return zip.finish();
}

/** What was found; the weights already hold the adapter when both come from one bundle. */
export interface RunBundle {
  readonly model?: { readonly json: unknown; readonly config: ModelConfig; readonly weights: Weights };
  readonly adapter?: {
    readonly lora: LoraOptions;
    readonly weights: Weights;
    readonly baseName: string | null;
  };
  readonly tokenizer?: { readonly json: unknown; readonly config: unknown; readonly tokenizer: Tokenizer };
  readonly run?: { readonly run: Run; readonly events: readonly RunEvent[] };
}

const NAMES = [
  'model.safetensors',
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  ADAPTER_FILE,
  ADAPTER_CONFIG_FILE,
  'run.json',
] as const;
type Name = (typeof NAMES)[number];

/** Files of other programs that hold weights in a form that is not read. */
const UNREADABLE: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /\.safetensors\.index\.json$/,
    'The weights are in several files: in Python, save them with save_pretrained(..., max_shard_size="100GB").',
  ],
  [
    /^(pytorch_model|adapter_model)\.bin$/,
    'Pickled weights can run code: in Python, save them with save_pretrained, which writes safetensors.',
  ],
];

const MAX_JSON = 2 ** 28;
const MAX_WEIGHTS = 2 ** 32;

/**
 * Reads what AMP Lab, transformers or PEFT saved: a zip, a folder's files, or a part of them. Files are told by name.
 * @param base the model that an adapter is for, where no config.json comes with it
 * @throws FormatError naming the file and what to do: a file is broken, there twice, lacks its companion, or does not
 * fit the model; or there is nothing to read
 */
export async function readRunBundle(chosen: readonly NamedBlob[], base?: ModelConfig): Promise<RunBundle> {
  const { files, problems } = await collectFiles(chosen);
  if (problems[0] !== undefined) throw problems[0].error;
  const found = nameFiles(files.entries);
  requireCompanions(found, base);

  const json = await readJson(found.get('config.json'));
  const config = json === undefined ? undefined : parseConfig(json, found.get('config.json')?.path);
  const bytes = await readBytes(found.get('model.safetensors'));
  const adapterText = await readText(found.get(ADAPTER_CONFIG_FILE));
  const adapterBytes = await readBytes(found.get(ADAPTER_FILE));
  const tokenizerJson = await readJson(found.get('tokenizer.json'));
  const runJson = await readJson(found.get('run.json'));
  const adapted = config ?? base;
  return {
    ...(config && bytes && { model: { json, config, weights: weightsOf(config, bytes) } }),
    ...(adapted &&
      adapterText !== undefined &&
      adapterBytes && { adapter: adapterOf(adapterText, adapterBytes, adapted) }),
    ...(tokenizerJson !== undefined && {
      tokenizer: {
        json: tokenizerJson,
        config: (await readJson(found.get('tokenizer_config.json'))) ?? {},
        tokenizer: new Tokenizer(tokenizerJson),
      },
    }),
    ...(runJson !== undefined && { run: parseRun(runJson, 'run.json') }),
  };
}

function nameFiles(entries: readonly FileEntry[]): Map<Name, FileEntry> {
  const found = new Map<Name, FileEntry>();
  for (const entry of entries) {
    const base = entry.path.slice(entry.path.lastIndexOf('/') + 1);
    const unreadable = UNREADABLE.find(([pattern]) => pattern.test(base));
    if (unreadable !== undefined) throw new FormatError(`${entry.path} is not read.`, unreadable[1]);
    const name = NAMES.find((known) => known === base);
    if (name === undefined) continue;
    const other = found.get(name);
    if (other !== undefined) {
      throw new FormatError(
        `There are two files ${name}: ${other.path} and ${entry.path}.`,
        'Choose the files of one run at a time.',
      );
    }
    found.set(name, entry);
  }
  if (found.size === 0) {
    throw new FormatError(
      `Of ${entries.length} files none is part of a run.`,
      `They should be an exported zip, or be called ${NAMES.join(', ')}.`,
    );
  }
  return found;
}

/** Files that mean nothing alone. */
function requireCompanions(found: ReadonlyMap<Name, FileEntry>, base: ModelConfig | undefined): void {
  const need = (name: Name, other: Name): void => {
    const entry = found.get(name);
    if (entry === undefined || found.has(other)) return;
    throw new FormatError(`${entry.path} comes without ${other}.`, 'Choose both; they were saved together.');
  };
  need('model.safetensors', 'config.json');
  need(ADAPTER_FILE, ADAPTER_CONFIG_FILE);
  need(ADAPTER_CONFIG_FILE, ADAPTER_FILE);
  need('tokenizer_config.json', 'tokenizer.json');
  if (!found.has(ADAPTER_FILE)) need('config.json', 'model.safetensors');
  if (found.has(ADAPTER_FILE) && !found.has('config.json') && base === undefined) {
    throw new FormatError(
      `${found.get(ADAPTER_FILE)?.path} does not say what model it is for.`,
      'Choose the model first, or add its config.json.',
    );
  }
}

function weightsOf(config: ModelConfig, bytes: ArrayBuffer): Weights {
  return loadWeights(config, readSafetensors(bytes, 'model.safetensors'));
}

function adapterOf(text: string, bytes: ArrayBuffer, config: ModelConfig): NonNullable<RunBundle['adapter']> {
  const { lora, adapter, baseName } = readPeft(text, bytes, config);
  return { lora, weights: adapter, baseName };
}

async function readText(entry: FileEntry | undefined): Promise<string | undefined> {
  if (entry === undefined) return undefined;
  return new TextDecoder().decode(await readWhole(entry, MAX_JSON));
}

async function readJson(entry: FileEntry | undefined): Promise<unknown> {
  const text = await readText(entry);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new FormatError(
      `${entry?.path} is not JSON (${(error as Error).message}).`,
      'Download or export it again.',
    );
  }
}

/** Stored as they are in our zips, so that they are read in place. */
async function readBytes(entry: FileEntry | undefined): Promise<ArrayBuffer | undefined> {
  if (entry === undefined) return undefined;
  if (entry.size > MAX_WEIGHTS) {
    throw new FormatError(
      `${entry.path} has ${formatBytes(entry.size)}; at most ${formatBytes(MAX_WEIGHTS)} are read.`,
      'Save it with fewer or smaller numbers.',
    );
  }
  return (await blobBytes(await entry.blob(), entry.path)).buffer;
}

function jsonText(json: unknown): string {
  return `${JSON.stringify(json, null, 1)}\n`;
}
