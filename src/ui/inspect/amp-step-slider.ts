import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ReaderCheckpoint } from '../../protocol/inspect.ts';
import { shared } from '../styles.ts';
import { checkpointName } from './scoreView.ts';

/** Milliseconds that a checkpoint is shown for while they are played. */
const PACE = 900;

/**
 * A slider over the checkpoints of a run, at the places where they lie in it.
 *
 * @fires amp-step - `detail` is the step chosen.
 */
@customElement('amp-step-slider')
export class AmpStepSlider extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .row {
        display: grid;
        grid-template-columns: auto minmax(8rem, 1fr) minmax(8.5rem, auto);
        gap: 0.2rem 0.8rem;
        align-items: center;
      }
      button {
        width: 2rem;
        padding: 0;
      }
      .track {
        position: relative;
      }
      input {
        display: block;
        width: 100%;
        min-height: 1.5rem;
        padding: 0;
        margin: 0;
        accent-color: var(--accent);
      }
      .ticks {
        display: block;
        width: calc(100% - 16px);
        height: 6px;
        margin: 0 8px;
        overflow: visible;
      }
      output {
        font-size: var(--size-0);
      }
      @media (max-width: 560px) {
        .row {
          grid-template-columns: auto minmax(0, 1fr);
        }
        output {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  /** By step. */
  @property({ attribute: false }) checkpoints: readonly ReaderCheckpoint[] = [];
  /** The one that is shown. */
  @property({ type: Number }) step = 0;

  @state() private _playing: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._stop();
  }

  /** Goes to the checkpoint before or after; nothing at the ends. */
  go(by: number): void {
    const next = this.checkpoints[this._at + by];
    if (next !== undefined) this._choose(next.step);
  }

  override render(): TemplateResult | typeof nothing {
    const { checkpoints } = this;
    const at = this._at;
    const now = checkpoints[at];
    if (now === undefined || checkpoints.length < 2) return nothing;
    const last = checkpoints.at(-1)?.step ?? 1;
    return html`<div class="row">
      <button
        class="plain"
        type="button"
        aria-label=${this._playing === undefined ? 'Play the checkpoints' : 'Stop playing'}
        title=${this._playing === undefined ? 'Play the checkpoints' : 'Stop playing'}
        @click=${this._onPlay}
      >
        ${this._playing === undefined ? '▶' : '■'}
      </button>
      <div class="track">
        <input
          type="range"
          min="0"
          max=${checkpoints.length - 1}
          step="1"
          .value=${String(at)}
          aria-label="Training step"
          aria-valuetext=${checkpointName(now, last)}
          @input=${this._onInput}
        />
        <svg class="ticks" aria-hidden="true">
          ${checkpoints.map(
            (_, i) =>
              svg`<circle
                cx="${(100 * i) / (checkpoints.length - 1)}%" cy="3" r="2"
                fill=${i <= at ? 'var(--accent)' : 'var(--rule-strong)'}></circle>`,
          )}
        </svg>
      </div>
      <output>${checkpointName(now, last)}</output>
    </div>`;
  }

  private get _at(): number {
    const at = this.checkpoints.findIndex(({ step }) => step === this.step);
    return at < 0 ? this.checkpoints.length - 1 : at;
  }

  private _choose(step: number): void {
    this.dispatchEvent(new CustomEvent('amp-step', { detail: step, bubbles: true, composed: true }));
  }

  private _stop(): void {
    clearInterval(this._playing);
    this._playing = undefined;
  }

  private readonly _onInput = (event: Event): void => {
    this._stop();
    const chosen = this.checkpoints[(event.target as HTMLInputElement).valueAsNumber];
    if (chosen !== undefined) this._choose(chosen.step);
  };

  /** From the start, or from where it stands; ends at the last. */
  private readonly _onPlay = (): void => {
    if (this._playing !== undefined) {
      this._stop();
      return;
    }
    if (this._at === this.checkpoints.length - 1) this._choose(this.checkpoints[0]?.step ?? 0);
    this._playing = setInterval(() => {
      if (this._at === this.checkpoints.length - 1) this._stop();
      else this.go(1);
    }, PACE);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-step-slider': AmpStepSlider;
  }
}
