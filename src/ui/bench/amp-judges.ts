import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BenchResult, JudgeAgreement } from '../../protocol/bench.ts';
import type { BenchEstimate, BenchmarkInfo, BenchOptions } from '../../protocol/benchmark.ts';
import { defaultTextJudge, type JudgeRecord, type TextJudge } from '../../protocol/judge.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import './amp-agreement.ts';
import { estimateInWords } from './formView.ts';
import { agreementOf, judgeName, judgesToTrust, validationRuns } from './judgeView.ts';

/** What a validation would take, told before it starts. */
interface Offer {
  readonly judge: JudgeRecord;
  readonly runs: readonly BenchOptions[];
  readonly words: readonly string[];
}

/**
 * How far the judges of the results can be trusted: each one's agreement with the exact judge on scenes, or the offer
 * to find out.
 *
 * @fires amp-validate - `detail` are the BenchOptions to run, one after the other.
 */
@customElement('amp-judges')
export class AmpJudges extends LitElement {
  static override readonly styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
        list-style: none;
      }
      li {
        padding: 1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      h4 {
        margin-bottom: 0.3rem;
        font-size: var(--size-2);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.8rem;
        align-items: center;
        margin-top: 0.6rem;
      }
      amp-error {
        margin-top: 0.6rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Newest first. */
  @property({ attribute: false }) results: readonly BenchResult[] = [];
  /** How far the results' judges agree with the exact one, as far as that is known. */
  @property({ attribute: false }) agreements: readonly JudgeAgreement[] = [];
  /** The benchmark on which judges are validated. */
  @property({ attribute: false }) scenes: BenchmarkInfo | undefined;
  /** The form's text judge, whose limits hold where it is the same. */
  @property({ attribute: false }) text: TextJudge = defaultTextJudge;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _offer: Offer | undefined;
  @state() private _error: ErrorRecord | undefined;

  override render(): TemplateResult | typeof nothing {
    const judges = judgesToTrust(this.results, this.scenes);
    if (judges.length === 0) return nothing;
    return html`<ul aria-label="Judges">
      ${judges.map((one) => {
        const agreement = agreementOf(this.agreements, one.judge);
        return html`<li>
          <h4>${judgeName(one.judge)}</h4>
          ${
            agreement === undefined
              ? this._unknown(one)
              : html`<amp-agreement .agreement=${agreement}></amp-agreement>`
          }
        </li>`;
      })}
    </ul>`;
  }

  private _unknown(one: { readonly judge: JudgeRecord; readonly model: string }): TemplateResult {
    const offer = this._offer?.judge === one.judge ? this._offer : undefined;
    return html`<p>
        Nobody knows yet how far this judge can be trusted. On scenes the truth is known: let it rate the same
        answers as the exact judge, and see how often they agree.
      </p>
      ${
        offer === undefined
          ? html`<div class="buttons">
              <button
                type="button"
                title=${this.blocked || nothing}
                ?disabled=${this.blocked !== '' || this.client === undefined}
                @click=${() => this._reckon(one)}
              >
                Validate this judge on scenes…
              </button>
            </div>`
          : html`<p class="small" role="status">${offer.words.join(' ')}</p>
              <div class="buttons">
                <button
                  class="primary"
                  type="button"
                  ?disabled=${this.blocked !== ''}
                  @click=${() => this._start(offer)}
                >
                  Validate it
                </button>
                <button type="button" @click=${() => (this._offer = undefined)}>Not now</button>
              </div>`
      }
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}></amp-error>`;
  }

  private async _reckon(one: { readonly judge: JudgeRecord; readonly model: string }): Promise<void> {
    const { client, scenes, text } = this;
    if (client === undefined || scenes === undefined) return;
    this._error = undefined;
    const runs = validationRuns(one, scenes, this.results, text);
    try {
      const estimates = await Promise.all(runs.map((options) => client.estimateBenchmark(options)));
      this._offer = { judge: one.judge, runs, words: this._words(one.judge, runs, estimates) };
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  private _words(
    { kind }: JudgeRecord,
    runs: readonly BenchOptions[],
    estimates: readonly BenchEstimate[],
  ): string[] {
    const last = estimates.at(-1);
    const choice = runs.at(-1)?.judge;
    if (last === undefined || choice === undefined) return [];
    const text = choice.kind === 'text' ? choice.text : this.text;
    return [
      `${this.scenes?.name ?? ''}, by the model of its newest result:`,
      ...estimateInWords(last, { judge: kind, text }),
      runs.length > 1
        ? 'The exact judge goes first, on the same answers.'
        : 'The exact judge’s result is there.',
    ];
  }

  private _start({ runs }: Offer): void {
    this._offer = undefined;
    this.dispatchEvent(new CustomEvent('amp-validate', { detail: runs }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-judges': AmpJudges;
  }
}
