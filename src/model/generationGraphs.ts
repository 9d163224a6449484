// The graphs that generation replays: prompts into the cache (prefill), one token for every slot (step), and cache
// rows to other slots (move). Each may be planned for fewer slots than the cache has: it then uses the first ones.
import type { Graph } from '../graph/graph.ts';
import { Trace } from '../graph/trace.ts';
import { attention } from '../ops/attention.ts';
import { cacheGather } from '../ops/cacheGather.ts';
import { cacheWrite } from '../ops/cacheWrite.ts';
import { decodeAttention } from '../ops/decodeAttention.ts';
import { gatherRows } from '../ops/gatherRows.ts';
import type { Tensor } from '../ops/op.ts';
import type { ModelConfig } from './config.ts';
import { decode } from './decoder.ts';
import { embed } from './forward.ts';
import { ModelTrace } from './parameters.ts';
import { UNPACKED, type Formats } from './storage.ts';
import { headLogits, tokenEmbeddings } from './tokens.ts';

/** The keys and values of all layers: `cache.k.0`, `cache.v.0`, `cache.k.1`, ... [S, Tmax, Hkv, D] each. */
export interface CacheShape {
  /** Slots. */
  readonly S: number;
  /** Tokens that a slot holds. */
  readonly Tmax: number;
}

export function cacheTensors(
  { decoder }: ModelConfig,
  { S, Tmax }: CacheShape,
): { name: string; shape: number[] }[] {
  const shape = [S, Tmax, decoder.kvHeads, decoder.headDim];
  return Array.from({ length: decoder.layers }, (_, i) => [
    { name: `cache.k.${i}`, shape },
    { name: `cache.v.${i}`, shape },
  ]).flat();
}

/**
 * Prompts of up to T tokens into slots 0 .. S.
 * Graph inputs: those of `embed`, `features` [I, C], `positions` and `segments` u32 [S, T], `starts`
 * u32 [S] (zeros), `last` u32 [S] and `lastInverse` u32 [S * T] (the row of each prompt's last token; see gatherRows).
 * Result: `logits` [S, V] of the next token.
 * @param I image tokens of all prompts together
 */
export function prefillGraph(
  config: ModelConfig,
  cache: CacheShape,
  T: number,
  I: number,
  formats: Formats = UNPACKED,
): Graph {
  const { S } = cache;
  const trace = new Trace();
  const model = new ModelTrace(trace, config, undefined, formats);
  const features = trace.input('features', [I, config.decoder.hidden]);
  const positions = trace.input('positions', [S, T], 'u32');
  const segments = trace.input('segments', [S, T], 'u32');
  const starts = trace.input('starts', [S], 'u32');
  const scale = 1 / Math.sqrt(config.decoder.headDim);
  const hidden = decode(model, embed(model, features, { B: S, T }), positions, (layer, q, k, v) => {
    remember(model, cache, layer, k, v, starts);
    return attention(q, k, v, segments, { causal: true, scale });
  });
  const last = trace.input('last', [S], 'u32');
  const inverse = trace.input('lastInverse', [S * T], 'u32');
  trace.result('logits', headLogits(model, gatherRows(hidden, last, inverse))); // [S, V]
  return trace.graph();
}

/**
 * One more token for slots 0 .. S.
 * Graph inputs, u32: `ids` [S] (NONE = idle slot), `idOrder` [S] (any order: there is no gradient), `positions`
 * [S, 1], `starts` [S] (where the token's key and value go; NONE = nowhere), `seen` [S] (tokens attended to).
 * Result: `logits` [S, V] of the next token.
 */
export function stepGraph(config: ModelConfig, cache: CacheShape, formats: Formats = UNPACKED): Graph {
  const { S } = cache;
  const trace = new Trace();
  const model = new ModelTrace(trace, config, undefined, formats);
  const x = tokenEmbeddings(model, trace.input('ids', [S], 'u32'), trace.input('idOrder', [S], 'u32'));
  const positions = trace.input('positions', [S, 1], 'u32');
  const starts = trace.input('starts', [S], 'u32');
  const seen = trace.input('seen', [S], 'u32');
  const scale = 1 / Math.sqrt(config.decoder.headDim);
  const hidden = decode(model, x, positions, (layer, q, k, v) => {
    const [keys, values] = remember(model, cache, layer, k, v, starts);
    return decodeAttention(q, keys, values, seen, { scale });
  });
  trace.result('logits', headLogits(model, hidden)); // [S, V]
  return trace.graph();
}

/** Moves sequences between slots. Graph inputs, u32: `from` [S] (NONE = stays) and `seen` [S] (see cacheGather). */
export function moveGraph(config: ModelConfig, cache: CacheShape): Graph {
  const trace = new Trace();
  const from = trace.input('from', [cache.S], 'u32');
  const seen = trace.input('seen', [cache.S], 'u32');
  for (const { name, shape } of cacheTensors(config, cache)) {
    trace.result(name, cacheGather(trace.state(name, shape), from, seen));
  }
  return trace.graph();
}

/** Writes a layer's keys and values at `starts` and returns the caches; they are results, so the writes are kept. */
function remember(
  { trace, config }: ModelTrace,
  cache: CacheShape,
  layer: number,
  k: Tensor,
  v: Tensor,
  starts: Tensor,
): [Tensor, Tensor] {
  const all = cacheTensors(config, cache);
  const write = (which: number, rows: Tensor): Tensor => {
    const { name, shape } = all[layer * 2 + which] as { name: string; shape: number[] };
    const written = cacheWrite(trace.state(name, shape), rows, starts);
    trace.result(name, written);
    return written;
  };
  return [write(0, k), write(1, v)];
}
