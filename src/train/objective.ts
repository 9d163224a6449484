// The graph of one training step's loss and gradients, for every objective. Pure: shapes and a config in, graph out.
import { preferenceLoss, preferenceOptions, PRESETS } from '../amp/preference.ts';
import type { BatchSize } from '../data/batch.ts';
import { differentiate } from '../graph/differentiate.ts';
import type { Graph } from '../graph/graph.ts';
import { Trace } from '../graph/trace.ts';
import type { ModelConfig } from '../model/config.ts';
import { featureWidth } from '../model/features.ts';
import { hiddenStates, imageTokensOf, pixelInput, scoredLogps, tilesOf } from '../model/forward.ts';
import { ModelTrace } from '../model/parameters.ts';
import { imageFeatures, project } from '../model/vision.ts';
import { add, mul } from '../ops/binary.ts';
import { concat } from '../ops/concat.ts';
import type { Tensor } from '../ops/op.ts';
import { reshape } from '../ops/reshape.ts';
import { scale } from '../ops/scale.ts';
import { slice } from '../ops/slice.ts';
import { sum } from '../ops/reduce.ts';
import { segmentSum } from '../ops/segmentSum.ts';
import type { TrainConfig } from '../protocol/run.ts';
import type { ImageKind, Trained } from './trained.ts';

/** Rows of a batch of B: with mDPO's image-conditional term each ladder has a second row, with the cropped image. */
export function rowsPerLadder(train: Pick<TrainConfig, 'objective' | 'imageWeight'>): 1 | 2 {
  return train.objective !== 'sft' && train.imageWeight > 0 ? 2 : 1;
}

export interface AnswerLogps {
  /** Of every scored token [M]: graph result `tokenLogps`. */
  readonly tokens: Tensor;
  /** Summed, weighted, of every answer [B, K]: graph result `logps`. */
  readonly answers: Tensor;
}

/** Graph inputs beside those of the model (forward.ts): the image in its kind, `weights` [M], `offsets` [B * K + 1]. */
export function answerLogps(model: ModelTrace, size: BatchSize, image: ImageKind): AnswerLogps {
  const { B, K, M } = size;
  const { trace } = model;
  const features = imageInput(model, size, image);
  const tokens = scoredLogps(model, hiddenStates(model, features, size), size); // [M]
  const weights = trace.input('weights', [M]);
  const offsets = trace.input('offsets', [B * K + 1], 'u32');
  return { tokens, answers: reshape(segmentSum(tokens, weights, offsets), [B, K]) };
}

/** The batch's image tokens [I, C] from the graph input `pixels`, `tower` or `features`. */
function imageInput(model: ModelTrace, size: BatchSize, image: ImageKind): Tensor {
  const { trace, config } = model;
  if (image === 'pixels') return imageFeatures(model, pixelInput(model, tilesOf(config, size)));
  const given = trace.input(image, [imageTokensOf(config, size), featureWidth(config, image)]);
  return image === 'tower' ? project(model, given) : given;
}

/** Log-probabilities only: results `logps` [B, K] and `tokenLogps` [M]. Without adapters this is LoRA's reference. */
export function logpsGraph(
  config: ModelConfig,
  size: BatchSize,
  { adapters, formats, image }: Pick<Trained, 'adapters' | 'formats' | 'image'>,
): Graph {
  const trace = new Trace();
  const { tokens, answers } = answerLogps(new ModelTrace(trace, config, adapters, formats), size, image);
  trace.result('logps', answers);
  trace.result('tokenLogps', tokens);
  return trace.graph();
}

/**
 * Loss and gradients. Results: `loss` [1], `logps` [B, K], for preference losses `pairLosses` and `rewards`, and
 * `grad:NAME` of every trained parameter.
 */
export function stepGraph(
  config: ModelConfig,
  train: TrainConfig,
  size: BatchSize,
  { adapters, formats, image, trained }: Trained,
): Graph {
  const trace = new Trace();
  const { tokens, answers } = answerLogps(new ModelTrace(trace, config, adapters, formats), size, image);
  trace.result('logps', answers);
  const loss = train.objective === 'sft' ? sftLoss(answers) : ladderLoss(trace, answers, tokens, train);
  trace.result('loss', reshape(loss, [1]));
  return differentiate(
    trace.graph(),
    'loss',
    trained.map((p) => p.name),
  );
}

/** The batch's weights already divide by rows and tokens (trainer.ts): the loss is minus their sum. */
function sftLoss(answers: Tensor): Tensor {
  return scale(sum(answers, [0, 1]), -1);
}

/** The preference loss, and beside it what the options add: the SFT mix and the image-conditional term. */
function ladderLoss(trace: Trace, answers: Tensor, tokens: Tensor, train: TrainConfig): Tensor {
  const [rows, K] = answers.shape as [number, number];
  const B = rows / rowsPerLadder(train);
  const reference = trace.input('reference', [rows, K]);
  const top = (x: Tensor): Tensor => (B === rows ? x : slice(x, 0, 0, B));
  const { loss, pairLosses, rewards } = preferenceLoss(
    top(answers),
    top(reference),
    preferenceOptions(train),
  );
  trace.result('pairLosses', pairLosses);
  trace.result('rewards', rewards);
  let total = loss;
  if (train.sftWeight > 0) {
    const best = sum(mul(tokens, trace.input('bestWeights', tokens.shape)), [0]);
    total = add(total, scale(reshape(best, [1]), -train.sftWeight));
  }
  if (B !== rows) total = add(total, scale(imageTerm(answers, reference, B, train.beta), train.imageWeight));
  return total;
}

/**
 * mDPO's conditional preference (arXiv 2406.11839, Eq. 5): -log sigmoid(beta (r(y_0 | image) - r(y_0 | crop))), averaged
 * over ladders. Rows B .. 2B of the batch have the cropped image and the best answer alone.
 */
function imageTerm(answers: Tensor, reference: Tensor, B: number, beta: number): Tensor {
  const pair = (x: Tensor): Tensor => {
    const best = slice(x, 1, 0, 1); // [2B, 1]
    return concat(slice(best, 0, 0, B), slice(best, 0, B, B), 1); // [B, 2]
  };
  return preferenceLoss(pair(answers), pair(reference), { ...PRESETS.dpo, beta }).loss;
}
