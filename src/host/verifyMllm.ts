// One golden case of a whole multimodal model through what ships: the checkpoint's reader, the vision tower tile by
// tile, prefill and cached decoding, and the training step on packed ladder rows with the adapter.
import { MDPO_PRESETS } from '../amp/mdpo.ts';
import { sizeOf } from '../base/shape.ts';
import { batchSize, fillRows, imagePlaces } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import { gradientName } from '../graph/differentiate.ts';
import type { Gpu } from '../gpu/device.ts';
import { Layout } from '../graph/layout.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Trace } from '../graph/trace.ts';
import { Workspace } from '../graph/workspace.ts';
import { adaptersOf } from '../model/adapters.ts';
import { FeatureExtractor } from '../model/features.ts';
import { hiddenStates, imageTokensOf } from '../model/forward.ts';
import { Generator } from '../model/generate.ts';
import { adapterParameters, ModelTrace, parametersOf } from '../model/parameters.ts';
import { peftName } from '../model/peft.ts';
import { readTensor } from '../model/safetensors.ts';
import { headLogits } from '../model/tokens.ts';
import { layoutWeights, writeWeights } from '../model/weights.ts';
import { NONE } from '../ops/op.ts';
import { decodingOf } from '../protocol/decoding.ts';
import { defaultConfig } from '../train/presets.ts';
import { Trainer, type Sample } from '../train/trainer.ts';
import type { MllmCase, MllmFolder } from './mllmGolden.ts';
import type { Check } from './verifyBench.ts';

/**
 * Everything that the case has numbers for. Numbers are divided by their tensor's largest: the error is relative to
 * that, because single entries can be sums that cancel. Token ids are as they are.
 */
export async function mllmChecks(gpu: Gpu, c: MllmCase, folder: MllmFolder): Promise<Check[]> {
  const pixels = tilesOf(c, folder);
  const base = await runBase(gpu, c, folder, pixels);
  return [...base, ...(await runStep(gpu, c, folder, pixels))];
}

/** The largest error by what was computed ("grad" of all matrices), relative to the largest number of its tensor. */
export function mllmErrors(checks: readonly Check[]): string {
  const largest = new Map<string, number>();
  for (const { name, got, expected } of checks) {
    const kind = name.split(/[ .]/, 1)[0] as string;
    let worst = largest.get(kind) ?? 0;
    for (let i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs((got[i] as number) - (expected[i] as number)));
    }
    largest.set(kind, worst);
  }
  return [...largest].map(([kind, error]) => `${kind} ${error.toPrecision(2)}`).join(', ');
}

/** Logits and greedy answers of the model without its adapter. */
async function runBase(
  gpu: Gpu,
  c: MllmCase,
  { config, weights, tensors }: MllmFolder,
  pixels: readonly (readonly Float32Array[])[],
): Promise<Check[]> {
  const workspace = new Workspace(gpu, layoutWeights(parametersOf(config)), []);
  writeWeights(workspace, weights);
  const tower = await FeatureExtractor.create(gpu, config, workspace, atOnce(pixels));
  const features: Float32Array[] = [];
  for (const tiles of pixels) features.push(joined(await tower.run(tiles)));
  tower.destroy();

  const rows = c.ladders.map(({ prompt, answers }) => plainRow(c, [...prompt, ...(answers[0] ?? [])]));
  const logits = await allLogits(gpu, config, workspace, rows, features);
  const total = rows.reduce((n, { ids }) => n + ids.length, 0);
  const prompts = c.ladders.map(({ prompt }, i) => ({
    row: plainRow(c, prompt),
    features: features[i] as Float32Array,
    key: String(i),
  }));
  const generator = await Generator.create(gpu, config, workspace, {
    B: prompts.length,
    T: Math.max(...prompts.map(({ row }) => row.ids.length)),
    maxNew: c.maxNew,
    beams: 1,
    imageTokens: prompts.reduce((n, { row }) => n + imagePlaces(row), 0),
  });
  const answers = await generator.run(prompts, decodingOf('greedy', { maxNew: c.maxNew }), c.eos);
  generator.destroy();
  workspace.destroy();
  const expected = readTensor(tensors, 'logits', [total, config.decoder.vocab]);
  const greedy = answers.map((got, i) => ({ name: `greedy.${i}`, got, expected: c.greedy[i] as number[] }));
  return [relative('logits', logits, expected), ...greedy];
}

/** Logits of every token of every row, one row after the other. */
async function allLogits(
  gpu: Gpu,
  config: MllmFolder['config'],
  weights: Workspace,
  rows: readonly Row[],
  features: readonly Float32Array[],
): Promise<Float32Array> {
  const size = batchSize(rows, rows.length, 1);
  const trace = new Trace();
  const model = new ModelTrace(trace, config);
  const given = trace.input('features', [imageTokensOf(config, size), config.decoder.hidden]);
  trace.result('logits', headLogits(model, hiddenStates(model, given, size)));
  const layout = new Layout(weights.layout);
  const planned = plan(trace.graph(), layout, gpu.traits);
  const workspace = new Workspace(gpu, layout, [planned], weights);
  const program = await Program.create(planned, workspace, 'logits');
  fillRows(program, rows, size.T);
  program.floats('features').set(joined(features));
  program.run();
  const all = (await program.read()).get('logits') as Float32Array;
  const V = config.decoder.vocab;
  const logits = joined(rows.map(({ ids }, b) => all.slice(b * size.T * V, (b * size.T + ids.length) * V)));
  program.destroy();
  workspace.destroy();
  return logits;
}

