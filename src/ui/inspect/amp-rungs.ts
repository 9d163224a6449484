import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LadderScores } from '../../protocol/inspect.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import { levelBadge, levelColour, shared } from '../styles.ts';
import type { TextMode } from './amp-rung-text.ts';
import './amp-rung.ts';
import { dropAt, type RungBox } from './dropView.ts';
import {
  dropped,
  moveBy,
  moveTo,
  placeInWords,
  ranksOf,
  sameOrder,
  toggleTie,
  type Drop,
  type Order,
} from './orderView.ts';
import { rungsStyles } from './rungsStyles.ts';
import { heatOf, heatScale, rewardsOf } from './scoreView.ts';

/** Pixels that a pointer moves before a press becomes a drag. */
const DRAG_FROM = 5;
/** Pixels from the window's edge within which a drag scrolls the page. */
const EDGE = 48;

/**
 * The rungs in a person's order, to be put in another: a handle is dragged, between two rungs or onto one to tie them, or
 * moved by arrows, Home and End; on a rung 1 to 9 put it at that place and t ties it with the one above.
 *
 * @fires amp-order - `detail` is the new Order.
 */
@customElement('amp-rungs')
export class AmpRungs extends LitElement {
  static override readonly styles = [shared, levelBadge, rungsStyles];

  /** The ladder; nothing is shown without it. */
  @property({ attribute: false }) ladder: Ladder | undefined;
  /** Its levels from best to worst, tied ones together. */
  @property({ attribute: false }) order: Order = [];
  /** A person's ranks; undefined where the order is the ladder's own. */
  @property({ attribute: false }) human: readonly number[] | undefined;
  /** Log-probabilities per level, nats; undefined where nobody has read it. */
  @property({ attribute: false }) scores: LadderScores | undefined;
  /** Whether scores are on their way. */
  @property({ type: Boolean }) waiting = false;
  /** What is marked in the text. */
  @property() mode: TextMode = 'plain';

  /** Levels whose reasons are shown; they stay open from one ladder to the next. */
  @state() private _open: ReadonlySet<number> = new Set();
  @state() private _drag:
    { readonly level: number; readonly dy: number; readonly drop: Drop | undefined } | undefined;
  @state() private _said = '';

  /** The level whose handle gets the focus back after a move. */
  private _focus = -1;
  /** The level whose handle is pressed, and where on the page. */
  private _pressed = -1;
  private _from = 0;
  private _tops: ReadonlyMap<number, number> = new Map();

  override render(): TemplateResult | typeof nothing {
    const { ladder, order, scores } = this;
    if (ladder === undefined) return nothing;
    const rewards = scores?.rungs.some(({ reference }) => reference !== undefined)
      ? rewardsOf(scores)
      : undefined;
    const widest = Math.max(1e-3, ...(rewards ?? []).map(Math.abs));
    const scale = heatScale(scores?.rungs.map(heatOf) ?? []);
    const flat = order.flat();
    return html`
      <ol aria-label="Rungs, best first" class=${this._drag ? 'dragging' : ''}>
        ${repeat(
          flat,
          (level) => level,
          (level, at) => {
            const group = order.find((one) => one.includes(level)) ?? [level];
            const above = flat[at - 1];
            return this._item(
              ladder,
              level,
              group,
              at,
              html`<amp-rung
                style="--colour:${levelColour(level)}"
                .level=${ladder.levels[level]}
                .index=${level}
                .standard=${ladder.levels[0]}
                .above=${above === undefined ? undefined : ladder.levels[above]}
                .questions=${ladder.questions}
                .scores=${scores?.rungs[level]}
                .waiting=${this.waiting}
                .reward=${rewards?.[level]}
                .widest=${widest}
                .scale=${scale}
                .mode=${this.mode}
                .open=${this._open.has(level)}
                .human=${this.human?.[level]}
                .tied=${group.filter((one) => one !== level)}
                @amp-why=${() => this._toggle(level)}
              ></amp-rung>`,
            );
          },
        )}
        ${this._line()}
      </ol>
      <p class="visually-hidden" role="status">${this._said}</p>
    `;
  }

  private _item(
    { levels }: Ladder,
    level: number,
    group: readonly number[],
    at: number,
    rung: TemplateResult,
  ): TemplateResult {
    const K = levels.length;
    const dragged = this._drag?.level === level ? this._drag : undefined;
    const onto = this._drag?.drop?.kind === 'onto' && this.order[this._drag.drop.group]?.includes(level);
    const joined = group[0] !== level;
    const small = (sign: string, label: string, key: string, off: boolean, go: () => void): TemplateResult =>
      html`<button
        type="button"
        title="${label} (${key})"
        aria-label="${label}: level ${level}"
        ?disabled=${off}
        @click=${go}
      >
        ${sign}
      </button>`;
    const tieLabel = group.length > 1 ? 'Untie' : 'Tie with the rung above';
    return html`<li
      class="${joined ? 'joined' : ''} ${dragged ? 'dragged' : ''} ${onto ? 'onto' : ''}"
      data-level=${level}
      style="--colour:${levelColour(level)};${dragged ? `transform:translateY(${dragged.dy}px)` : ''}"
      @keydown=${(event: KeyboardEvent) => this._onKey(event, level)}
    >
      <div class="controls">
        <button
          class="handle"
          type="button"
          title="Drag, or move with the arrow keys"
          aria-label="Level ${level}, place ${at + 1} of ${K}. Arrow keys move it."
          @pointerdown=${(event: PointerEvent) => this._onPointerDown(event, level)}
          @pointermove=${(event: PointerEvent) => this._onPointerMove(event, level)}
          @pointerup=${() => this._onPointerUp(level)}
          @pointercancel=${this._onPointerCancel}
        >
          <span class="level">${level}</span><span class="grip" aria-hidden="true">⠿</span>
        </button>
        <div class="moves">
          ${small('↑', 'Up', 'arrow up on the handle', at === 0 && group.length === 1, () => this._put(moveBy(this.order, level, -1), level))}
          ${small('↓', 'Down', 'arrow down on the handle', at === K - 1 && group.length === 1, () => this._put(moveBy(this.order, level, 1), level))}
          ${small('=', tieLabel, 't', at === 0 && group.length === 1, () => this._put(toggleTie(this.order, level), level))}
        </div>
      </div>
      ${rung}
    </li>`;
  }

