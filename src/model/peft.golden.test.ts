// Adapters against PEFT (e2e/golden/adapters): one that PEFT saved and one that PEFT loaded from our files. Log-
// probabilities, the SFT loss, its gradient for every A and B, and the merged weights, on the shipped WGSL.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NONE } from '../base/indices.ts';
import { batchSize, fillRows, fillScored } from '../data/batch.ts';
import type { Row } from '../data/rows.ts';
import { differentiate, gradientName } from '../graph/differentiate.ts';
import { Layout } from '../graph/layout.ts';
import { plan } from '../graph/plan.ts';
import { Program } from '../graph/program.ts';
import { Trace } from '../graph/trace.ts';
import { Workspace } from '../graph/workspace.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { scale } from '../ops/scale.ts';
import { segmentSum } from '../ops/segmentSum.ts';
import { sum } from '../ops/reduce.ts';
import { adaptersOf, mergeAdapter, type LoraOptions } from './adapters.ts';
import { parseConfig } from './config.ts';
import { batchLogps } from './forward.ts';
import { adapterParameters, ModelTrace, parametersOf } from './parameters.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_FILE, readPeft } from './peft.ts';
import { readSafetensors, readTensor, type SafetensorsFile } from './safetensors.ts';
import { testAdapterFiles } from './testAdapter.ts';
import { loadWeights, writeWeights, type Weights } from './weights.ts';

const root = 'e2e/golden';
const bytes = (path: string): ArrayBuffer => new Uint8Array(readFileSync(`${root}/${path}`)).buffer;
const text = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');
const tensors = (path: string): SafetensorsFile => readSafetensors(bytes(path), path);

const config = parseConfig(JSON.parse(text('model/config.json')));
const weights = loadWeights(config, tensors('model/model.safetensors'));
const batch = JSON.parse(text('model/golden.json')) as {
  B: number;
  pixels: number[][][][];
  inputIds: number[][];
  labels: number[][];
  lengths: number[];
};
const golden = JSON.parse(text('adapters/golden.json')) as Record<
  'theirs' | 'ours',
  { logps: number[]; loss: number }
>;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

for (const whose of ['theirs', 'ours'] as const) {
  const folder = `adapters/${whose}`;
  const expected = golden[whose];

  test(`${whose}: the model with its adapter computes what PEFT computes`, async () => {
    const { lora, adapter } = readPeft(
      text(`${folder}/${ADAPTER_CONFIG_FILE}`),
      bytes(`${folder}/${ADAPTER_FILE}`),
      config,
    );
    const { logps, loss, gradients } = await measure(new Map([...weights, ...adapter]), lora);
    close(logps, expected.logps, 1e-4, 'logps');
    close([loss], [expected.loss], 1e-4, 'loss');
    const grads = tensors(`adapters/grads.${whose}.safetensors`);
    expect(gradients.size).toBe(grads.entries.size);
    for (const { name, shape } of adapterParameters(config, adaptersOf(config, lora))) {
      const wanted = readTensor(grads, `base_model.model.${name}`, shape);
      close(gradients.get(name) as Float32Array, wanted, 1e-3, `d loss / d ${name}`);
    }
    const merged = await measure(mergeAdapter(config, weights, adapter, lora), undefined);
    close(merged.logps, expected.logps, 1e-4, 'logps of the merged weights');
  });
}

test('the files that PEFT was given are those that this code writes', () => {
  const files = testAdapterFiles(config);
  expect(files[ADAPTER_CONFIG_FILE]).toBe(text(`adapters/ours/${ADAPTER_CONFIG_FILE}`));
  const committed = Buffer.from(bytes(`adapters/ours/${ADAPTER_FILE}`));
  expect(Buffer.from(files[ADAPTER_FILE]).equals(committed)).toBe(true);
});

/** Summed log-probabilities of the goldens' rows [R], the mean SFT loss over tokens, and its gradients where adapted. */
async function measure(
  states: Weights,
  lora: LoraOptions | undefined,
): Promise<{ logps: Float32Array; loss: number; gradients: Map<string, Float32Array> }> {
  const rows = goldenRows();
  const size = batchSize(rows, rows.length, 1);
  const adapters = lora && adaptersOf(config, lora);
  const added = adapters ? adapterParameters(config, adapters) : [];

  const trace = new Trace();
  const tokens = batchLogps(new ModelTrace(trace, config, adapters), size); // [M]
  const offsets = trace.input('offsets', [size.B + 1], 'u32');
  const logps = segmentSum(tokens, trace.input('weights', [size.M]), offsets); // [R]
  const scored = rows.reduce((n, { answers }) => n + (answers[0]?.length ?? 0), 0);
  trace.result('logps', logps);
  trace.result('loss', scale(sum(logps, [0]), -1 / scored));
  const graph = differentiate(
    trace.graph(),
    'loss',
    added.map(({ name }) => name),
  );

  const layout = new Layout();
  for (const { name, shape } of [...parametersOf(config), ...added]) layout.add('weights', name, shape);
  const planned = plan(graph, layout, gpu.traits);
  const workspace = new Workspace(gpu, layout, [planned]);
  writeWeights(workspace, states);
  const program = await Program.create(planned, workspace, 'adapted model');
  fillRows(program, rows, size.T);
  fillScored(program, rows, size, () => 1);
  const pixels = rows.flatMap((_, r) => (batch.pixels[r % batch.B] as number[][][]).flat(2));
  program.floats('pixels').set(pixels);
  program.run();
  const results = (await program.read()) as ReadonlyMap<string, Float32Array>;
  const result = (name: string): Float32Array => (results.get(name) as Float32Array).slice();
  const gradients = new Map(added.map(({ name }) => [name, result(gradientName(name))]));
  const measured = { logps: result('logps'), loss: result('loss')[0] as number, gradients };
  program.destroy();
  workspace.destroy();
  return measured;
}

/** The goldens' rows as they are: one answer each. */
function goldenRows(): Row[] {
  return batch.inputIds.map((ids, r) => {
    const tokens = ids.slice(0, batch.lengths[r]);
    const labels = batch.labels[r] as number[];
    return {
      ids: tokens.map((id) => (id === config.imageToken ? NONE : id)),
      positions: tokens.map((_, t) => t),
      segments: tokens.map(() => 0),
      answers: [
        labels.flatMap((label, t) => (label === -100 ? [] : [{ from: t - 1, target: label, round: 0 }])),
      ],
    };
  });
}

function close(got: ArrayLike<number>, wanted: ArrayLike<number>, relative: number, what: string): void {
  // Relative to the tensor's largest entry: single entries can be sums that cancel.
  const largest = Math.max(...Array.from(wanted, Math.abs));
  const worst = Math.max(...Array.from(wanted, (x, i) => Math.abs((got[i] as number) - x)));
  expect(got.length, what).toBe(wanted.length);
  expect(worst, `${what}: largest error ${worst}, largest value ${largest}`).toBeLessThanOrEqual(
    1e-6 + relative * largest,
  );
}