/** Log-probabilities with the adapter off and on, the loss, and its gradient for every A and B. */
async function runStep(
  gpu: Gpu,
  c: MllmCase,
  { config, weights, adapter, grads }: MllmFolder,
  pixels: readonly (readonly Float32Array[])[],
): Promise<Check[]> {
  const { lora } = adapter;
  const train = {
    ...defaultConfig,
    objective: 'mdpo' as const,
    preset: c.preset,
    ...MDPO_PRESETS[c.preset],
    beta: c.beta,
    adapter: 'lora' as const,
    loraRank: lora.rank,
    loraAlpha: lora.alpha,
    loraTargets: lora.targets,
    trainVision: true,
    trainProjector: true,
  };
  const rows = c.ladders.map((ladder) => packedRow(c, ladder));
  const K = c.ladders[0]?.answers.length ?? 0;
  const trainer = await Trainer.create(gpu, config, weights, train, batchSize(rows, rows.length, K));
  writeWeights(trainer.workspace, adapter.adapter);
  const images = await imagesOf(gpu, config, trainer, pixels);
  const samples = rows.map((row, i): Sample => ({ row, [trainer.image]: images[i] }));
  const reference = await trainer.score(samples, 'reference');
  const policy = await trainer.score(samples, 'policy');
  const { loss } = await trainer.backward([samples], 0, reference.answers);
  const checks = [
    relative('reference', reference.tokens.flatMap(flatten), c.reference.flat(2)),
    relative('policy', policy.tokens.flatMap(flatten), c.policy.flat(2)),
    relative('loss', [loss], [c.loss]),
  ];
  const parameters = adapterParameters(config, adaptersOf(config, lora));
  for (const { name, shape } of parameters) {
    const got = await trainer.workspace.read(gradientName(name), shape);
    checks.push(relative(`grad ${name}`, got, readTensor(grads, peftName(config, name), shape)));
  }
  checks.push({ name: 'matrices', got: [parameters.length], expected: [grads.entries.size] });
  trainer.destroy();
  return checks;
}

/** Every ladder's image in the kind that the run takes. */
async function imagesOf(
  gpu: Gpu,
  config: MllmFolder['config'],
  { image, workspace }: Trainer,
  pixels: readonly (readonly Float32Array[])[],
): Promise<Float32Array[]> {
  if (image === 'pixels') return pixels.map(joined);
  const extractor = await FeatureExtractor.create(gpu, config, workspace, atOnce(pixels), image);
  const images: Float32Array[] = [];
  for (const tiles of pixels) images.push(joined(await extractor.run(tiles)));
  extractor.destroy();
  return images;
}

/** Tiles that the tower takes at a time: two where an image has several, so that both ways are gone. */
function atOnce(pixels: readonly (readonly Float32Array[])[]): number {
  return pixels.some((tiles) => tiles.length > 1) ? 2 : 1;
}

/** The tiles of every ladder, [3 * S * S] each. */
function tilesOf(c: MllmCase, { config, tensors }: MllmFolder): Float32Array[][] {
  const S = config.vision.imageSize;
  const total = c.ladders.reduce((n, { tiles }) => n + tiles, 0);
  const shape = [total, 3, S, S];
  const all = readTensor(tensors, 'pixels', shape);
  const size = sizeOf(shape.slice(1));
  let at = 0;
  return c.ladders.map(({ tiles }) => Array.from({ length: tiles }, () => all.slice(at, (at += size))));
}

function withImage({ imageToken }: MllmCase, ids: readonly number[]): number[] {
  return ids.map((id) => (id === imageToken ? NONE : id));
}

function plainRow(c: MllmCase, ids: readonly number[]): Row {
  return { ids: withImage(c, ids), positions: ids.map((_, t) => t), segments: ids.map(() => 0), answers: [] };
}

/** A ladder as one row: every answer opens with the prompt's last token, as in data/rows.ts. */
function packedRow(c: MllmCase, { prompt, answers }: MllmCase['ladders'][number]): Row {
  const prefix = prompt.length - 1;
  const opening = prompt[prefix] as number;
  const row = { ids: prompt.slice(0, prefix), positions: [] as number[], segments: [] as number[] };
  row.ids.forEach((_, t) => {
    row.positions.push(t);
    row.segments.push(0);
  });
  const scored = answers.map((answer, k) =>
    [opening, ...answer].flatMap((token, i) => {
      row.ids.push(token);
      row.positions.push(prefix + i);
      row.segments.push(k + 1);
      const target = answer[i];
      return target === undefined ? [] : [{ from: row.ids.length - 1, target, round: 0 }];
    }),
  );
  return { ...row, ids: withImage(c, row.ids), answers: scored };
}

function relative(name: string, got: ArrayLike<number>, expected: ArrayLike<number>): Check {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i] as number));
  const scale = largest === 0 ? 1 : 1 / largest;
  const scaled = (of: ArrayLike<number>): Float64Array => Float64Array.from(of, (x) => x * scale);
  return { name, got: scaled(got), expected: scaled(expected) };
}

function flatten(parts: readonly Float32Array[]): number[] {
  return parts.flatMap((part) => [...part]);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
