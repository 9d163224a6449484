import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import './amp-ladder.ts';
import type { Draw } from './client.ts';
import type { LadderHistory } from './quickstartView.ts';
import { shared } from './styles.ts';

/** The ladders that a run is watched through: one at a time, at any step at which the model was asked. */
@customElement('amp-live-ladder')
export class AmpLiveLadder extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1.5rem;
        align-items: center;
        margin-bottom: 1rem;
      }
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      label {
        display: flex;
        flex: 1 1 16rem;
        gap: 0.7rem;
        align-items: center;
        max-width: 30rem;
      }
      input {
        flex: 1;
        min-width: 6rem;
        padding: 0;
        accent-color: var(--accent);
      }
      output {
        min-width: 6.5rem;
      }
    `,
  ];

  /** The ladders, each with what was read of it from step to step. */
  @property({ attribute: false }) ladders: readonly LadderHistory[] = [];
  /** Scale of the implicit reward. */
  @property({ type: Number }) beta = 0.1;
  /** Who draws the images. */
  @property({ attribute: false }) draw: Draw | undefined;

  @state() private _chosen = 0;
  /** Index of the snapshot; undefined follows the newest. */
  @state() private _at: number | undefined;

  override render(): TemplateResult | typeof nothing {
    const history = this.ladders[this._chosen] ?? this.ladders[0];
    const last = (history?.snapshots.length ?? 0) - 1;
    const at = Math.min(this._at ?? last, last);
    const snapshot = history?.snapshots[at];
    if (snapshot === undefined) return nothing;
    return html`
      <div class="bar">
        <div class="choice" role="group" aria-label="Which ladder">
          ${this.ladders.map(
            (_, i) =>
              html`<button
                class="plain"
                type="button"
                aria-pressed=${i === this._chosen}
                @click=${() => (this._chosen = i)}
              >
                Ladder ${i + 1}
              </button>`,
          )}
        </div>
        ${
          last < 1
            ? nothing
            : html`<label>
                <span class="small">Training step</span>
                <input
                  type="range"
                  min="0"
                  max=${last}
                  step="1"
                  .value=${String(at)}
                  aria-valuetext=${stepName(snapshot.step)}
                  @input=${this._onInput}
                />
                <output class="small">${stepName(snapshot.step)}</output>
              </label>`
        }
      </div>
      <amp-ladder
        .ladder=${snapshot.view.ladder}
        .logps=${snapshot.view.logps}
        .beta=${this.beta}
        .draw=${this.draw}
      ></amp-ladder>
    `;
  }

  private readonly _onInput = (event: Event): void => {
    const at = (event.target as HTMLInputElement).valueAsNumber;
    const last = (this.ladders[this._chosen]?.snapshots.length ?? 0) - 1;
    this._at = at >= last ? undefined : at;
  };
}

function stepName(step: number): string {
  return step === 0 ? 'before training' : `after step ${step}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-live-ladder': AmpLiveLadder;
  }
}
