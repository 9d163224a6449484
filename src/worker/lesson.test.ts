// The opening's lesson on a real device: what it shows first is what any reader finds, and a hurried one ends early.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../gpu/device.ts';
import { fileAssets } from '../host/assets.ts';
import { openDawn } from '../host/dawn.ts';
import type { LessonStep } from '../protocol/lesson.ts';
import { MemoryStore } from '../store/memory.ts';
import { Images, noFiles } from './images.ts';
import { askLadder, LadderReader } from './ladderReader.ts';
import { teachLadder } from './lesson.ts';
import { WeightShelf } from './readers.ts';
import { sceneTestLadders, testAssets } from './testLab.ts';

const assets = testAssets(fileAssets);
const images = new Images(assets, noFiles);
const [ladder] = sceneTestLadders(1, 3);
const PATIENT = 300_000;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

async function lesson(hurried = (): boolean => false): Promise<LessonStep[]> {
  const steps: LessonStep[] = [];
  if (ladder === undefined) throw new Error('there is no ladder');
  await teachLadder({ assets, images, hurried }, gpu, ladder, (step) => steps.push(step));
  return steps;
}

test(
  'it begins with what a reader finds, and the best answer gains by being learned',
  async () => {
    const steps = await lesson();
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 13 }, (_, i) => i));
    const store = new MemoryStore();
    const weights = await new WeightShelf(assets).load({ id: 'sft-3of3' }, store);
    const reader = new LadderReader(gpu, store, images, weights, 1);
    const [tokens = []] = await reader.read([await askLadder(weights, ladder as NonNullable<typeof ladder>)]);
    reader.destroy();
    tokens.forEach((of, k) => {
      const sum = of.reduce((n, logp) => n + logp, 0);
      expect(steps[0]?.logps[k]).toBeCloseTo(sum, 3);
    });
    expect(steps.at(-1)?.logps[0]).toBeGreaterThan(steps[0]?.logps[0] as number);
  },
  PATIENT,
);

test(
  'whoever waits for the GPU ends it after the step that is under way',
  async () => {
    let left = 3;
    expect(await lesson(() => left-- === 0)).toHaveLength(4); // read once, then three steps
  },
  PATIENT,
);
