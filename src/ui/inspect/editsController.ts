// What a person says of the ladders of a dataset, each with its history, so that it can be undone even after another
// ladder was looked at.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LadderAnnotation } from '../../protocol/inspect.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { edited, newHistory, redone, undone, type EditHistory } from './editHistory.ts';

/** What is undone and redone; no ranks = the ladder's own order. */
export type Edit = Pick<LadderAnnotation, 'ranks' | 'note'>;

export class EditsController implements ReactiveController {
  private readonly histories = new Map<string, EditHistory<Edit>>();

  /** @param keep called with what is to be kept after every change */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly keep: (ladder: string, edit: Edit) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // Nothing is watched; the interface wants one of its methods.
  }

  /** Begins with what was said before; what was done since stays. */
  of({ id, note }: Ladder, annotation: LadderAnnotation | undefined): EditHistory<Edit> {
    const known = this.histories.get(id);
    if (known !== undefined && known.past.length + known.future.length > 0) return known;
    const { ranks = [], note: said = note ?? '' } = annotation ?? {};
    const start = newHistory({ ranks, note: said });
    this.histories.set(id, start);
    return start;
  }

  change(ladder: string, change: Partial<Edit>): void {
    const history = this.histories.get(ladder);
    if (history !== undefined) this.put(ladder, edited(history, { ...history.now, ...change }));
  }

  undo(ladder: string): void {
    this.step(ladder, undone);
  }

  redo(ladder: string): void {
    this.step(ladder, redone);
  }

  private step(ladder: string, step: (history: EditHistory<Edit>) => EditHistory<Edit>): void {
    const history = this.histories.get(ladder);
    const next = history && step(history);
    if (next !== undefined && next !== history) this.put(ladder, next);
  }

  private put(ladder: string, history: EditHistory<Edit>): void {
    this.histories.set(ladder, history);
    this.host.requestUpdate();
    this.keep(ladder, history.now);
  }
}
