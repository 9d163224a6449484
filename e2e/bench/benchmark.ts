// How fast a benchmark is answered: the first examples of two bundled ones by the tiny model, as many rows at once as a
// job of the lab takes, and one row at a time. A run answers all of them; their images were looked at before.
import { bundledBenchmarks } from '../../src/bench/benchmarks.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { BenchExample } from '../../src/protocol/benchmark.ts';
import { fetchedAssets } from '../../src/worker/assets.ts';
import { BenchModel, benchRows } from '../../src/worker/benchModel.ts';
import { Images, noFiles } from '../../src/worker/images.ts';
import { loadModel } from '../../src/worker/models.ts';
import { sceneDecoding } from '../../src/worker/sceneModel.ts';
import { median, timesAsLong, type Contender, type Subject } from './measure.ts';
import { OURS } from './ours.ts';

const EXAMPLES = 48;
const BENCHMARKS = ['pope-scenes', 'mrhal-scenes'];
const ALONE = 'AMP Lab, one row at a time';

export function benchmarkSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return BENCHMARKS.map((id) => () => subject(gpu, id));
}

async function subject(gpu: Gpu, id: string): Promise<Subject> {
  const examples = bundledBenchmarks()
    .find(({ info }) => info.id === id)
    ?.examples.slice(0, EXAMPLES);
  if (examples === undefined) throw new Error(`internal: there is no benchmark ${id}.`);
  const decoding = sceneDecoding(); // greedy: a row is a sequence
  const model = await loadModel(fetchedAssets, 'sft-3of3');
  const images = new Images(fetchedAssets, noFiles);
  const planned = (atOnce: number): Promise<BenchModel> =>
    BenchModel.create(gpu, model, images, examples, decoding, atOnce);
  const rows = benchRows(gpu, decoding, EXAMPLES);
  const together = await planned(rows);
  const alone = await planned(1);
  const answers = await answered(together, examples);
  const others = await answered(alone, examples);
  const differing = answers.filter((answer, i) => answer !== others[i]).length;
  const tokens = answers.reduce((n, answer) => n + model.tokenizer.encode(answer).length + 1, 0);
  return {
    name: `benchmark, ${id}: ${answers.length} answers to ${EXAMPLES} examples, ${rows} rows at once`,
    tokens,
    contenders: [contender(OURS, together, examples), contender(ALONE, alone, examples)],
    explain: async (timesOf) => {
      const ratio = timesAsLong(timesOf(ALONE), timesOf(OURS));
      const perSecond = (1000 * answers.length) / median(timesOf(OURS));
      const tokensPerSecond = (1000 * tokens) / median(timesOf(OURS));
      return {
        note:
          `${perSecond.toFixed(1)} answers (${tokensPerSecond.toFixed(0)} tokens, end tokens counted) a second, ` +
          `${ratio.toFixed(1)}x as many as one row at a time; ${differing} of ${answers.length} answers differ.`,
        figures: { answersPerSecond: perSecond, tokensPerSecond, ratio, differing },
      };
    },
  };
}

/** All answers, one after the other. */
async function answered(model: BenchModel, examples: readonly BenchExample[]): Promise<string[]> {
  return (await model.answer(examples, () => Promise.resolve())).flat();
}

function contender(name: string, model: BenchModel, examples: readonly BenchExample[]): Contender {
  return {
    name,
    run: async (n) => {
      for (let i = 0; i < n; i++) await answered(model, examples);
    },
    dispose: () => model.destroy(),
  };
}
