// Which model and data a new run starts with, and what stays chosen when models, datasets or the objective change. Pure.
import type { Dataset } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import type { TrainConfig, TrainSource } from '../../protocol/run.ts';

/** Dialogues for SFT: enough for a first look. */
export const SCENES: Extract<TrainSource['data'], { kind: 'scenes' }> = {
  kind: 'scenes',
  count: 240,
  rounds: 2,
  priorShare: 0,
};

/** Datasets that can be learned from: with an order to learn, or for SFT any. */
export function usableDatasets(
  datasets: readonly Dataset[],
  { objective }: Pick<TrainConfig, 'objective'>,
): Dataset[] {
  return datasets.filter(
    ({ counts }) =>
      counts.ladders > 0 && (objective === 'sft' || Object.keys(counts.levels).some((K) => Number(K) >= 2)),
  );
}

/**
 * The source as far as it still exists; else the first dataset (or scenes, for SFT) and, where none was chosen, the
 * smallest model. Undefined where there is nothing to choose from.
 */
export function settleSource(
  source: TrainSource | undefined,
  models: readonly ModelInfo[],
  datasets: readonly Dataset[],
  config: Pick<TrainConfig, 'objective'>,
): TrainSource | undefined {
  const model =
    models.find(({ id }) => id === source?.model) ??
    models.toSorted((a, b) => a.parameters - b.parameters)[0];
  if (model === undefined) return undefined;
  const usable = usableDatasets(datasets, config);
  const data = source?.data;
  const kept =
    data?.kind === 'scenes'
      ? config.objective === 'sft'
      : usable.some(({ id }) => data !== undefined && id === data.id);
  if (data !== undefined && kept) return { model: model.id, data };
  const [first] = usable;
  if (config.objective === 'sft') return { model: model.id, data: SCENES };
  return { model: model.id, data: { kind: 'dataset', id: first?.id ?? '' } };
}

/** K of most of the ladders that are chosen. */
export function levelsOf(source: TrainSource | undefined, datasets: readonly Dataset[]): number {
  const data = source?.data;
  const dataset = data?.kind === 'dataset' ? datasets.find(({ id }) => id === data.id) : undefined;
  const [most] = Object.entries(dataset?.counts.levels ?? {}).sort((a, b) => b[1] - a[1]);
  return most === undefined ? 4 : Number(most[0]);
}
