// Records that the states of src/ui/train share.
import type { LabClient } from '../../src/ui/client.ts';
import type { Dataset } from '../../src/protocol/dataset.ts';
import type { Experiment } from '../../src/protocol/experiment.ts';
import type { Run } from '../../src/protocol/run.ts';
import type { Diagnosis, FitReport } from '../../src/protocol/training.ts';
import type { RunCurves } from '../../src/ui/train/curveView.ts';
import { FAKE_SPEC } from '../fixtures/fakeExperiment.ts';
import { long, LOST, OPTIONS } from './records.ts';
import { lab, labWith, moment } from './states.ts';
import { HUGE, NAME, PROSE, SENTENCE, stretch } from './texts.ts';

export const { config } = OPTIONS;
export const datasets = (): Promise<Dataset[]> => lab.listDatasets();
export const longDatasets = async (): Promise<Dataset[]> => long(await datasets());
export const runs = (): Promise<Run[]> => lab.listRuns();
export const experiments = (): Promise<Experiment[]> => lab.listExperiments();

export const DIAGNOSES: readonly Diagnosis[] = (['problem', 'warning', 'note', 'good'] as const).map(
  (severity) => ({
    id: 'healthy',
    severity,
    title: `What a ${severity} is called`,
    evidence: 'rewards/accuracies rose from 0.50 to 0.81.',
    suggestion: 'Add the clamped penalty (dpop), or mix in SFT with weight 0.1.',
  }),
);
export const LONG_DIAGNOSES = stretch(DIAGNOSES, { title: NAME, evidence: SENTENCE, suggestion: PROSE });

/** Runs with a failed one, and one that can be exported. */
export const allRuns = async (): Promise<Run[]> => {
  const [first, second, ...others] = await runs();
  if (first === undefined || second === undefined) throw new Error('The made-up lab has runs.');
  const trained = { weightsHash: 'a', parameters: 1_900_000, configJson: '{}' };
  return [{ ...first, status: 'failed', error: LOST.message }, { ...second, trained }, ...others];
};
export const longRuns = async (): Promise<Run[]> => long(await allRuns());

export const curvesOf = async (ids: readonly string[], name?: string): Promise<RunCurves[]> =>
  Promise.all(ids.map(async (id) => ({ name: name ?? id, events: await lab.listRunEvents(id) })));

export const report = async (): Promise<FitReport> => lab.fitTraining(OPTIONS);
export const LONG_FIT = labWith({
  fitTraining: async () => ({
    ...(await report()),
    rows: [
      { name: NAME, bytes: HUGE },
      { name: SENTENCE, bytes: HUGE },
    ],
    total: HUGE,
    problems: [SENTENCE, PROSE],
    advice: [{ change: SENTENCE, set: {}, saves: HUGE / 2 }],
    trainedParameters: HUGE,
    allParameters: HUGE,
    rowsOfData: HUGE,
    steps: HUGE,
    lengths: Array.from({ length: 30 }, (_, i) => 123_456_789 + i),
    leftOut: [SENTENCE, PROSE],
  }),
});
/** A plan waits until the options have come to rest. */
export const planned = (): Promise<void> => moment(500);

export const LONG_SPEC = {
  ...stretch(FAKE_SPEC, { name: NAME, about: PROSE, text: SENTENCE, source: NAME }),
  model: NAME,
};

export const BAR = {
  name: 'MDPO, beta 0.1',
  state: 'running',
  headline: 'Training, 120 steps of 4.',
  timeLeft: 'about 2 minutes left',
  counts: 'step 31 of 120',
  done: 31,
  total: 120,
  warnings: [],
} as const;
export const LONG_BAR = {
  ...BAR,
  name: NAME,
  headline: SENTENCE,
  timeLeft: 'about 9,600 hours left',
  counts: SENTENCE,
  warnings: [SENTENCE, PROSE],
  done: 1,
  total: HUGE,
};

export const formed = async (): Promise<{ client: LabClient; datasets: Dataset[] }> => ({
  client: lab,
  datasets: await datasets(),
});
