// Token ids to embeddings and hidden states to logits: the two ends of the decoder, whose tables may be packed.
import { embedding } from '../ops/embedding.ts';
import type { Tensor } from '../ops/op.ts';
import { quantEmbedding } from '../ops/quantEmbedding.ts';
import { product } from './linear.ts';
import type { ModelTrace } from './parameters.ts';

/** Rows [N, C] of the token table, zeros for NONE. @param order u32 [N] as `sortOrder` gives it */
export function tokenEmbeddings(model: ModelTrace, ids: Tensor, order: Tensor): Tensor {
  const table = model.matrix('model.text_model.embed_tokens.weight');
  return 'words' in table ? quantEmbedding(table, ids) : embedding(table, ids, order);
}

/** Logits [N, V] of hidden states [N, C]. */
export function headLogits(model: ModelTrace, hidden: Tensor): Tensor {
  return product(hidden, model.head());
}
