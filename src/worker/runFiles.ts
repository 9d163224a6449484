// Runs as files: out as one zip, back in as a run and a model of its own.
import { ConfigError, FormatError } from '../base/errors.ts';
import { sizeOf } from '../base/shape.ts';
import { mergeAdapter } from '../model/adapters.ts';
import { parametersOf } from '../model/parameters.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_FILE, readPeft, writePeft } from '../model/peft.ts';
import { hashWeights, saveWeights } from '../model/weights.ts';
import type { NamedBlob } from '../protocol/dataset.ts';
import type { Run } from '../protocol/run.ts';
import { runKey, type LabStore } from '../store/store.ts';
import { defaultConfig } from '../train/presets.ts';
import type { Assets } from './assets.ts';
import { loadModel } from './models.ts';
import { packRun, readRunBundle, type RunBundle } from './runBundle.ts';

/** What an adapter that comes without its model is put on. */
const DEFAULT_BASE = 'sft-3of3';

/** One zip of a finished run. @throws ConfigError when the run is unknown or has no weights yet */
export async function exportRun(
  assets: Assets,
  store: LabStore,
  id: string,
): Promise<{ name: string; blob: Blob }> {
  const run = (await store.listRuns()).find((r) => r.id === id);
  const final = await store.getCheckpoint(runKey(id, 'final'));
  if (run?.trained === undefined || final === undefined) {
    throw new ConfigError(`The run ${run?.name ?? id} has no weights to export.`, 'Let it finish first.');
  }
  const config: unknown = JSON.parse(run.trained.configJson);
  const model = await loadModel(assets, id, store);
  const adapterConfig = await store.getCheckpoint(runKey(id, ADAPTER_CONFIG_FILE));
  const adapterBytes = await store.getCheckpoint(runKey(id, ADAPTER_FILE));
  const tokenizer = {
    json: await assets.json('models/tokenizer.json'),
    config: await assets.json('models/tokenizer_config.json'),
  };
  const common = { run, events: await store.listEvents(id), config, tokenizer, dtype: 'F32' as const };
  const blob =
    adapterConfig && adapterBytes && run.source
      ? packRun({
          ...common,
          weights: (await loadModel(assets, run.source.model, store)).weights,
          adapter: adapterOf(new TextDecoder().decode(adapterConfig.bytes), adapterBytes.bytes, model.config),
        })
      : packRun({ ...common, weights: model.weights });
  return { name: `${run.name.replace(/[^\w.-]+/g, '-')}.zip`, blob };
}

function adapterOf(text: string, bytes: ArrayBuffer, config: Parameters<typeof readPeft>[2]) {
  const { lora, adapter, baseName } = readPeft(text, bytes, config);
  return { lora, weights: adapter, baseName };
}

/** Reads a zip of `exportRun`, a model's files, or an adapter's. @throws FormatError saying what does not fit */
export async function importRun(
  assets: Assets,
  store: LabStore,
  files: readonly NamedBlob[],
): Promise<{ model: string; run: Run | undefined }> {
  const base = await loadModel(assets, DEFAULT_BASE, store);
  const bundle = await readRunBundle(files, base.config);
  await checkTokenizer(bundle, assets);
  const config = bundle.model?.config ?? base.config;
  const { adapter } = bundle;
  const model = bundle.model?.weights ?? (await baseOf(bundle, assets, store));
  const weights =
    bundle.model !== undefined || adapter === undefined
      ? model
      : mergeAdapter(config, model, adapter.weights, adapter.lora);

  const told = bundle.run?.run;
  const known = (await store.listRuns()).some(({ id }) => id === told?.id);
  const id = told === undefined || known ? `run-${crypto.randomUUID()}` : told.id;
  const createdAt = new Date().toISOString();
  const name = told?.name ?? files[0]?.path ?? 'imported';
  const put = (part: string, bytes: ArrayBuffer): Promise<void> =>
    store.putCheckpoint({ hash: runKey(id, part), name, createdAt, bytes });
  await put('final', saveWeights(config, weights, 'F32'));
  if (adapter !== undefined) {
    const peft = writePeft(config, adapter.lora, adapter.weights, 'F32', adapter.baseName);
    await put(ADAPTER_FILE, peft[ADAPTER_FILE]);
    await put(ADAPTER_CONFIG_FILE, new TextEncoder().encode(peft[ADAPTER_CONFIG_FILE]).buffer);
  }
  const run: Run = {
    ...(told ?? blankRun(name, createdAt)),
    id,
    status: 'finished',
    trained: {
      weightsHash: await hashWeights(weights),
      parameters: parametersOf(config).reduce((n, { shape }) => n + sizeOf(shape), 0),
      configJson: JSON.stringify(bundle.model?.json ?? base.configJson),
    },
  };
  await store.putEvents((bundle.run?.events ?? []).map((event) => ({ ...event, runId: id })));
  await store.putRun(run);
  return { model: id, run };
}

/** The model that an adapter without one names, else the quickstart's. */
async function baseOf({ adapter, run }: RunBundle, assets: Assets, store: LabStore) {
  const named = run?.run.source?.model ?? adapter?.baseName ?? DEFAULT_BASE;
  try {
    return (await loadModel(assets, named, store)).weights;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new FormatError(
      `The adapter was made for ${named}, which is not in this lab.`,
      'Import that model first, or the whole zip of the run.',
    );
  }
}

/** The lab has one tokenizer; another would read the weights' words wrongly. */
async function checkTokenizer({ tokenizer }: RunBundle, assets: Assets): Promise<void> {
  if (tokenizer === undefined) return;
  const own = JSON.stringify(await assets.json('models/tokenizer.json'));
  if (JSON.stringify(tokenizer.json) === own) return;
  throw new FormatError(
    'The tokenizer.json is not the one of this lab’s models.',
    'Import a run that was trained from a bundled model.',
  );
}

/** A record for weights that come without one. */
function blankRun(name: string, createdAt: string): Run {
  return {
    id: '',
    name,
    createdAt,
    status: 'finished',
    config: { ...defaultConfig, preset: 'imported' },
    codeVersion: __VERSION__,
    weightsHash: '',
    dataHash: '',
    adapter: '',
    stepsDone: 0,
  };
}
