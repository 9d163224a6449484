import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../amp-error.ts';
import { shared } from '../styles.ts';
import '../train/amp-job-bar.ts';
import { benchCounts, benchHeadline, type BenchView } from './benchView.ts';
import { timeLeftInWords } from '../jobProgress.ts';

/**
 * The benchmark under way: progress, pause and stop; afterwards how it ended, and a way on where it failed.
 *
 * @fires amp-pause - Pause was pressed.
 * @fires amp-resume - Resume was pressed.
 * @fires amp-stop - Stop was pressed.
 * @fires amp-go-on - After it failed.
 * @fires amp-open-gpu - After the GPU was lost.
 */
@customElement('amp-bench-job')
export class AmpBenchJob extends LitElement {
  static override readonly styles = [
    shared,
    css`
      amp-error {
        margin-top: 0.8rem;
      }
    `,
  ];

  /** The benchmark of this visit; nothing is shown without one. */
  @property({ attribute: false }) view: BenchView | undefined;
  /** Why it cannot be gone on with now; empty = it can. */
  @property() blocked = '';

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === undefined) return nothing;
    const job = {
      ...view,
      headline: benchHeadline(view),
      timeLeft: timeLeftInWords(view),
      counts: benchCounts(view),
    };
    return html`<amp-job-bar
        label="Progress of the benchmark"
        .job=${job}
        @amp-pause=${() => this._send('amp-pause')}
        @amp-resume=${() => this._send('amp-resume')}
        @amp-stop=${() => this._send('amp-stop')}
      ></amp-job-bar>
      ${
        view.state === 'failed'
          ? html`<amp-error .error=${view.error}>
              <button
                class="primary"
                type="button"
                title=${this.blocked || nothing}
                ?disabled=${this.blocked !== ''}
                @click=${() => this._send('amp-go-on')}
              >
                Go on
              </button>
              ${
                view.error?.name === 'DeviceLostError'
                  ? html`<button type="button" @click=${() => this._send('amp-open-gpu')}>
                      Open the GPU again
                    </button>`
                  : nothing
              }
            </amp-error>`
          : nothing
      }`;
  }

  private _send(type: 'amp-pause' | 'amp-resume' | 'amp-stop' | 'amp-go-on' | 'amp-open-gpu'): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-job': AmpBenchJob;
  }
}
