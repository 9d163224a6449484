// The whole model against transformers (e2e/golden): log-probabilities, losses, every gradient, ten AdamW steps,
// computed by the shipped WGSL on packed ladder rows. The goldens were made on unpacked rows: packing is tested too.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NONE } from '../base/indices.ts';
import { sizeOf } from '../base/shape.ts';
import { batchSize } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import { gradientName } from '../graph/differentiate.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { parseConfig, type ModelConfig } from '../model/config.ts';
import { parametersOf } from '../model/parameters.ts';
import { readSafetensors, readTensor, type SafetensorsFile } from '../model/safetensors.ts';
import { loadWeights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { MDPO_PRESETS } from '../amp/mdpo.ts';
import { defaultConfig } from './presets.ts';
import { Trainer, type Sample } from './trainer.ts';

interface Golden {
  pixels: number[][][][];
  inputIds: number[][];
  labels: number[][];
  lengths: number[];
  logps: number[];
  referenceLogps: number[];
  adamw: { lr: number; betas: [number, number]; eps: number; weight_decay: number; maxGradNorm: number };
  expected: Record<string, { loss: number; adamw: { losses: number[]; gradNorms: number[] } }>;
}

const B = 2;
const K = 3;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

for (const folder of ['model', 'model-untied']) {
  const root = `e2e/golden/${folder}`;
  const file = (name: string): SafetensorsFile =>
    readSafetensors(new Uint8Array(readFileSync(`${root}/${name}`)).buffer, name);
  const config = parseConfig(JSON.parse(readFileSync(`${root}/config.json`, 'utf8')));
  const golden = JSON.parse(readFileSync(`${root}/golden.json`, 'utf8')) as Golden;
  const reference = perLadder(golden.referenceLogps);

  for (const loss of ['paper', 'published-code'] as const) {
    test(`${folder}: MDPO (${loss}) as transformers and PyTorch compute it`, async () => {
      const samples = ladders(config, golden);
      const size = batchSize(
        samples.map((s) => s.row),
        B,
        K,
      );
      const train = trainConfig(golden, { objective: 'mdpo', preset: loss, ...MDPO_PRESETS[loss] });
      const trainer = await Trainer.create(
        gpu,
        config,
        loadWeights(config, file('model.safetensors')),
        train,
        size,
      );
      const first = await trainer.step(samples, 0, 1, reference);
      close([...first.logps], perLadder(golden.logps), 1e-4, 'logps');
      const expected = golden.expected[loss] as Golden['expected'][string];
      close([first.loss], [expected.loss], 1e-4, 'loss');
      for (const { name, shape } of parametersOf(config)) {
        const dx = await trainer.workspace.read(gradientName(name), shape);
        const wanted = readTensor(file(`grads.${loss}.safetensors`), name, shape);
        close([...dx], [...wanted], 1e-3, `d loss / d ${name}`);
        expect(dx.length).toBe(sizeOf(shape));
      }
      trainer.destroy();

      const again = await Trainer.create(
        gpu,
        config,
        loadWeights(config, file('model.safetensors')),
        train,
        size,
      );
      const losses: number[] = [];
      const norms: number[] = [];
      for (let t = 1; t <= 10; t++) {
        const step = await again.step(samples, golden.adamw.lr, t, reference);
        losses.push(step.loss);
        norms.push(step.gradNorm);
      }
      close(losses, expected.adamw.losses, 1e-4, 'losses of ten AdamW steps');
      close(norms, expected.adamw.gradNorms, 1e-3, 'gradient norms');
      again.destroy();
    });
  }

  test(`${folder}: SFT as transformers and PyTorch compute it`, async () => {
    const samples = answerRows(config, golden);
    const size = batchSize(
      samples.map((s) => s.row),
      B * K,
      1,
    );
    const train = trainConfig(golden, { objective: 'sft', tokenAverage: true });
    const weights = loadWeights(config, file('model.safetensors'));
    const trainer = await Trainer.create(gpu, config, weights, train, size);
    const expected = golden.expected.sft as Golden['expected'][string];
    const losses: number[] = [];
    for (let t = 1; t <= 10; t++) losses.push((await trainer.step(samples, golden.adamw.lr, t)).loss);
    close(losses, expected.adamw.losses, 1e-4, 'losses of ten AdamW steps');
    trainer.destroy();
  });
}

test('a step repeated from the same state is the same to the bit', async () => {
  const root = 'e2e/golden/model';
  const config = parseConfig(JSON.parse(readFileSync(`${root}/config.json`, 'utf8')));
  const golden = JSON.parse(readFileSync(`${root}/golden.json`, 'utf8')) as Golden;
  const samples = ladders(config, golden);
  const size = batchSize(
    samples.map((s) => s.row),
    B,
    K,
  );
  const train = trainConfig(golden, { objective: 'mdpo', ...MDPO_PRESETS.paper });
  const run = async (): Promise<number[]> => {
    const bytes = new Uint8Array(readFileSync(`${root}/model.safetensors`)).buffer;
    const weights = loadWeights(config, readSafetensors(bytes, 'model.safetensors'));
    const trainer = await Trainer.create(gpu, config, weights, train, size);
    const losses: number[] = [];
    for (let t = 1; t <= 3; t++)
      losses.push((await trainer.step(samples, 1e-3, t, perLadder(golden.referenceLogps))).loss);
    trainer.destroy();
    return losses;
  };
  expect(await run()).toEqual(await run());
});

function trainConfig(golden: Golden, change: Partial<TrainConfig>): TrainConfig {
  const { lr, betas, eps, weight_decay: weightDecay, maxGradNorm } = golden.adamw;
  return {
    ...defaultConfig,
    learningRate: lr,
    beta1: betas[0],
    beta2: betas[1],
    epsilon: eps,
    weightDecay,
    maxGradNorm,
    trainVision: true,
    trainProjector: true,
    ...change,
  };
}

/** Row-major [R] in the goldens' order (level * B + example) to [B, K]. */
function perLadder(values: readonly number[]): Float32Array {
  return Float32Array.from({ length: B * K }, (_, i) => values[(i % K) * B + Math.floor(i / K)] as number);
}

function close(got: ArrayLike<number>, wanted: ArrayLike<number>, relative: number, what: string): void {
  // Relative to the tensor's largest entry: single entries can be sums that cancel.
  let largest = 0;
  for (let i = 0; i < wanted.length; i++) largest = Math.max(largest, Math.abs(wanted[i] as number));
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    worst = Math.max(worst, Math.abs((got[i] as number) - (wanted[i] as number)));
  }
  expect(worst, `${what}: largest error ${worst}, largest value ${largest}`).toBeLessThanOrEqual(
    1e-6 + relative * largest,
  );
}

