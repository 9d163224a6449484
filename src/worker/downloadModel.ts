// A model from a hub into this browser: what it is and whether it runs is known before its weights are fetched, and a
// download that was stopped, cut off or closed goes on where it was.
import { ConfigError } from '../base/errors.ts';
import {
  isWhole,
  type HubRequest,
  type ModelFile,
  type ModelFolder,
  type StoredModelFile,
} from '../protocol/modelFolder.ts';
import { emptyFile, fillFolder, type ModelJobDeps } from './fillFolder.ts';
import { HubApi, type Fetch } from './hubApi.ts';
import { parseRepository, planModel } from './modelPlan.ts';
import { persist } from './patience.ts';

export interface DownloadDeps extends ModelJobDeps {
  readonly fetch?: Fetch;
  /** Of the user's account at the hub; it is not stored. */
  readonly token?: string;
}

/**
 * Looks up a model without storing anything: its files, sizes, what it is.
 * @throws ConfigError, FormatError or DownloadError saying why it cannot be had, and what to do
 */
export async function lookUpModel(
  deps: Pick<DownloadDeps, 'control' | 'sleep' | 'partBytes' | 'fetch' | 'token'>,
  request: HubRequest,
): Promise<ModelFolder> {
  const { control, sleep, fetch, token } = deps;
  const named = parseRepository(request.repository);
  const { repository } = named;
  const revision = request.revision.trim() || named.revision || 'main';
  const hub = new HubApi(request.host, token, fetch);
  const info = await persist(control, sleep, () => hub.info({ repository, revision }));
  const { commit } = info;
  const json = (file: ModelFile): Promise<unknown> =>
    persist(control, sleep, () => hub.json(repository, commit, file));
  const plan = await planModel(info.files, json, repository);
  const files = [...plan.files];
  if (plan.tokenizerFrom !== undefined) {
    const other = await persist(control, sleep, () =>
      hub.info({ repository: plan.tokenizerFrom ?? '', revision: 'main' }),
    );
    files.splice(1, 0, tokenizerOf(other));
  }
  return {
    id: `${repository}@${commit}`,
    name: repository,
    createdAt: new Date().toISOString(),
    source: { kind: 'hub', host: hub.host, repository, revision, commit },
    facts: { ...plan.facts, licence: info.licence },
    partBytes: deps.partBytes,
    files: files.map(emptyFile),
  };
}

/**
 * Downloads a model, or what is missing of it.
 * @returns its folder, whole and checked
 * @throws as `lookUpModel`; StorageError when there is no room; CancelledError when stopped: what came is kept
 */
export async function downloadModel(deps: DownloadDeps, request: HubRequest): Promise<ModelFolder> {
  deps.emit({ kind: 'stage', message: `Asking ${request.host} for the files of ${request.repository}.` });
  const fresh = await lookUpModel(deps, request);
  const known = await deps.folders.get(fresh.id);
  return fillFromHub(deps, known === undefined ? fresh : goOn(known, fresh), 'open');
}

/**
 * Goes on with a download at its commit, wherever its branch is by now. One that is whole is read again from disk, and
 * what is damaged is fetched again.
 */
export async function resumeModel(deps: DownloadDeps, id: string): Promise<ModelFolder> {
  const folder = await deps.folders.get(id);
  if (folder === undefined) throw new ConfigError(`There is no model ${id}.`, 'Reload the list.');
  return fillFromHub(deps, folder, isWhole(folder) ? 'all' : 'open');
}

async function fillFromHub(
  deps: DownloadDeps,
  folder: ModelFolder,
  which: 'open' | 'all',
): Promise<ModelFolder> {
  const { source } = folder;
  if (source.kind !== 'hub') {
    throw new ConfigError(`${folder.name} came from files of this computer.`, 'Bring them again.');
  }
  const hub = new HubApi(source.host, deps.token, deps.fetch);
  return fillFolder(deps, hub.files(source.repository, source.commit), folder, which);
}

/** What is there of the same files; a list that has changed meanwhile is the newer one's. */
function goOn(known: ModelFolder, fresh: ModelFolder): ModelFolder {
  const same = (a: ModelFile, b: ModelFile): boolean =>
    a.path === b.path && a.size === b.size && a.sha256 === b.sha256 && a.gitBlob === b.gitBlob;
  const files = fresh.files.map(
    (file): StoredModelFile => known.files.find((one) => same(one, file)) ?? file,
  );
  return { ...fresh, createdAt: known.createdAt, partBytes: known.partBytes, files };
}

/** nanoVLM's tokenizer lies in the repository of its language model. */
function tokenizerOf({ repository, commit, files }: Awaited<ReturnType<HubApi['info']>>): ModelFile {
  const file = files.find(({ path }) => path === 'tokenizer.json');
  if (file === undefined) {
    throw new ConfigError(
      `${repository}, which the model's configuration names for its tokenizer, has no tokenizer.json.`,
      'Bring the model as a folder, with a tokenizer.json beside its weights.',
    );
  }
  return { ...file, from: { repository, commit } };
}
