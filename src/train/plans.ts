// Everything that a run executes, planned before anything is allocated: for every bucket of lengths a step and the
// log-probabilities, and one update. Pure.
import type { BatchSize } from '../data/batch.ts';
import type { DeviceTraits } from '../gpu/dispatch.ts';
import type { Layout } from '../graph/layout.ts';
import { plan, type Plan } from '../graph/plan.ts';
import type { ModelConfig } from '../model/config.ts';
import { layoutWeights, TRAINABLE } from '../model/weights.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { logpsGraph, stepGraph } from './objective.ts';
import type { Trained } from './trained.ts';
import { accumulateGraph, layoutOptimiser, updateGraph } from './update.ts';

export interface BucketPlan {
  readonly size: BatchSize;
  readonly step: Plan;
  readonly policy: Plan;
  /** Only with an adapter: without one it is the policy's plan. */
  readonly reference: Plan | undefined;
}

export interface RunPlan {
  readonly layout: Layout;
  readonly trained: Trained;
  readonly buckets: readonly BucketPlan[];
  /** Only where a step has several micro-batches. */
  readonly accumulate: Plan | undefined;
  readonly update: Plan;
  readonly all: readonly Plan[];
}

/** @throws OutOfMemoryError when a tensor or the arena exceeds the device's limits */
export function planRun(
  config: ModelConfig,
  train: TrainConfig,
  sizes: readonly BatchSize[],
  trained: Trained,
  traits: DeviceTraits,
): RunPlan {
  const layout = runLayout(train, trained);
  const elements = (layout.buffers.get(TRAINABLE) ?? 0) / 4;
  const plain = { ...trained, adapters: undefined };
  const buckets = sizes.map((size): BucketPlan => ({
    size,
    step: plan(stepGraph(config, train, size, trained), layout, traits),
    policy: plan(logpsGraph(config, size, trained), layout, traits),
    reference: trained.adapters && plan(logpsGraph(config, size, plain), layout, traits),
  }));
  const accumulated = train.accumulation > 1;
  const accumulate = accumulated ? plan(accumulateGraph(elements), layout, traits) : undefined;
  const update = plan(updateGraph(elements, accumulated), layout, traits);
  const all = [
    ...buckets.flatMap(({ step, policy, reference }) => [step, policy, reference ?? []].flat()),
    ...(accumulate ? [accumulate] : []),
    update,
  ];
  return { layout, trained, buckets, accumulate, update, all };
}

/** Weights, gradients and moments. */
function runLayout(train: TrainConfig, { model, adapter, trained, formats }: Trained): Layout {
  const names = new Set(trained.map(({ name }) => name));
  const layout = layoutWeights([...model, ...adapter], names, undefined, formats);
  layoutOptimiser(layout, trained, train.accumulation > 1);
  return layout;
}