function tokenId(config: ModelConfig, id: number): number {
  return id === config.imageToken ? NONE : id;
}

/** The goldens' rows as they are: one answer each. */
function answerRows(config: ModelConfig, golden: Golden): Sample[] {
  return golden.inputIds.map((ids, r) => {
    const length = golden.lengths[r] as number;
    const labels = golden.labels[r] as number[];
    const answer = labels.flatMap((label, t) =>
      label === -100 ? [] : [{ from: t - 1, target: label, round: 0 }],
    );
    const row: Row = {
      ids: ids.slice(0, length).map((id) => tokenId(config, id)),
      positions: ids.slice(0, length).map((_, t) => t),
      segments: ids.slice(0, length).map(() => 0),
      answers: [answer],
    };
    return { row, pixels: pixelsOf(golden, r % B) };
  });
}

/** The same answers packed, one row a ladder: every answer opens with the prompt's last token. */
function ladders(config: ModelConfig, golden: Golden): Sample[] {
  return Array.from({ length: B }, (_, b) => {
    const ids: number[] = [];
    const positions: number[] = [];
    const segments: number[] = [];
    const answers: { from: number; target: number; round: number }[][] = [];
    for (let k = 0; k < K; k++) {
      const r = k * B + b;
      const tokens = golden.inputIds[r] as number[];
      const labels = golden.labels[r] as number[];
      const first = labels.findIndex((label) => label !== -100) - 1;
      if (k === 0) {
        for (let t = 0; t < first; t++) {
          ids.push(tokenId(config, tokens[t] as number));
          positions.push(t);
          segments.push(0);
        }
      }
      const start = ids.length;
      answers.push([]);
      for (let t = first; t < (golden.lengths[r] as number); t++) {
        ids.push(tokenId(config, tokens[t] as number));
        positions.push(t);
        segments.push(k + 1);
        const label = labels[t] as number;
        if (label !== -100) answers[k]?.push({ from: start + t - first - 1, target: label, round: 0 });
      }
    }
    return { row: { ids, positions, segments, answers }, pixels: pixelsOf(golden, b) };
  });
}

function pixelsOf(golden: Golden, b: number): Float32Array {
  return Float32Array.from((golden.pixels[b] as number[][][]).flat(2));
}
