// Answers of the tiny model: prefill and NEW tokens for every row, the end token put off, so that all runs are of one
// length. A run is the whole batch.
import { promptRow } from '../../src/data/rows.ts';
import { sftExample } from '../../src/data/scenes/sftSet.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { Workspace } from '../../src/graph/workspace.ts';
import { imageTokens } from '../../src/model/config.ts';
import { Generator, type Prompt } from '../../src/model/generate.ts';
import { parametersOf } from '../../src/model/parameters.ts';
import { layoutWeights, writeWeights } from '../../src/model/weights.ts';
import { decodingOf, type Decoding } from '../../src/protocol/decoding.ts';
import type { Subject, Unable } from './measure.ts';
import { normals, OURS } from './ours.ts';
import { JAX, TFJS } from './peers.ts';
import { loadTinyModel, type Tiny } from './tinyBatch.ts';

/** New tokens a row. */
const NEW = 32;
const ROWS = [16, 48];
const DECODINGS: Record<string, Decoding> = {
  greedy: decodingOf('greedy', { minNew: NEW, maxNew: NEW }),
  'beams 4': decodingOf('greedy', { beams: 4, minNew: NEW, maxNew: NEW }),
};

const NO_PEERS: Unable[] = [JAX, TFJS].map((name) => ({
  name,
  note: 'it brings no batched decoding with a cache',
}));

export function generationSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return ROWS.flatMap((rows) =>
    Object.entries(DECODINGS).map(
      ([name, decoding]) =>
        () =>
          subject(gpu, rows, name, decoding),
    ),
  );
}

async function subject(gpu: Gpu, B: number, name: string, decoding: Decoding): Promise<Subject> {
  const tiny = await loadTinyModel();
  const weights = new Workspace(gpu, layoutWeights(parametersOf(tiny.config)), []);
  writeWeights(weights, tiny.weights);
  const asked = prompts(tiny, B);
  const T = Math.max(...asked.map((prompt) => prompt.row.ids.length));
  const size = { B, T, maxNew: NEW, beams: decoding.beams };
  const generator = await Generator.create(gpu, tiny.config, weights, size);
  return {
    name: `generation, ${B} rows, ${name}`,
    tokens: B * NEW,
    contenders: [
      {
        name: OURS,
        run: async (n) => {
          for (let i = 0; i < n; i++) await generator.run(asked, decoding, tiny.context.special.eos);
        },
        dispose: () => {
          generator.destroy();
          weights.destroy();
        },
      },
      ...NO_PEERS,
    ],
  };
}

/** Second questions about scenes, first question and answer before them; the image is seeded noise. */
function prompts({ config, context }: Tiny, n: number): Prompt[] {
  return Array.from({ length: n }, (_, i) => {
    const [first, second] = sftExample(i, 2, 0).rounds;
    if (first === undefined || second === undefined) throw new Error('internal: an example has two rounds.');
    return {
      row: promptRow(context, [first], second.question),
      features: normals(imageTokens(config) * config.decoder.hidden, 100 + i),
      key: String(i),
    };
  });
}
