// What an MDPO step costs beside the GPU's time: dispatches, time in JavaScript, bytes up and down, memory held.
import { quickstartConfig } from '../../src/train/presets.ts';
import { formatBytes } from '../../src/base/format.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { TrainConfig } from '../../src/protocol/run.ts';
import { totalBytes } from '../../src/train/memory.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { median, type Explanation, type Subject } from './measure.ts';
import { OURS } from './ours.ts';
import { LEARNING_RATE, movedReference } from './steppers.ts';
import { ladderBatches, loadTinyModel, samplesOf } from './tinyBatch.ts';

const SETTINGS: Record<string, TrainConfig> = {
  'all weights': quickstartConfig,
  'LoRA, rank 16, all-linear': {
    ...quickstartConfig,
    adapter: 'lora',
    loraRank: 16,
    loraAlpha: 32,
    loraTargets: 'all-linear',
  },
};

export function costSubjects(gpu: Gpu): (() => Promise<Subject>)[] {
  return Object.entries(SETTINGS).map(
    ([name, train]) =>
      () =>
        subject(gpu, name, train),
  );
}

async function subject(gpu: Gpu, name: string, train: TrainConfig): Promise<Subject> {
  const tiny = await loadTinyModel();
  const { packed } = ladderBatches(tiny);
  const { B, T, K } = packed.size;
  const trainer = await Trainer.create(gpu, tiny.config, tiny.weights, train, packed.size);
  const reference = await movedReference(trainer, packed);
  const samples = samplesOf(packed);
  let t = 0;
  const times: number[] = [];
  return {
    name: `cost of an MDPO step, ${B} ladders of ${K}, rows of ${T}, ${name}`,
    contenders: [
      {
        name: OURS,
        run: async (n) => {
          for (let i = 0; i < n; i++) {
            // Both calls fill, upload, encode and submit before they first wait for the GPU.
            const start = performance.now();
            const loss = trainer.backward([samples], 0, reference);
            const half = performance.now();
            await loss;
            const resumed = performance.now();
            const norm = trainer.apply(LEARNING_RATE, ++t);
            times.push(half - start + performance.now() - resumed);
            await norm;
          }
        },
        dispose: () => trainer.destroy(),
      },
    ],
    explain: async (timesOf) => explain(gpu, trainer, median(times), median(timesOf(OURS))),
  };
}

function explain(gpu: Gpu, trainer: Trainer, cpu: number, whole: number): Explanation {
  const plans = [trainer.programs.step.plan, trainer.programs.update.plan];
  const sum = (of: (plan: (typeof plans)[number]) => number): number => plans.reduce((n, p) => n + of(p), 0);
  const figures = {
    dispatches: sum((plan) => plan.dispatches.length),
    cpuMs: cpu,
    cpuShare: cpu / whole,
    bytesUp: sum((plan) => plan.bytes.inputs),
    bytesDown: sum((plan) => plan.bytes.results),
    bytesHeld: totalBytes(trainer.memory),
  };
  const share = (100 * figures.cpuShare).toFixed(figures.cpuShare < 0.01 ? 2 : 1);
  return {
    note:
      `${figures.dispatches} dispatches; ${cpu.toFixed(2)} ms in JavaScript to fill, encode and submit, ${share} % of the ` +
      `step (goal: under 10 %)${gpu.adapter.software ? ', on an adapter that takes its time' : ''}; ` +
      `${formatBytes(figures.bytesUp)} uploaded and ${formatBytes(figures.bytesDown)} read back a step; ` +
      `${formatBytes(figures.bytesHeld)} held on the GPU.`,
    figures,
  };
}
