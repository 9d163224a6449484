// Fine-tunes a bundled model on scenes with this engine, headless, by the lab's own SFT loop; goes on where a broken
// run stood. Writes checkpoints, config and a model card with held-out scores.
//   npm run train:scenes -- --recipe tiny|XS|S|M|L|experts --base DIR [--steps N] [--priors 0.6] [--dialogues 210]
// `experts` makes XS to L, one after another, from DIR/XS to DIR/L.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError } from '../base/errors.ts';
import { formatDuration } from '../base/format.ts';
import { sha256 } from '../base/hash.ts';
import { batchSize } from '../data/batch.ts';
import { dialogueRow } from '../data/rows.ts';
import { drawScene } from '../data/scenes/draw.ts';
import { sftExample } from '../data/scenes/sftSet.ts';
import { imageTokens, parseConfig, type ModelConfig } from '../model/config.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { Tokenizer } from '../model/tokenizer.ts';
import { loadWeights, saveWeights, type Weights } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { readTrainState, writeTrainState } from '../train/stateFile.ts';
import { START, trainLoop, type Example } from '../train/loop.ts';
import { defaultConfig } from '../train/presets.ts';
import { Trainer } from '../train/trainer.ts';
import { loadAtlas } from '../worker/bundle.ts';
import { Images, noFiles } from '../worker/images.ts';
import { SceneModel } from '../worker/sceneModel.ts';
import { fileAssets } from './assets.ts';
import { openDawn } from './dawn.ts';
import { modelCard, scoreOnScenes } from './modelCard.ts';
import { EXPERTS, RECIPES, type Recipe, type RecipeName } from './recipes.ts';

const SAVE_EVERY = 20;

interface Options {
  readonly name: RecipeName;
  readonly recipe: Recipe;
  readonly base: string;
  /** Dialogues of the held-out evaluation. */
  readonly dialogues: number;
}

function readOptions(args: string[]): Options[] {
  const { values } = parseArgs({
    args,
    options: {
      recipe: { type: 'string' },
      base: { type: 'string' },
      steps: { type: 'string' },
      priors: { type: 'string' },
      dialogues: { type: 'string', default: '210' },
    },
  });
  const family = values.recipe === 'experts';
  const names = family ? EXPERTS : [values.recipe as RecipeName];
  return names.map((name) => {
    if (!(name in RECIPES)) {
      const known = [...Object.keys(RECIPES), 'experts'].join(', ');
      throw new ConfigError(`--recipe is "${name}".`, `It takes one of ${known}.`);
    }
    const base = family ? `${values.base}/${name}` : (values.base ?? '');
    if (!existsSync(`${base}/model.safetensors`)) {
      throw new ConfigError(
        `There is no pretrained checkpoint in "${base}".`,
        'Name its folder with --base (config.json, model.safetensors; see e2e/pretrain).',
      );
    }
    const recipe = {
      ...RECIPES[name],
      ...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
      ...(values.priors === undefined ? {} : { priorShare: Number(values.priors) }),
    };
    return { name, recipe, base, dialogues: Number(values.dialogues) };
  });
}

export async function main(args: string[]): Promise<number> {
  for (const options of readOptions(args)) await trainModel(options);
  return 0;
}

