// Results as files, with the images of scenes drawn and those of files as they lie in the store.
import { expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { encodePng } from '../data/formats/png.ts';
import { fileAssets } from '../host/assets.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { ImageFile } from '../protocol/dataset.ts';
import { MemoryStore } from '../store/memory.ts';
import { exportResult } from './benchExport.ts';
import { Images, noFiles } from './images.ts';
import { testResult } from './testResults.ts';

const images = new Images(fileAssets, noFiles);
const text = async ({ blob }: { blob: Blob }): Promise<string> => blob.text();

async function storeWith(...results: readonly BenchResult[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const result of results) await store.putResult(result);
  return store;
}

test('JSON is the record, CSV a line for every round, both named after benchmark, model and judge', async () => {
  const result = { ...(await testResult('r', 'mrhal-scenes', 4, 'exact')), modelName: 'Tiny, SFT 3/3' };
  const store = await storeWith(result);
  const json = await exportResult(store, images, 'r', 'json');
  expect(json.name).toBe('mrhal-scenes-tiny-sft-3-3-exact.json');
  expect(JSON.parse(await text(json))).toEqual(result);
  const csv = await exportResult(store, images, 'r', 'csv');
  expect(csv.name).toBe('mrhal-scenes-tiny-sft-3-3-exact.csv');
  const rounds = result.dialogues.reduce((n, dialogue) => n + dialogue.rounds.length, 0);
  expect((await text(csv)).split('\r\n')).toHaveLength(1 + rounds + 1);
});

test('HTML carries every image once: scenes as PNG, files as they are, a word where one is gone', async () => {
  const { dialogues, ...rest } = await testResult('r', 'pope-scenes', 40, 'strict');
  const pixels = encodePng(new Uint8Array(3 * 4).fill(200), 2, 2);
  const file: ImageFile = {
    sha256: 'a'.repeat(64),
    type: 'image/png',
    width: 2,
    height: 2,
    bytes: new Blob([pixels], { type: 'image/png' }),
  };
  const [first, second, ...others] = dialogues;
  if (first === undefined || second === undefined) throw new Error('two samples');
  const store = await storeWith({
    ...rest,
    dialogues: [
      { ...first, image: { kind: 'file', sha256: file.sha256, name: 'mine.png' } },
      { ...second, image: { kind: 'file', sha256: 'b'.repeat(64), name: 'gone.png' } },
      ...others,
    ],
  });
  await store.datasets.beginPart('part');
  await store.datasets.stagePart('part', 0, [], [file]);
  const html = await text(await exportResult(store, images, 'r', 'html'));
  const sources = [...html.matchAll(/<img src="([^"]*)"/g)].map((found) => found[1] as string);
  const scenes = new Set(others.map(({ image }) => JSON.stringify(image)));
  expect(scenes.size).toBeGreaterThan(1);
  expect(sources).toHaveLength(scenes.size + 1);
  expect(new Set(sources).size).toBe(sources.length);
  const bytes = sources.map((source) => {
    const plain = source.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    expect(plain).toMatch(/^data:image\/png;base64,/);
    return Buffer.from(plain.slice(plain.indexOf(',') + 1), 'base64');
  });
  expect(bytes[0]).toEqual(Buffer.from(pixels));
  for (const png of bytes) expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(html).toContain('gone.png: the image is no longer in the lab');
  for (const { id } of dialogues) expect(html.split(`<h3>${id}</h3>`)).toHaveLength(2);
});

test('the published file where there is one', async () => {
  const mrhal = await testResult('m', 'mrhal-scenes', 3, 'exact');
  const store = await storeWith(mrhal, await testResult('c', 'chair-scenes', 3, 'published'));
  const { name, blob } = await exportResult(store, images, 'm', 'published');
  expect(name).toMatch(/\.json$/);
  const rows = JSON.parse(await blob.text()) as { rating: number[] }[];
  expect(rows.map(({ rating }) => rating)).toEqual(
    mrhal.dialogues.map(({ rounds }) => rounds.map(({ rating }) => rating)),
  );
  await expect(exportResult(store, images, 'c', 'published')).rejects.toThrow(ConfigError);
  await expect(exportResult(store, images, 'x', 'json')).rejects.toThrow(/no result x/);
});