  /** Where the dragged rung would go. */
  private _line(): TemplateResult | typeof nothing {
    const drop = this._drag?.drop;
    if (drop?.kind !== 'before') return nothing;
    const boxes = this._boxes();
    const box = boxes[drop.group];
    const list = this.renderRoot.querySelector('ol');
    if (list === null) return nothing;
    const y = (box?.top ?? boxes.at(-1)?.bottom ?? 0) - list.getBoundingClientRect().top;
    return html`<li class="line" role="presentation" style="top:${y}px"></li>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('ladder')) {
      this._said = '';
      this._tops = new Map();
    } else if (changed.has('order')) this._tops = this._measure();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('order')) return;
    this._glide();
    if (this._focus < 0) return;
    this.renderRoot.querySelector<HTMLElement>(`[data-level="${this._focus}"] .handle`)?.focus();
    this._focus = -1;
  }

  private _put(next: Order, level: number): void {
    if (sameOrder(next, this.order)) return;
    this._focus = level;
    this._said = placeInWords(next, level);
    this.dispatchEvent(new CustomEvent('amp-order', { detail: next, bubbles: true, composed: true }));
  }

  private _toggle(level: number): void {
    const open = new Set(this._open);
    if (!open.delete(level)) open.add(level);
    this._open = open;
  }

  private _onKey(event: KeyboardEvent, level: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { order } = this;
    const target = event.composedPath()[0] as HTMLElement;
    const onHandle = target.classList.contains('handle');
    let next: Order | undefined;
    if (/^[1-9]$/.test(event.key)) next = moveTo(order, level, Number(event.key));
    else if (event.key === 't' || event.key === '=') next = toggleTie(order, level);
    else if (onHandle && event.key === 'ArrowUp') next = moveBy(order, level, -1);
    else if (onHandle && event.key === 'ArrowDown') next = moveBy(order, level, 1);
    else if (onHandle && event.key === 'Home') next = moveTo(order, level, 1);
    else if (onHandle && event.key === 'End') next = moveTo(order, level, ranksOf(order).length);
    else if (event.key === 'Escape' && this._drag) this._drag = undefined;
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== undefined) this._put(next, level);
  }

  private _onPointerDown(event: PointerEvent, level: number): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this._from = event.clientY + window.scrollY;
    this._pressed = level;
  }
  private _onPointerMove(event: PointerEvent, level: number): void {
    if (this._pressed !== level) return;
    const dy = event.clientY + window.scrollY - this._from;
    if (this._drag === undefined && Math.abs(dy) < DRAG_FROM) return;
    const own = this.order.findIndex((group) => group.includes(level));
    this._drag = {
      level,
      dy,
      drop: dropAt(this._boxes(), event.clientY, own, (this.order[own]?.length ?? 1) > 1),
    };
    if (event.clientY < EDGE) window.scrollBy(0, -12);
    else if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, 12);
  }

  private _onPointerUp(level: number): void {
    const drop = this._drag?.drop;
    this._onPointerCancel();
    if (drop !== undefined) this._put(dropped(this.order, level, drop), level);
  }

  private readonly _onPointerCancel = (): void => {
    this._pressed = -1;
    this._drag = undefined;
  };

  /** The groups on the screen, without what a drag moves them by. */
  private _boxes(): RungBox[] {
    return this.order.map((group) => {
      const boxes = group.map((level) => this._box(level));
      return {
        top: Math.min(...boxes.map(({ top }) => top)),
        bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
      };
    });
  }

  private _box(level: number): RungBox {
    const item = this.renderRoot.querySelector(`[data-level="${level}"]`);
    const { top = 0, bottom = 0 } = item?.getBoundingClientRect() ?? {};
    const shift = this._drag?.level === level ? this._drag.dy : 0;
    return { top: top - shift, bottom: bottom - shift };
  }

  private _measure(): Map<number, number> {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-level]')];
    return new Map(items.map((item) => [Number(item.dataset.level), item.getBoundingClientRect().top]));
  }

  /** Lets the rungs glide from where they were. */
  private _glide(): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const [level, top] of this._measure()) {
      const by = (this._tops.get(level) ?? top) - top;
      if (by === 0) continue;
      this.renderRoot
        .querySelector(`[data-level="${level}"]`)
        ?.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], {
          duration: 220,
          easing: 'ease-out',
        });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-rungs': AmpRungs;
  }
}
