import {
  css,
  html,
  LitElement,
  nothing,
  svg,
  type PropertyValues,
  type SVGTemplateResult,
  type TemplateResult,
} from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/format.ts';
import type { FitAdvice, FitReport, TrainOptions } from '../../protocol/training.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { shared } from '../styles.ts';
import { lengthsInWords, reportOf, segments, type FitState, type Segment } from './fitView.ts';

/** Milliseconds without a change before a plan is asked for. */
const PATIENCE = 400;

/**
 * "Will it fit?": what a run would take on the GPU, planned anew as options change, and what would make it smaller.
 *
 * @fires amp-fit - `detail` is the FitState.
 * @fires amp-set - `detail` is the change that a piece of advice makes, a Partial<TrainConfig>.
 */
@customElement('amp-fit')
export class AmpFit extends LitElement {
  static override readonly styles = [
    shared,
    css`
      section {
        padding: 0.9rem 1.1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1rem;
        align-items: baseline;
        justify-content: space-between;
      }
      .bar {
        display: block;
        width: 100%;
        height: 1.1rem;
        margin: 0.6rem 0;
        border-radius: var(--round);
      }
      .old {
        opacity: 0.55;
      }
      .both {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: 0.6rem 2rem;
      }
      table {
        width: 100%;
        font-size: var(--size-0);
      }
      th,
      td {
        padding: 0.15rem 0.4rem;
        font-weight: 400;
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      td {
        text-align: right;
      }
      tr.total > * {
        font-weight: 700;
        border-bottom: 0;
      }
      i {
        display: inline-block;
        width: 0.75rem;
        height: 0.75rem;
        margin-right: 0.45rem;
        border-radius: 2px;
        vertical-align: -0.05rem;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.15rem 0.8rem;
        align-content: start;
        font-size: var(--size-0);
      }
      dt {
        color: var(--ink-quiet);
      }
      dd ul {
        list-style: none;
      }
      .problem {
        margin-top: 0.5rem;
        padding: 0.5rem 0.8rem;
        background: var(--bad-wash);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      .advice {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        align-items: center;
        margin-top: 0.7rem;
      }
      .advice button {
        text-align: left;
        white-space: normal;
      }
      amp-error {
        margin-top: 0.5rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** What is planned; undefined while something is missing. */
  @property({ attribute: false }) options: TrainOptions | undefined;
  /** Why nothing is planned. */
  @property() waiting = '';
  /** Whether a plan has to wait, such as for a run that is under way. */
  @property({ type: Boolean }) hold = false;
  /** Whether an error is shown at the option that it is about, and not here. */
  @property({ type: Boolean, attribute: 'error-elsewhere' }) errorElsewhere = false;

  @state() private _state: FitState = { kind: 'initial' };

  private _asked = '';
  private _timer = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this._timer);
    this._asked = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('options') || changed.has('client') || changed.has('hold')) this._schedule();
  }

  override render(): TemplateResult {
    const now = this._state;
    const report = reportOf(now);
    return html`<section aria-labelledby="fit" aria-busy=${now.kind === 'pending'}>
      <div class="head">
        <h4 id="fit">Will it fit?</h4>
        <span class="small" role="status">${this._verdict()}</span>
      </div>
      ${
        now.kind === 'error' && !this.errorElsewhere
          ? html`<amp-error .error=${now.error}></amp-error>`
          : nothing
      }
      ${report === undefined ? nothing : this._report(report, now.kind !== 'complete')}
    </section>`;
  }

  private _verdict(): string {
    const now = this._state;
    if (now.kind === 'initial') return this.waiting;
    if (now.kind === 'complete' && this.hold) return `${formatBytes(now.report.total)}, by an earlier plan.`;
    if (now.kind === 'pending') return 'planning…';
    if (now.kind === 'error') return this.errorElsewhere ? 'Correct what is marked above.' : '';
    const { total, problems, probed } = now.report;
    if (problems.length > 0) return `No: ${problems.length === 1 ? 'one limit is' : 'limits are'} exceeded.`;
    return `Yes: ${formatBytes(total)}${probed ? ', tried just now on this GPU' : ', by the plan'}.`;
  }

  private _report(report: FitReport, old: boolean): TemplateResult {
    const { rows, total, problems, advice } = report;
    const parts = segments(rows);
    return html`<div class=${old ? 'old' : ''}>
      ${
        rows.length === 0
          ? nothing
          : html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              ${parts.map(bar)}
            </svg>`
      }
      ${problems.map((problem) => html`<p class="problem small">${problem}</p>`)}
      ${
        advice.length === 0
          ? nothing
          : html`<div class="advice" role="group" aria-label="What would make it smaller">
              <span class="small quiet">Smaller with</span>
              ${advice.map((one) => this._advice(one))}
            </div>`
      }
      <div class="both" style="margin-top:0.7rem">
        <table ?hidden=${rows.length === 0}>
          <caption class="visually-hidden">
            GPU memory by kind
          </caption>
          <tbody>
            ${parts.map(
              ({ name, bytes, colour }) =>
                html`<tr>
                  <th scope="row"><i style="background:${colour}"></i>${name}</th>
                  <td>${formatBytes(bytes)}</td>
                </tr>`,
            )}
            <tr class="total">
              <th scope="row">total</th>
              <td>${formatBytes(total)}</td>
            </tr>
          </tbody>
        </table>
        ${facts(report)}
      </div>
    </div>`;
  }

  private _advice({ change, set, saves }: FitAdvice): TemplateResult {
    return html`<button
      class="plain"
      type="button"
      ?disabled=${this._state.kind !== 'complete'}
      @click=${() => this.dispatchEvent(new CustomEvent('amp-set', { detail: set }))}
    >
      ${change}
      ${saves < Number.MAX_SAFE_INTEGER ? html`<span class="quiet">−${formatBytes(saves)}</span>` : nothing}
    </button>`;
  }

  private _become(state: FitState): void {
    this._state = state;
    this.dispatchEvent(new CustomEvent('amp-fit', { detail: state }));
  }

  /** Plans once the options have come to rest; what is known stays until then. */
  private _schedule(): void {
    const { options, client } = this;
    const key = options === undefined ? '' : JSON.stringify([options.source, options.config]);
    if (this.hold || key === this._asked) return;
    this._asked = key;
    clearTimeout(this._timer);
    const known = reportOf(this._state);
    const report = known === undefined ? {} : { report: known };
    if (options === undefined || client === undefined) {
      this._become({ kind: 'initial', ...report });
      return;
    }
    this._become({ kind: 'pending', ...report });
    this._timer = window.setTimeout(() => void this._plan(client, options, key), PATIENCE);
  }

  private async _plan(client: LabClient, options: TrainOptions, key: string): Promise<void> {
    let state: FitState;
    try {
      state = { kind: 'complete', report: await client.fitTraining(options) };
    } catch (error) {
      state = { kind: 'error', error: errorRecord(error) };
    }
    if (key === this._asked) this._become(state);
  }
}

function bar({ start, share, colour }: Segment): SVGTemplateResult {
  return svg`<rect x=${start * 100} width=${share * 100} height="10" style=${`fill:${colour}`}></rect>`;
}

function facts(report: FitReport): TemplateResult {
  const n = (count: number): string => count.toLocaleString('en');
  const { trainedParameters, allParameters, rowsOfData, steps, lengths, leftOut } = report;
  const share = (100 * trainedParameters) / Math.max(1, allParameters);
  return html`<dl>
    <dt>Trained</dt>
    <dd>
      ${n(trainedParameters)} of ${n(allParameters)} parameters
      (${share < 10 ? share.toPrecision(2) : Math.round(share)} %)
    </dd>
    <dt>Data</dt>
    <dd>${n(rowsOfData)} rows</dd>
    <dt>Steps</dt>
    <dd>${n(steps)}</dd>
    <dt>Padded to</dt>
    <dd>${lengthsInWords(lengths)} tokens</dd>
    ${
      leftOut.length === 0
        ? nothing
        : html`<dt>Left out</dt>
            <dd>
              <ul>
                ${leftOut.map((reason) => html`<li>${reason}</li>`)}
              </ul>
            </dd>`
    }
  </dl>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-fit': AmpFit;
  }
}
