// A planned program on a real driver: same numbers as the float64 interpreter, memory as planned, flat over steps.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import type { Gpu } from '../gpu/device.ts';
import { openDawn } from '../host/dawn.ts';
import { add, mul } from '../ops/binary.ts';
import { sum } from '../ops/reduce.ts';
import { reshape } from '../ops/reshape.ts';
import { softmax } from '../ops/softmax.ts';
import { unary } from '../ops/unary.ts';
import { assignOffsets, type Lifetime } from './arena.ts';
import { differentiate, gradientName } from './differentiate.ts';
import { evaluate } from './evaluate.ts';
import type { Graph } from './graph.ts';
import { Layout } from './layout.ts';
import { plan } from './plan.ts';
import { Program } from './program.ts';
import { Trace } from './trace.ts';
import { Workspace } from './workspace.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openDawn();
});
afterAll(() => gpu.close());

/** loss = sum(softmax(tanh(x * w + w)) * (x * x)), with x used twice by one op. */
function sample(): Graph {
  const trace = new Trace();
  const x = trace.input('x', [7, 5]);
  const w = trace.state('w', [5]);
  const y = softmax(unary(add(mul(x, w), w), 'tanh'));
  trace.result('y', reshape(y, [35]));
  trace.result('loss', sum(mul(y, mul(x, x)), [0, 1], false));
  return differentiate(trace.graph(), 'loss', ['w', 'x']);
}

function values(): { x: Float32Array; w: Float32Array } {
  const random = new Random(3);
  return {
    x: Float32Array.from({ length: 35 }, () => random.normal()),
    w: Float32Array.from({ length: 5 }, () => random.normal()),
  };
}

function layout(): Layout {
  const places = new Layout();
  places.add('weights', 'w', [5]);
  places.add('grads', gradientName('w'), [5]);
  return places;
}

test('a program computes what the interpreter computes, and stores gradients where the layout says', async () => {
  const graph = sample();
  const { x, w } = values();
  const places = layout();
  const planned = plan(graph, places, gpu.traits);
  expect([...planned.results.keys()].sort()).toEqual(['grad:x', 'loss', 'y']);
  const workspace = new Workspace(gpu, places, [planned]);
  workspace.write('w', w);
  const program = await Program.create(planned, workspace, 'test');
  program.floats('x').set(x);
  program.run();
  const results = new Map(await program.read());
  results.set('grad:w', await workspace.read('grad:w', [5]));
  for (const [name, expected] of evaluate(graph, { x, w })) {
    const got = results.get(name) as Float32Array;
    expect(got.length).toBe(expected.length);
    expected.forEach((value, i) => expect(Math.abs((got[i] as number) - value), name).toBeLessThan(1e-5));
  }
  program.destroy();
  workspace.destroy();
});

test('what is allocated is what was planned, and 300 steps change neither memory nor the heap', async () => {
  const before = gpu.stats.bytes;
  const places = layout();
  const planned = plan(sample(), places, gpu.traits);
  const workspace = new Workspace(gpu, places, [planned]);
  const program = await Program.create(planned, workspace, 'test');
  const { inputs, results, params } = planned.bytes;
  expect(gpu.stats.bytes - before).toBe(Workspace.bytes(places, [planned]) + inputs + results + params);

  const { x, w } = values();
  workspace.write('w', w);
  program.floats('x').set(x);
  const step = async (): Promise<number> => {
    program.run();
    return ((await program.read()).get('loss') as Float32Array)[0] as number;
  };
  const first = await step();
  for (let i = 0; i < 100; i++) await step();
  const stats = gpu.stats;
  expect(globalThis.gc).toBeDefined();
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  let different = 0;
  for (let i = 0; i < 300; i++) if ((await step()) !== first) different++;
  globalThis.gc?.();
  expect(different).toBe(0); // to the bit
  expect(gpu.stats).toEqual(stats);
  expect(process.memoryUsage().heapUsed - heap).toBeLessThan(2 * 1024 * 1024);
  program.destroy();
  workspace.destroy();
  expect(gpu.stats.bytes).toBe(before);
});

test('tensors that live at the same time never overlap in the arena', () => {
  const random = new Random(11);
  for (let round = 0; round < 50; round++) {
    const lives = Array.from({ length: 60 }, (_, i): Lifetime => {
      const first = random.int(40);
      return { value: i, bytes: 1 + random.int(5000), first, last: first + random.int(10) };
    });
    const { offsets, bytes } = assignOffsets(lives);
    for (const a of lives) {
      const start = offsets.get(a) as number;
      expect(start % 256).toBe(0);
      expect(start + a.bytes).toBeLessThanOrEqual(bytes);
      for (const b of lives) {
        if (a === b || a.last < b.first || b.last < a.first) continue;
        const other = offsets.get(b) as number;
        expect(start + a.bytes <= other || other + b.bytes <= start).toBe(true);
      }
    }
  }
});

test('nodes that no result needs are not run', () => {
  const trace = new Trace();
  const x = trace.input('x', [4]);
  unary(x, 'exp');
  trace.result('y', unary(x, 'tanh'));
  expect(plan(trace.graph(), new Layout(), gpu.traits).dispatches.length).toBe(1);
});
