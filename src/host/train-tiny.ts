// Fine-tunes the bundled tiny model with this engine, headless: from a pretrained checkpoint to sft-1of3, 2of3, 3of3.
//   npm run train:tiny -- --base DIR [--steps 450] [--batch 16] [--noise 0.15] [--lr 0.0005] [--out public/models/tiny]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchDialogues, judgeDialogues, scoreDialogues } from '../bench/mrhalScenes.ts';
import { ConfigError } from '../base/errors.ts';
import { batchSize } from '../data/batch.ts';
import { dialogueRow } from '../data/rows.ts';
import { drawScene } from '../data/scenes/draw.ts';
import { sftExample } from '../data/scenes/sftSet.ts';
import { imageTokens, parseConfig } from '../model/config.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { loadWeights, saveWeights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { trainLoop, type Example } from '../train/loop.ts';
import { defaultConfig } from '../train/presets.ts';
import { Trainer } from '../train/trainer.ts';
import { loadAtlas } from '../worker/bundle.ts';
import { SceneModel } from '../worker/sceneModel.ts';
import { fileAssets } from './assets.ts';
import { openDawn } from './dawn.ts';

const PARTS = 3;
const ROUNDS = 5;
const BENCH = 105;

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      base: { type: 'string' },
      steps: { type: 'string', default: '450' },
      batch: { type: 'string', default: '16' },
      noise: { type: 'string', default: '0.15' },
      lr: { type: 'string', default: '0.0005' },
      out: { type: 'string', default: 'public/models/tiny' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (values.base === undefined)
    throw new ConfigError('--base is missing.', 'Name the folder of a pretrained checkpoint.');
  const { base, out } = values;
  const noise = Number(values.noise);
  const steps = Math.ceil(Number(values.steps) / PARTS) * PARTS;

  const configText = readFileSync(`${base}/config.json`, 'utf8');
  const config = parseConfig(JSON.parse(configText), `${base}/config.json`);
  const file = readSafetensors(
    new Uint8Array(readFileSync(`${base}/model.safetensors`)).buffer,
    'model.safetensors',
  );
  const weights = loadWeights(config, file);
  const assets = fileAssets;
  const tokenizer = new Tokenizer(await assets.json('models/tokenizer.json'));
  const atlas = await loadAtlas(assets, 'noto');
  const gpu = await openDawn();
  const adapter = gpu.adapter.description || gpu.adapter.device;
  console.log(
    `Fine-tuning on ${adapter}: ${steps} steps of ${values.batch}, ${noise * 100} % of answers follow the prior.`,
  );

  const model = await SceneModel.create(gpu, { config, tokenizer }, weights, atlas);
  const train: TrainConfig = {
    ...defaultConfig,
    steps,
    batch: Number(values.batch),
    learningRate: Number(values.lr),
    seed: Number(values.seed),
  };
  const context = { special: tokenizer.special, encode: tokenizer.encode, imageTokens: imageTokens(config) };
  const examples = Array.from({ length: steps * train.batch }, (_, i) => sftExample(i, ROUNDS, noise));
  const rows = examples.map((e) => dialogueRow(context, e.rounds));
  const features = await model.imageFeatures(examples.map((e) => drawScene(e.scene, atlas)));
  const samples = rows.map((row, i): Example => ({ row, features: features[i] as Float32Array }));
  const trainer = await Trainer.create(gpu, config, weights, train, batchSize(rows, train.batch, 1));

  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/config.json`, configText);
  const bench = benchDialogues(BENCH);
  const benchFeatures = await model.features(bench);
  const quiet = { done: () => Promise.resolve() };
  const started = performance.now();
  const card: Record<string, unknown>[] = [];
  let losses: number[] = [];
  await trainLoop(trainer, train, 1, (i) => samples[i] as Example, samples.length, {
    between: () => Promise.resolve(),
    onStep: (step, metrics) => {
      losses.push(metrics.loss as number);
      if ((step + 1) % 10 === 0) {
        const seconds = (performance.now() - started) / 1000;
        const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
        console.log(`step ${step + 1} loss ${mean.toFixed(4)} ${(seconds / (step + 1)).toFixed(2)} s/step`);
        losses = [];
      }
    },
    checkpointSteps: Array.from({ length: PARTS }, (_, p) => ((p + 1) * steps) / PARTS),
    onCheckpoint: async (done) => {
      const name = `sft-${(done * PARTS) / steps}of${PARTS}`;
      const now = await trainer.weights();
      writeFileSync(`${out}/${name}.safetensors`, new Uint8Array(saveWeights(config, now, 'F16')));
      model.use(now);
      const answers = await model.answer(bench, benchFeatures, 35, { temperature: 0, seed: 0 }, quiet);
      const scores = scoreDialogues(judgeDialogues(bench, answers), 0);
      const seconds = Math.round((performance.now() - started) / 1000);
      card.push({ name, steps: done, examples: done * train.batch, seconds, adapter, scores });
      console.log(name, JSON.stringify(scores));
    },
  });
  writeFileSync(
    `${out}/card.json`,
    `${JSON.stringify({ base: 'pretrained with e2e/pretrain', noise, config: train, rounds: ROUNDS, checkpoints: card }, null, 2)}\n`,
  );
  trainer.destroy();
  model.destroy();
  gpu.close();
  return 0;
}
