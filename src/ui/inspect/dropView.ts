// Where a dragged rung would be dropped, from where the pointer is. Pure.
import type { Drop } from './orderView.ts';

/** Upper and lower edge on the screen. */
export interface RungBox {
  readonly top: number;
  readonly bottom: number;
}

/** Share of a group at its edges that means "between"; the middle means "onto". */
const BETWEEN = 0.3;

/**
 * @param boxes of the groups, best first; @param y of the pointer; @param own the dragged rung's group
 * @param tied whether that group has other rungs
 * @returns undefined where nothing would change
 */
export function dropAt(boxes: readonly RungBox[], y: number, own: number, tied: boolean): Drop | undefined {
  const between = (group: number): Drop | undefined =>
    !tied && (group === own || group === own + 1) ? undefined : { kind: 'before', group };
  for (const [group, { top, bottom }] of boxes.entries()) {
    if (y >= bottom) continue;
    const share = (y - top) / (bottom - top);
    if (share < BETWEEN) return between(group);
    if (share > 1 - BETWEEN) return between(group + 1);
    return group === own ? undefined : { kind: 'onto', group };
  }
  return between(boxes.length);
}
