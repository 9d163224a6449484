// From a batch of rows to log-probabilities of the tokens that are scored. The batch's arrays are named inputs of
// the graph; data/pack.ts fills them.
import { attention } from '../ops/attention.ts';
import { add } from '../ops/binary.ts';
import { gatherRows } from '../ops/gatherRows.ts';
import type { Tensor } from '../ops/op.ts';
import { tokenLogprob } from '../ops/tokenLogprob.ts';
import { decode } from './decoder.ts';
import { imageTokens, type ModelConfig } from './config.ts';
import type { ModelTrace } from './parameters.ts';
import { tokenEmbeddings } from './tokens.ts';
import { imageFeatures } from './vision.ts';

/** Sizes of a batch: everything that a plan depends on. */
export interface BatchShape {
  /** Rows; each has one tile, unless `imageTokens` says otherwise. */
  readonly B: number;
  /** Tokens a row, padding included. */
  readonly T: number;
  /** Scored tokens in the whole batch, padding included. */
  readonly M: number;
  /** Image tokens in the whole batch, padding included: several tiles a row, or none; absent = one tile a row. */
  readonly imageTokens?: number;
}

/** Image tokens that the features of a batch have room for. */
export function imageTokensOf(config: ModelConfig, { B, imageTokens: given }: RowShape): number {
  return given ?? B * imageTokens(config);
}

/** Tiles that the pixels of a batch have room for. */
export function tilesOf(config: ModelConfig, shape: RowShape): number {
  return Math.ceil(imageTokensOf(config, shape) / imageTokens(config));
}

type RowShape = Pick<BatchShape, 'B' | 'imageTokens'>;

/**
 * Input embeddings: the tokens' rows, and image tokens where the row has them.
 * Graph inputs: `ids` u32 [B*T] (NONE at image and padding positions), `idOrder` u32 [B*T],
 * `imageIndex` u32 [B*T] and `imageInverse` u32 [I] (see gatherRows), I = the batch's image tokens.
 * @param features [I, C], or more rows than the places in the text: the last of several tiles may be padding
 * @returns [B * T, C]
 */
export function embed(model: ModelTrace, features: Tensor, { B, T }: Pick<BatchShape, 'B' | 'T'>): Tensor {
  const { trace } = model;
  const text = tokenEmbeddings(
    model,
    trace.input('ids', [B * T], 'u32'),
    trace.input('idOrder', [B * T], 'u32'),
  );
  const image = gatherRows(
    features,
    trace.input('imageIndex', [B * T], 'u32'),
    trace.input('imageInverse', [features.shape[0] as number], 'u32'),
  );
  return add(text, image);
}

/** Pixels of tiles, graph input `pixels` f32 [tiles, 3, S, S]. */
export function pixelInput(model: ModelTrace, tiles: number): Tensor {
  const S = model.config.vision.imageSize;
  return model.trace.input('pixels', [tiles, 3, S, S]);
}

/**
 * Hidden states of rows in training form: causal attention within segments.
 * Graph inputs beside `embed`'s: `positions` u32 [B, T], `segments` u32 [B, T] (0 = shared prefix, k + 1 = answer k,
 * NONE = padding).
 * @returns [B * T, C]
 */
export function hiddenStates(
  model: ModelTrace,
  features: Tensor,
  shape: Pick<BatchShape, 'B' | 'T'>,
): Tensor {
  const { B, T } = shape;
  const positions = model.trace.input('positions', [B, T], 'u32');
  const segments = model.trace.input('segments', [B, T], 'u32');
  const scale = 1 / Math.sqrt(model.config.decoder.headDim);
  return decode(model, embed(model, features, shape), positions, (_layer, q, k, v) =>
    attention(q, k, v, segments, { causal: true, scale }),
  );
}

/**
 * log pi(token | what stands before it) of every scored token.
 * Graph inputs: `scored` u32 [M] (row of the hidden state that predicts the token, NONE = padding), `scoredInverse`
 * u32 [B*T], `targets` u32 [M] (NONE = padding, log-probability 0).
 * @returns [M]
 */
export function scoredLogps(model: ModelTrace, hidden: Tensor, { B, T, M }: BatchShape): Tensor {
  const { trace } = model;
  const rows = gatherRows(
    hidden,
    trace.input('scored', [M], 'u32'),
    trace.input('scoredInverse', [B * T], 'u32'),
  ); // [M, C]
  return tokenLogprob(rows, model.head(), trace.input('targets', [M], 'u32'));
}

/** The whole model, pixels to scored log-probabilities [M]. */
export function batchLogps(model: ModelTrace, shape: BatchShape): Tensor {
  const features = imageFeatures(model, pixelInput(model, tilesOf(model.config, shape)));
  return scoredLogps(model, hiddenStates(model, features, shape), shape);
}
