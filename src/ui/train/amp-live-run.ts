import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Run } from '../../protocol/run.ts';
import '../amp-error.ts';
import '../amp-live-ladder.ts';
import type { Draw } from '../client.ts';
import { shared } from '../styles.ts';
import './amp-diagnoses.ts';
import './amp-job-bar.ts';
import './amp-run-curves.ts';
import { trainHeadline, type TrainView } from './runView.ts';
import { timeLeftInWords } from '../jobProgress.ts';

/**
 * The run of this visit: progress, what its metrics say, its curves, and a ladder under the present weights.
 *
 * @fires amp-pause - Pause was pressed.
 * @fires amp-resume - Resume was pressed.
 * @fires amp-stop - Stop was pressed.
 * @fires amp-go-on - `detail` is the Run to go on with, after it failed.
 * @fires amp-open-gpu - After the GPU was lost.
 */
@customElement('amp-live-run')
export class AmpLiveRun extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .parts {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1.2rem;
        margin-top: 1.2rem;
      }
      amp-error {
        margin-top: 0.8rem;
      }
      h4 {
        margin-bottom: 0.6rem;
        font-size: var(--size-2);
      }
    `,
  ];

  /** The run that is shown; undefined before the first of this visit. */
  @property({ attribute: false }) view: TrainView | undefined;
  /** Who draws the ladder's image. */
  @property({ attribute: false }) draw: Draw | undefined;

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === undefined) return nothing;
    return html`
      <amp-job-bar
        label="Progress of the run"
        .job=${{ ...view, headline: trainHeadline(view), timeLeft: timeLeftInWords(view), counts: counts(view) }}
        @amp-pause=${() => this._send('amp-pause')}
        @amp-resume=${() => this._send('amp-resume')}
        @amp-stop=${() => this._send('amp-stop')}
      ></amp-job-bar>
      ${
        view.state === 'failed'
          ? html`<amp-error .error=${view.error}>${this._remedies(view)}</amp-error>`
          : nothing
      }
      ${
        view.events.length === 0
          ? nothing
          : html`<div class="parts">
              <amp-diagnoses .diagnoses=${view.diagnoses}></amp-diagnoses>
              <amp-run-curves .runs=${[view]}></amp-run-curves>
              ${this._ladders(view)}
            </div>`
      }
    `;
  }

  private _ladders({ ladders, run }: TrainView): TemplateResult | typeof nothing {
    if (ladders.length === 0) return nothing;
    return html`<section aria-labelledby="live">
      <h4 id="live">A ladder, as the model sees it now</h4>
      <amp-live-ladder
        .ladders=${ladders}
        .beta=${run?.config.beta ?? 0.1}
        .draw=${this.draw}
      ></amp-live-ladder>
    </section>`;
  }

  /** The offer of the section's top, where the failure is read; going on opens a lost GPU again by itself. */
  private _remedies({ run, error }: TrainView): TemplateResult {
    const lost = error?.name === 'DeviceLostError';
    return html`
      ${
        run === undefined
          ? nothing
          : html`<button class="primary" type="button" @click=${() => this._send('amp-go-on', run)}>
              Go on from ${run.last === undefined ? 'the start' : `step ${run.last.step}`}
            </button>`
      }
      ${
        lost
          ? html`<button type="button" @click=${() => this._send('amp-open-gpu')}>Open the GPU again</button>`
          : nothing
      }
    `;
  }

  private _send(
    type: 'amp-pause' | 'amp-resume' | 'amp-stop' | 'amp-open-gpu' | 'amp-go-on',
    detail?: Run,
  ): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function counts({ done, total, run }: TrainView): string {
  if (total === 0) return '';
  const kept = run?.last === undefined ? '' : ` · checkpoint at step ${run.last.step}`;
  return `step ${done} of ${total}${kept}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-live-run': AmpLiveRun;
  }
}
