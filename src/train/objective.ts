// The graph of one training step's loss and gradients, for either objective. Pure: shapes and a config in, graph out.
import { mdpoOptions } from '../amp/mdpo.ts';
import type { BatchSize } from '../data/batch.ts';
import { differentiate } from '../graph/differentiate.ts';
import type { Graph } from '../graph/graph.ts';
import { Trace } from '../graph/trace.ts';
import { imageTokens, type ModelConfig } from '../model/config.ts';
import { hiddenStates, pixelInput, scoredLogps } from '../model/forward.ts';
import { ModelTrace, type Parameter } from '../model/parameters.ts';
import { imageFeatures } from '../model/vision.ts';
import { mdpo } from '../ops/mdpo.ts';
import type { Tensor } from '../ops/op.ts';
import { reshape } from '../ops/reshape.ts';
import { scale } from '../ops/scale.ts';
import { sum } from '../ops/reduce.ts';
import { segmentSum } from '../ops/segmentSum.ts';
import type { TrainConfig } from '../protocol/run.ts';

/** What of a config the graph depends on. */
export type ObjectiveConfig = Pick<
  TrainConfig,
  | 'objective'
  | 'trainVision'
  | 'beta'
  | 'pairs'
  | 'penalty'
  | 'penaltyWeight'
  | 'reduction'
  | 'labelSmoothing'
>;

/**
 * Summed, weighted log-probability of every answer: graph result `logps` [B, K].
 * Images come as graph input `pixels` when the vision tower is trained, else as `features` [B * imageTokens, C].
 */
export function answerLogps(model: ModelTrace, size: BatchSize, trainVision: boolean): Tensor {
  const { B, K, M } = size;
  const { trace, config } = model;
  const features = trainVision
    ? imageFeatures(model, pixelInput(model, B))
    : trace.input('features', [B * imageTokens(config), config.decoder.hidden]);
  const logps = scoredLogps(model, hiddenStates(model, features, size), size); // [M]
  const weights = trace.input('weights', [M]);
  const offsets = trace.input('offsets', [B * K + 1], 'u32');
  return reshape(segmentSum(logps, weights, offsets), [B, K]);
}

/** Log-probabilities only, for references and evaluation: result `logps` [B, K]. */
export function logpsGraph(config: ModelConfig, size: BatchSize): Graph {
  const trace = new Trace();
  trace.result('logps', answerLogps(new ModelTrace(trace, config), size, false));
  return trace.graph();
}

/**
 * Loss and gradients. Results: `loss` [1], `logps` [B, K], for MDPO `pairLosses` and `rewards`, and `grad:NAME` of
 * every trained parameter.
 */
export function stepGraph(
  config: ModelConfig,
  train: ObjectiveConfig,
  size: BatchSize,
  trained: readonly Parameter[],
): Graph {
  const trace = new Trace();
  const model = new ModelTrace(trace, config);
  const logps = answerLogps(model, size, train.trainVision);
  trace.result('logps', logps);
  if (train.objective === 'mdpo') {
    const reference = trace.input('reference', [size.B, size.K]);
    const { loss, pairLosses, rewards } = mdpo(logps, reference, mdpoOptions(train));
    trace.result('loss', loss);
    trace.result('pairLosses', pairLosses);
    trace.result('rewards', rewards);
  } else {
    // The batch's weights already divide by rows and tokens (see trainer.ts): the loss is minus their sum.
    trace.result('loss', scale(sum(logps, [0, 1]), -1));
  }
  return differentiate(
    trace.graph(),
    'loss',
    trained.map((p) => p.name),
  );
}
