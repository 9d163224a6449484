// Index arithmetic shared by kernels and the host.

/** "No row": a u32 index that points nowhere. */
export const NONE = 0xffffffff;

/**
 * Stable argsort of u32 ids into `order`, without making garbage for small ids: NONE comes last.
 * The embedding gradient sums runs of equal ids in this order, so that it is the same to the bit every time.
 */
export function argsortIds(ids: Uint32Array, order: Uint32Array): void {
  for (let i = 0; i < ids.length; i++) order[i] = i;
  order.sort((a, b) => (ids[a] as number) - (ids[b] as number) || a - b);
}
