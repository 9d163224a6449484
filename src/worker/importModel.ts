// A model from a folder or a zip of this computer: the same files into the same place as from a hub, checked the same.
// What the files should hash to nobody knows; their SHA-256 are recorded as they are read.
import { FormatError } from '../base/errors.ts';
import { collectFiles, readWhole, type FileEntry } from '../data/formats/files.ts';
import type { NamedBlob } from '../protocol/dataset.ts';
import type { ModelFile, ModelFolder } from '../protocol/modelFolder.ts';
import type { ByteSource } from './byteSource.ts';
import { emptyFile, fillFolder, type ModelJobDeps } from './fillFolder.ts';
import { planModel } from './modelPlan.ts';

/** Small files that are read whole. */
const MAX_SMALL = 2 ** 26;
const STEP = 2 ** 20;

/**
 * Takes in the model whose config.json lies highest among the files.
 * @returns its folder, whole and checked
 * @throws FormatError saying what is missing, StorageError when there is no room, CancelledError when stopped; nothing
 * of it stays then
 */
export async function importModel(deps: ModelJobDeps, chosen: readonly NamedBlob[]): Promise<ModelFolder> {
  deps.emit({ kind: 'stage', message: 'Opening the files.' });
  const { files, problems } = await collectFiles(chosen);
  for (const { file, error } of problems) {
    deps.emit({ kind: 'warning', message: `${file}: ${error.message}` });
  }
  const root = rootOf(files.entries);
  const entries = new Map(
    files.entries
      .filter(({ path }) => path.slice(0, path.lastIndexOf('/') + 1) === root)
      .map((entry) => [entry.path.slice(root.length), entry]),
  );
  const name = (root.replace(/\/$/, '').split('/').at(-1) ?? '').replace(/\.zip$/i, '') || 'model';
  const listed = [...entries].map(([path, { size }]): ModelFile => ({ path, size }));
  const plan = await planModel(listed, (file) => json(entries, file), name);
  if (plan.tokenizerFrom !== undefined) {
    throw new FormatError(
      `${name} has no tokenizer.json.`,
      `Its configuration names ${plan.tokenizerFrom}: download tokenizer.json from there into the folder, and choose it again.`,
    );
  }
  const folder: ModelFolder = {
    id: crypto.randomUUID(),
    name,
    createdAt: new Date().toISOString(),
    source: { kind: 'files', name: chosen.length === 1 ? (chosen[0]?.path ?? name) : name },
    facts: { ...plan.facts, licence: '' },
    partBytes: deps.partBytes,
    files: plan.files.map(emptyFile),
  };
  try {
    return await fillFolder(deps, localFiles(name, entries), folder);
  } catch (error) {
    // The files cannot be had again without the user: half a model is of no use. The first failure counts.
    await deps.folders.remove(folder.id).catch(() => undefined);
    throw error;
  }
}

/** Files of this computer, by ranges. An archive's entry is inflated from its beginning, a file is read from there. */
function localFiles(name: string, entries: ReadonlyMap<string, FileEntry>): ByteSource {
  return {
    name,
    async *open(file, start, end) {
      const entry = entries.get(file.path);
      if (entry === undefined) throw new Error(`internal: ${file.path} was not planned.`);
      let at = 0;
      for await (const chunk of entry.chunks()) {
        const piece = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
        at += chunk.length;
        // An archive's entry may come in one piece.
        for (let i = 0; i < piece.length; i += STEP) yield piece.subarray(i, i + STEP);
        if (at >= end) return;
      }
      throw new FormatError(
        `${file.path} has ${at} bytes, ${file.size} were announced.`,
        'It may have been changed since it was chosen: choose it again.',
      );
    },
  };
}

async function json(entries: ReadonlyMap<string, FileEntry>, { path }: ModelFile): Promise<unknown> {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`internal: ${path} is not listed.`);
  const bytes = await readWhole(entry, MAX_SMALL);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new FormatError(
      `${path} is not JSON (${error instanceof Error ? error.message : String(error)}).`,
      'Download or export it again.',
    );
  }
}

/** The folder of the highest config.json, with its slash. */
function rootOf(entries: readonly FileEntry[]): string {
  const depth = (path: string): number => path.split('/').length;
  const configs = entries
    .map(({ path }) => path)
    .filter((path) => /(^|\/)config\.json$/.test(path))
    .sort((a, b) => depth(a) - depth(b));
  const [first, second] = configs;
  if (first === undefined) {
    throw new FormatError(
      `None of the ${entries.length} files is a config.json.`,
      'Choose the model’s folder, or a zip of it: config.json, model.safetensors, tokenizer.json and what lies beside them.',
    );
  }
  if (second !== undefined && depth(second) === depth(first)) {
    throw new FormatError(`There are two models, in ${first} and ${second}.`, 'Choose one of the folders.');
  }
  return first.slice(0, -'config.json'.length);
}
