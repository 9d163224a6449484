// Models from a folder or a zip of this computer.
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { nanoVlm, oneFile, sharded, withFiles } from '../../e2e/fixtures/hubModels.ts';
import { hashOf, type HubRepository } from '../../e2e/fixtures/hubServer.ts';
import { CancelledError, FormatError, StorageError } from '../base/errors.ts';
import type { NamedBlob } from '../protocol/dataset.ts';
import { isWhole, type ModelFolder } from '../protocol/modelFolder.ts';
import { MemoryHome } from '../store/memoryHome.ts';
import { ModelFolders } from '../store/modelFolders.ts';
import { JobControl } from './control.ts';
import { importModel } from './importModel.ts';
import { realSleep } from './patience.ts';

function lab(quota = 2 ** 40, control = new JobControl()) {
  const home = new MemoryHome();
  const folders = new ModelFolders(home);
  const estimate = async (): Promise<{ usage: number; quota: number }> => ({ usage: 0, quota });
  const deps = { folders, estimate, control, sleep: realSleep, partBytes: 10_000, emit: () => undefined };
  return { home, folders, control, take: (files: NamedBlob[]) => importModel(deps, files) };
}

function inFolder({ files }: HubRepository, folder: string): NamedBlob[] {
  return [...files].map(([path, bytes]) => ({
    path: `${folder}/${path}`,
    blob: new Blob([bytes as BlobPart]),
  }));
}

function zipped({ files }: HubRepository, name: string, prefix = ''): NamedBlob[] {
  const entries = Object.fromEntries([...files].map(([path, bytes]) => [prefix + path, bytes]));
  return [{ path: name, blob: new Blob([zipSync(entries)]) }];
}

async function expectFiles(
  home: MemoryHome,
  folder: ModelFolder,
  { files }: HubRepository,
  names: readonly string[],
): Promise<void> {
  expect(folder.files.map(({ path }) => path).sort()).toEqual([...names].sort());
  expect(isWhole(folder)).toBe(true);
  for (const { path, size, verified } of folder.files) {
    expect(verified).toBe(hashOf(files.get(path) ?? new Uint8Array(0)));
    expect(hashOf(await home.read(folder.id, path, 0, size))).toBe(verified);
  }
}

const ONE = [
  'config.json',
  'tokenizer.json',
  'chat_template.jinja',
  'preprocessor_config.json',
  'model.safetensors',
];

it.each([
  ['a folder', inFolder(oneFile(), 'models/tiny'), 'tiny'],
  ['a zip', zipped(oneFile(), 'tiny.zip'), 'tiny'],
  ['a zip with a folder in it', zipped(oneFile(), 'download.zip', 'tiny-1/'), 'tiny-1'],
])('takes in %s, and leaves out what no model needs', async (_what, files, name) => {
  const { home, folders, take } = lab();
  const folder = await take(files);
  await expectFiles(home, folder, oneFile(), ONE);
  expect(folder).toMatchObject({ name, source: { kind: 'files' }, facts: { architecture: 'Idefics3' } });
  expect(await folders.list()).toEqual([folder]);
});

it('takes in shards', async () => {
  const { home, take } = lab();
  const folder = await take(zipped(sharded(), 'tiny.zip'));
  await expectFiles(home, folder, sharded(), [...sharded().files.keys()]);
});

it.each([
  ['no configuration', inFolder(withFiles(oneFile(), { 'config.json': undefined }), 'a'), 'is a config.json'],
  ['two models', [...inFolder(oneFile(), 'a'), ...inFolder(oneFile(), 'b')], 'two models, in a/config.json'],
  [
    'no weights',
    inFolder(withFiles(oneFile(), { 'model.safetensors': undefined }), 'a'),
    'no model.safetensors',
  ],
  [
    'another architecture',
    inFolder(withFiles(oneFile(), { 'config.json': '{"model_type":"x"}' }), 'a'),
    'type "x"',
  ],
  [
    'a broken configuration',
    inFolder(withFiles(oneFile(), { 'config.json': '{' }), 'a'),
    'config.json is not JSON',
  ],
  ['no tokenizer for nanoVLM', inFolder(nanoVlm('x/words'), 'a'), 'download tokenizer.json from there'],
])('refuses %s, and keeps nothing', async (_what, files, message) => {
  const { home, take } = lab();
  const refused = take(files);
  await expect(refused).rejects.toThrow(FormatError);
  await expect(refused).rejects.toThrow(message);
  expect(await home.folders()).toEqual([]);
});

it('a damaged zip is told, and nothing of it kept', async () => {
  const [{ path, blob }] = zipped(oneFile(), 'tiny.zip') as [NamedBlob];
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // Within the weights, which are most of the archive.
  bytes.fill(0x5a, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 2000);
  const { home, take } = lab();
  await expect(take([{ path, blob: new Blob([bytes as BlobPart]) }])).rejects.toThrow(/damaged|bytes/);
  expect(await home.folders()).toEqual([]);
});

it('asks for room beforehand, and keeps nothing when stopped', async () => {
  const tight = lab(2 ** 24);
  await expect(tight.take(inFolder(oneFile(), 'a'))).rejects.toThrow(StorageError);
  expect(await tight.home.folders()).toEqual([]);
  const { home, control, take } = lab();
  control.stop();
  await expect(take(inFolder(oneFile(), 'a'))).rejects.toThrow(CancelledError);
  expect(await home.folders()).toEqual([]);
});
