import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import '../amp-error.ts';
import { shared } from '../styles.ts';
import type { Undoable } from './undoable.ts';
import { LASTS, UndoSlot } from './undoSlot.ts';

/**
 * A quiet bar at the bottom of the window: what was just deleted, and Undo. It goes by itself, but not while the pointer
 * or the focus is on it. Who deleted by the keyboard finds the focus on Undo; Escape dismisses.
 *
 * @fires amp-undone - Something is there again: lists have to be read again.
 */
@customElement('amp-undo')
export class AmpUndo extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: fixed;
        inset: auto 0 0;
        z-index: 6;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem;
        justify-items: center;
        padding: 0 clamp(0.6rem, 3vw, 1.5rem) max(1rem, env(safe-area-inset-bottom));
        pointer-events: none;
      }
      .bar,
      amp-error {
        max-width: min(100%, 40rem);
        pointer-events: auto;
        box-shadow: 0 6px 24px #0003;
      }
      .bar {
        position: relative;
        display: flex;
        gap: 0.4rem 0.9rem;
        align-items: center;
        padding: 0.5rem 0.5rem 0.5rem 1rem;
        overflow: hidden;
        background: var(--sheet);
        border: 1px solid var(--rule-strong);
        border-radius: 10px;
        animation: come 0.18s ease-out;
      }
      .words {
        display: -webkit-box;
        min-width: 0;
        overflow: hidden;
        overflow-wrap: anywhere;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
      }
      amp-error {
        max-height: 60vh;
        overflow: auto;
      }
      .bar button {
        flex: none;
      }
      .undo {
        color: var(--accent);
      }
      .dismiss {
        padding-inline: 0.6rem;
        color: var(--ink-quiet);
        border-color: transparent;
      }
      .time {
        position: absolute;
        inset: auto 0 0;
        height: 2px;
        background: var(--accent);
        transform-origin: left;
        animation: pass linear forwards;
      }
      .held .time {
        animation-play-state: paused;
      }
      @keyframes come {
        from {
          opacity: 0;
          transform: translateY(0.6rem);
        }
      }
      @keyframes pass {
        to {
          transform: scaleX(0);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .time {
          display: none;
        }
      }
    `,
  ];

  @query('.undo') private readonly _button!: HTMLButtonElement | null;

  private readonly _slot = new UndoSlot(
    () => this.requestUpdate(),
    () => this.dispatchEvent(new CustomEvent('amp-undone')),
  );
  /** What had the focus before the bar took it. */
  private _from: HTMLElement | undefined;

  /** Offers to take this back; what was offered before becomes final. */
  async offer(undoable: Undoable): Promise<void> {
    const pressed = deepFocus();
    const byKeyboard = pressed?.matches(':focus-visible') === true;
    const done = this._slot.offer(undoable);
    await this.updateComplete;
    this._from = byKeyboard ? (focusHome(pressed) ?? undefined) : undefined;
    if (byKeyboard) this._button?.focus();
    await done;
  }

  override render(): TemplateResult {
    const { now, held, error } = this._slot;
    return html`
      <span class="visually-hidden" role="status"
        >${now === undefined ? '' : `${now.words}. It can be undone.`}</span
      >
      <amp-error .error=${error} ?hidden=${error === undefined}>
        <button type="button" @click=${() => this._slot.dismissError()}>Close</button>
      </amp-error>
      ${
        now === undefined
          ? nothing
          : html`<section
              class="bar ${held ? 'held' : ''}"
              aria-label="Undo"
              @pointerenter=${() => this._slot.hold('pointer')}
              @pointerleave=${() => this._slot.release('pointer')}
              @focusin=${() => this._slot.hold('focus')}
              @focusout=${() => this._slot.release('focus')}
              @keydown=${this._onKey}
            >
              <span class="words" title=${now.words}>${now.words}</span>
              <button class="plain undo" type="button" @click=${this._onUndo}>Undo</button>
              <button class="plain dismiss" type="button" aria-label="Dismiss" @click=${this._onDismiss}>
                <span aria-hidden="true">✕</span>
              </button>
              <span class="time" style="animation-duration:${LASTS}ms"></span>
            </section>`
      }
    `;
  }

  /** Gives the focus back to where the deletion was, if the bar had it. */
  private _leave(): void {
    if (this.matches(':focus-within')) this._from?.focus();
    this._from = undefined;
  }

  private readonly _onUndo = (): void => {
    this._leave();
    void this._slot.undo();
  };

  private readonly _onDismiss = (): void => {
    this._leave();
    void this._slot.end();
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this._onDismiss();
  };
}

/** What has the focus, through all shadow roots. */
function deepFocus(): HTMLElement | undefined {
  let at: Element | null = document.activeElement;
  for (let inner = at; inner !== null; inner = inner.shadowRoot?.activeElement ?? null) at = inner;
  return at instanceof HTMLElement ? at : undefined;
}

/** Something near a button that stays when the button goes: the heading of its place. */
function focusHome(button: HTMLElement | undefined): HTMLElement | null {
  let at: Node | null = button ?? null;
  while (at !== null) {
    if (at instanceof HTMLElement && at.classList.contains('place')) {
      const home = at.querySelector<HTMLElement>('h1');
      if (home !== null) home.tabIndex = -1;
      return home;
    }
    at = at.parentNode instanceof ShadowRoot ? at.parentNode.host : at.parentNode;
  }
  return null;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-undo': AmpUndo;
  }
}
