import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { shared } from '../styles.ts';

/** A note, with the ladder that it is about. */
export interface KeptNote {
  readonly ladder: string;
  readonly text: string;
}

/** Milliseconds without a key after which what was written is kept. */
const PAUSE = 700;

/**
 * What a person writes about a ladder; kept while it is written.
 *
 * @fires amp-note - `detail` is a KeptNote.
 */
@customElement('amp-note')
export class AmpNote extends LitElement {
  static override readonly styles = [
    shared,
    css`
      label {
        display: grid;
        gap: 0.2rem;
        font-size: var(--size-0);
        font-weight: 600;
        color: var(--ink-quiet);
      }
      textarea {
        width: 100%;
        min-height: 4.2rem;
        padding: 0.45rem 0.6rem;
        font: inherit;
        font-weight: 400;
        font-size: var(--size-1);
        color: var(--ink);
        resize: vertical;
        background: var(--paper);
        border: 1px solid var(--rule-strong);
        border-radius: var(--round);
        field-sizing: content;
      }
      .state {
        font-weight: 400;
      }
    `,
  ];

  /** Id of the ladder. One element writes about one ladder: what is written when it goes is kept for that one. */
  @property() ladder = '';
  /** The note as it is kept. */
  @property() text = '';

  @state() private _open = false;
  @query('textarea') private readonly _area!: HTMLTextAreaElement;

  private _timer: ReturnType<typeof setTimeout> | undefined;

  /** Puts the cursor into the note. */
  override focus(): void {
    this._area.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._keep();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('text') && !this._open) this._area.value = this.text;
  }

  override render(): TemplateResult {
    return html`<label>
      <span
        >Note
        <span class="state" role="status"
          >${this._open ? '…' : this.text.trim() === '' ? '' : 'kept'}</span
        ></span
      >
      <textarea
        rows="2"
        placeholder="What should one know about this ladder?"
        @input=${this._onInput}
        @change=${this._keep}
        @keydown=${this._onKey}
      ></textarea>
    </label>`;
  }

  private readonly _onInput = (): void => {
    this._open = true;
    clearTimeout(this._timer);
    this._timer = setTimeout(this._keep, PAUSE);
  };

  private readonly _keep = (): void => {
    clearTimeout(this._timer);
    if (!this._open) return;
    this._open = false;
    const detail: KeptNote = { ladder: this.ladder, text: this._area.value };
    if (detail.text !== this.text) this.dispatchEvent(new CustomEvent('amp-note', { detail }));
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this._area.blur();
    event.stopPropagation();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-note': AmpNote;
  }
}