async function trainModel({ name, recipe, base, dialogues }: Options): Promise<void> {
  const out = `public/${recipe.out}`;
  const config = parseConfig(JSON.parse(readFileSync(`${base}/config.json`, 'utf8')), `${base}/config.json`);
  const baseBytes = readFileSync(`${base}/model.safetensors`);
  const weights = loadWeights(config, readSafetensors(new Uint8Array(baseBytes).buffer, 'model.safetensors'));
  const tokenizer = new Tokenizer(await fileAssets.json('models/tokenizer.json'));
  const atlas = await loadAtlas(fileAssets, 'noto');
  const gpu = await openDawn();
  const adapter = gpu.adapter.name;
  const train: TrainConfig = {
    ...defaultConfig,
    steps: recipe.steps,
    batch: recipe.batch,
    learningRate: recipe.learningRate,
    seed: recipe.seed,
  };
  console.log(`${name} on ${adapter}: ${train.steps} steps of ${train.batch}, priors ${recipe.priorShare}`);

  const model = await SceneModel.create(gpu, { config, tokenizer }, weights, new Images(fileAssets, noFiles));
  const samples = await sftSamples(recipe, config, tokenizer, model, atlas);
  const rows = samples.map((s) => s.row);
  const trainer = await Trainer.create(gpu, config, weights, train, batchSize(rows, train.batch, 1));

  const stateFile = `.cache/train/${name}.safetensors`;
  const identity = await sha256(
    JSON.stringify([recipe, await sha256(new Uint8Array(baseBytes)), __VERSION__]),
  );
  mkdirSync('.cache/train', { recursive: true });
  let from = START;
  let seconds = 0;
  if (existsSync(stateFile)) {
    const saved = readTrainState(new Uint8Array(readFileSync(stateFile)).buffer, stateFile);
    if (saved.identity === identity) {
      trainer.restore(saved.state);
      from = saved.loop;
      seconds = saved.seconds;
      console.log(`going on after step ${from.stepsDone}`);
    }
  }

  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/config.json`, readFileSync(`${base}/config.json`));
  const started = performance.now() - seconds * 1000;
  const thirds = [1, 2, 3].map((part) => Math.round((part * train.steps) / 3));
  let running: number | undefined;
  await trainLoop(
    trainer,
    train,
    { K: 1, examples: samples },
    {
      between: () => Promise.resolve(),
      onStep: (step, { loss = 0 }) => {
        running = running === undefined ? loss : 0.9 * running + 0.1 * loss;
        if ((step + 1) % 10 !== 0) return;
        const each = (performance.now() - started) / 1000 / (step + 1);
        const left = formatDuration(each * (train.steps - step - 1));
        console.log(
          `step ${step + 1}/${train.steps} loss ${running.toFixed(4)}, ${each.toFixed(2)} s/step, ${left} left`,
        );
      },
      afterStep: async (loop) => {
        const { stepsDone } = loop;
        const part = thirds.indexOf(stepsDone) + 1;
        if (recipe.thirds && part > 0) {
          writeFileSync(`${out}/sft-${part}of3.safetensors`, f16(config, await trainer.weights()));
        }
        if (stepsDone % SAVE_EVERY !== 0 && stepsDone !== train.steps) return;
        const now = (performance.now() - started) / 1000;
        const state = { identity, loop, seconds: now, state: await trainer.state() };
        writeFileSync(stateFile, new Uint8Array(writeTrainState(state)));
      },
    },
    from,
  );
  const total = Math.round((performance.now() - started) / 1000);
  if (!recipe.thirds) writeFileSync(`${out}/model.safetensors`, f16(config, await trainer.weights()));
  trainer.destroy();
  model.destroy();

  const files = recipe.thirds ? [1, 2, 3].map((p) => `sft-${p}of3.safetensors`) : ['model.safetensors'];
  const scores = [];
  for (const file of files) {
    const stored = readSafetensors(new Uint8Array(readFileSync(`${out}/${file}`)).buffer, file);
    console.log(`scoring ${file} on ${dialogues} held-out dialogues`);
    const bundled = { config, tokenizer };
    scores.push({ file, ...(await scoreOnScenes(gpu, bundled, loadWeights(config, stored), dialogues)) });
  }
  const card = modelCard({ name, recipe, config, train, adapter, seconds: total, base, scores });
  writeFileSync(`${out}/card.json`, `${JSON.stringify(card, null, 2)}\n`);
  rmSync(stateFile, { force: true });
  gpu.close();
}

function f16(config: ModelConfig, weights: Weights): Uint8Array {
  return new Uint8Array(saveWeights(config, weights, 'F16'));
}

async function sftSamples(
  recipe: Recipe,
  config: ModelConfig,
  tokenizer: Tokenizer,
  model: SceneModel,
  atlas: Parameters<typeof drawScene>[1],
): Promise<Example[]> {
  const context = { special: tokenizer.special, encode: tokenizer.encode, imageTokens: imageTokens(config) };
  const examples = Array.from({ length: recipe.steps * recipe.batch }, (_, i) =>
    sftExample(recipe.first + i, recipe.rounds, recipe.priorShare),
  );
  const features = await model.imageFeatures(examples.map((e) => drawScene(e.scene, atlas)));
  return examples.map((e, i) => ({
    row: dialogueRow(context, e.rounds),
    features: features[i] as Float32Array,
  }));
}
