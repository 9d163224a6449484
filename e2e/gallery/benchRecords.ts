// Records that the states of src/ui/bench share.
import type { BenchResult, JudgeAgreement } from '../../src/protocol/bench.ts';
import type { BenchmarkInfo } from '../../src/protocol/benchmark.ts';
import { defaultTextJudge } from '../../src/protocol/judge.ts';
import type { LabClient } from '../../src/ui/client.ts';
import type { AmpJudges } from '../../src/ui/bench/amp-judges.ts';
import { emptyForm, settleForm, type BenchForm } from '../../src/ui/bench/formView.ts';
import { long, MODELS } from './records.ts';
import { lab, labWith, moment, press, makeLab } from './states.ts';
import { HUGE, SENTENCE, stretch, UNBROKEN } from './texts.ts';

export const SCENES = 'mrhal-scenes';

export const benchmarks = (): Promise<BenchmarkInfo[]> => lab.listBenchmarks();
export const results = (): Promise<BenchResult[]> => lab.listResults();
export const agreements = (): Promise<JudgeAgreement[]> => lab.judgeAgreements();

export const scenes = async (): Promise<BenchmarkInfo | undefined> =>
  (await benchmarks()).find(({ id }) => id === SCENES);

/** A result of a benchmark; the newest is the text judge's. */
export async function resultOf(benchmark: string, at = 0): Promise<BenchResult> {
  const found = (await results()).filter((one) => one.benchmark === benchmark)[at];
  if (found === undefined) throw new Error(`The made-up lab has no result ${at} of ${benchmark}.`);
  return found;
}

/** Everything that has words has many. */
export const lengthen = (result: BenchResult): BenchResult =>
  stretch(long(result), {
    question: SENTENCE,
    answer: SENTENCE,
    truth: SENTENCE,
    reply: SENTENCE,
    explanation: SENTENCE,
    title: SENTENCE,
    endpoint: `https://${UNBROKEN}.example/v1`,
  });

export const longInfo = async (): Promise<BenchmarkInfo[]> => long(await benchmarks());

export const form = async (change: Partial<BenchForm> = {}): Promise<BenchForm> => ({
  ...settleForm(emptyForm, await benchmarks(), MODELS),
  ...change,
});

export const TEXT = { ...defaultTextJudge, model: 'qwen2.5:7b', priceIn: 0.4, priceOut: 1.6 };
export const LONG_TEXT = {
  ...TEXT,
  model: UNBROKEN,
  endpoint: `https://${UNBROKEN}.example/v1`,
  requestsPerMinute: HUGE,
  timeout: HUGE,
};

export const imported = async (): Promise<BenchmarkInfo[]> => {
  const all = await benchmarks();
  const info = all.find(({ id }) => id === 'pope-scenes');
  if (info === undefined) return all;
  const one = { ...info, bundled: false, about: 'Imported from coco_pope_adversarial.json.' };
  return [...all, { ...one, id: 'i', name: 'POPE, COCO, adversarial' }, { ...one, id: 'j', name: 'AMBER' }];
};

/** An import with problems, in a lab of its own. */
export const importing = labWith({
  importBenchmark: (files, onEvent) => makeLab().importBenchmark(files, onEvent),
});

export const boarded = async (): Promise<{ benchmarks: BenchmarkInfo[]; results: BenchResult[] }> => ({
  benchmarks: await benchmarks(),
  results: await results(),
});

/** An estimate waits until the form has come to rest. */
export const estimated = (): Promise<void> => moment(500);

/** Judges, and how the lab reckons what their validation takes. */
export const judged = async (
  estimateBenchmark: LabClient['estimateBenchmark'],
): Promise<Partial<AmpJudges>> => ({
  client: labWith({ estimateBenchmark }),
  results: await results(),
  agreements: await agreements(),
  scenes: await scenes(),
});
export const validate = (judges: AmpJudges): void => press(judges, 'Validate this judge');
