import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BenchmarkInfo } from '../../protocol/benchmark.ts';
import type { Decoding } from '../../protocol/decoding.ts';
import type { TextJudge } from '../../protocol/judge.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import type { LabClient } from '../client.ts';
import { form } from '../ladders/formStyles.ts';
import { formatParameters } from '../ladders/makerOptions.ts';
import { shared } from '../styles.ts';
import './amp-bench-decoding.ts';
import './amp-bench-estimate.ts';
import './amp-text-judge.ts';
import {
  formFaults,
  optionsOf,
  sizeInWords,
  withBenchmark,
  withDecoding,
  type BenchForm,
  type FaultyField,
} from './formView.ts';
import { judgeWords } from './judgeView.ts';

type Faults = Partial<Record<FaultyField, string>>;

/**
 * The form that starts a benchmark: what is asked, who answers and how, who judges, and what it will take.
 *
 * @fires amp-form - `detail` is the BenchForm as it is now.
 * @fires amp-key - `detail` is the text judge's key.
 * @fires amp-keep - `detail` says whether keys are kept in this browser.
 * @fires amp-run - `detail` are the BenchOptions to run.
 */
@customElement('amp-bench-form')
export class AmpBenchForm extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
        gap: var(--gap);
      }
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.6rem;
        align-content: start;
      }
      .judges {
        display: grid;
        gap: 0.1rem;
      }
      .fault {
        color: var(--bad);
      }
      .field [aria-invalid='true'] {
        border-color: var(--bad);
      }
      amp-text-judge {
        margin-top: 1rem;
      }
      .go {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.4rem 1.2rem;
        align-items: center;
        margin-top: 1.2rem;
        padding-top: 1.2rem;
        border-top: 1px solid var(--rule);
      }
      .primary {
        padding-inline: 1.4rem;
      }
      @media (max-width: 680px) {
        .go {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** What the form holds; nothing is shown without it. */
  @property({ attribute: false }) form: BenchForm | undefined;
  /** Benchmarks, bundled and imported. */
  @property({ attribute: false }) benchmarks: readonly BenchmarkInfo[] = [];
  /** Models that the lab can run. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];
  /** The key for the text judge's address. */
  @property({ attribute: false }) key = '';
  /** Whether keys are kept in this browser. */
  @property({ type: Boolean }) keep = false;
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';
  /** Changes whenever answers or replies may have become known. */
  @property({ type: Number }) known = 0;

  override render(): TemplateResult {
    const { form: now } = this;
    const info = this.benchmarks.find(({ id }) => id === now?.benchmark);
    if (now === undefined || info === undefined) {
      return html`<p class="quiet" role="status">Reading the benchmarks…</p>`;
    }
    const faults = formFaults(now, info);
    const wrong = Object.keys(faults).length > 0;
    const obstacle = this.blocked || (wrong ? 'Correct what is marked above.' : '');
    return html`<form novalidate @submit=${this._onSubmit}>
      <div class="parts">
        ${this._asked(now, info, faults)} ${this._answerer(now, info, faults)} ${this._judges(now, info)}
      </div>
      ${
        now.judge === 'text'
          ? html`<amp-text-judge
              .text=${now.text}
              .task=${info.task}
              .key=${this.key}
              ?keep=${this.keep}
              .faults=${faults}
              @amp-text=${(event: CustomEvent<Partial<TextJudge>>) =>
                this._set({ ...now, text: { ...now.text, ...event.detail } })}
              @amp-key=${(event: CustomEvent<string>) => this._pass(event)}
              @amp-keep=${(event: CustomEvent<boolean>) => this._pass(event)}
            ></amp-text-judge>`
          : nothing
      }
      <div class="go">
        <button class="primary" type="submit" ?disabled=${obstacle !== ''}>Run the benchmark</button>
        <div>
          <amp-bench-estimate
            .client=${this.client}
            .form=${wrong ? undefined : now}
            .known=${this.known}
            ?hold=${this.blocked !== ''}
          ></amp-bench-estimate>
          <p class="small quiet">${obstacle}</p>
        </div>
      </div>
    </form>`;
  }

  private _asked(now: BenchForm, info: BenchmarkInfo, faults: Faults): TemplateResult {
    const [bundled, imported] = [true, false].map((one) =>
      this.benchmarks.filter((benchmark) => benchmark.bundled === one),
    ) as [BenchmarkInfo[], BenchmarkInfo[]];
    const option = ({ id, name }: BenchmarkInfo): TemplateResult =>
      html`<option value=${id} ?selected=${id === now.benchmark}>${name}</option>`;
    return html`<fieldset>
      <legend>What is asked?</legend>
      <label class="field">
        Benchmark
        <select name="benchmark" @change=${this._onBenchmark}>
          ${
            imported.length === 0
              ? bundled.map(option)
              : html`<optgroup label="Bundled">${bundled.map(option)}</optgroup>
                  <optgroup label="Imported">${imported.map(option)}</optgroup>`
          }
        </select>
      </label>
      <p class="small">${info.about} <span class="quiet">${sizeInWords(info)}.</span></p>
      <label class="field">
        The first … samples alone
        <input
          name="limit"
          type="number"
          min="1"
          max=${info.examples}
          step="1"
          placeholder=${`all ${info.examples.toLocaleString('en')}`}
          aria-invalid=${faults.limit === undefined ? nothing : 'true'}
          .value=${now.limit === undefined ? '' : String(now.limit)}
          @input=${(event: Event) => this._onLimit(event, now)}
        />
        ${fault(faults.limit)}
      </label>
    </fieldset>`;
  }

  private _answerer(now: BenchForm, info: BenchmarkInfo, faults: Faults): TemplateResult {
    const model = this.models.find(({ id }) => id === now.model);
    return html`<fieldset>
      <legend>Who answers?</legend>
      <label class="field">
        Model
        <select name="model" @change=${(event: Event) => this._set({ ...now, model: selected(event) })}>
          ${this.models.map(
            ({ id, name, parameters }) =>
              html`<option value=${id} ?selected=${id === now.model}>
                ${name}, ${formatParameters(parameters)}
              </option>`,
          )}
        </select>
      </label>
      <p class="small">${model?.about}</p>
      <amp-bench-decoding
        .own=${info.decoding}
        .changes=${now.decoding}
        .fault=${faults.decoding ?? ''}
        @amp-decoding=${(event: CustomEvent<Partial<Decoding> | undefined>) =>
          this._set(
            event.detail === undefined ? { ...now, decoding: {} } : withDecoding(now, info, event.detail),
          )}
      ></amp-bench-decoding>
    </fieldset>`;
  }

  private _judges(now: BenchForm, info: BenchmarkInfo): TemplateResult {
    return html`<fieldset>
      <legend>Who judges?</legend>
      <div class="judges">
        ${info.judges.map((judge) => {
          const { label, about } = judgeWords(judge, info.task);
          return html`<label class="check">
            <input
              type="radio"
              name="judge"
              value=${judge}
              .checked=${judge === now.judge}
              @change=${() => this._set({ ...now, judge })}
            />
            ${label}<span class="small quiet">${about}</span>
          </label>`;
        })}
      </div>
    </fieldset>`;
  }

  private _set(detail: BenchForm): void {
    this.dispatchEvent(new CustomEvent('amp-form', { detail }));
  }

  private _pass({ type, detail }: CustomEvent<string | boolean>): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  private readonly _onBenchmark = (event: Event): void => {
    const info = this.benchmarks.find(({ id }) => id === selected(event));
    if (info !== undefined && this.form !== undefined) this._set(withBenchmark(this.form, info));
  };

  private _onLimit(event: Event, now: BenchForm): void {
    const { value, valueAsNumber } = event.target as HTMLInputElement;
    this._set({ ...now, limit: value === '' ? undefined : valueAsNumber });
  }

  private readonly _onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const info = this.benchmarks.find(({ id }) => id === this.form?.benchmark);
    if (this.form === undefined || info === undefined || this.blocked !== '') return;
    if (Object.keys(formFaults(this.form, info)).length > 0) return;
    this.dispatchEvent(new CustomEvent('amp-run', { detail: optionsOf(this.form) }));
  };
}

function fault(words: string | undefined): TemplateResult | typeof nothing {
  return words === undefined ? nothing : html`<span class="fault small" role="alert">${words}</span>`;
}

function selected(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-form': AmpBenchForm;
  }
}
