import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TaskId } from '../../protocol/benchmark.ts';
import type { TextJudge } from '../../protocol/judge.ts';
import { form } from '../ladders/formStyles.ts';
import { shared } from '../styles.ts';
import type { FaultyField } from './formView.ts';
import { hostOf } from './judgeView.ts';
import { isReadable } from './keysView.ts';

type NumberField = 'requestsPerMinute' | 'concurrency' | 'priceIn' | 'priceOut' | 'timeout' | 'attempts';

const NUMBERS: readonly (readonly [field: NumberField, label: string, min: number, fault?: FaultyField])[] = [
  ['requestsPerMinute', 'Requests a minute', 1, 'requestsPerMinute'],
  ['concurrency', 'At once', 1, 'concurrency'],
  ['priceIn', 'Price in, 1M tokens', 0, 'prices'],
  ['priceOut', 'Price out, 1M tokens', 0, 'prices'],
  ['timeout', 'Seconds until lost', 1, 'timeout'],
  ['attempts', 'Tries', 1, 'attempts'],
];

/**
 * A text judge: where it is, what it is called, its key, and how fast it may be asked; says what is sent to it.
 *
 * @fires amp-text - `detail` is what changes of the TextJudge.
 * @fires amp-key - `detail` is the key.
 * @fires amp-keep - `detail` says whether keys are kept in this browser.
 */
@customElement('amp-text-judge')
export class AmpTextJudge extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .box {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
        padding: 1rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      .where {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(0, 3fr) minmax(0, 3fr);
        gap: 0.6rem;
        align-items: start;
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
        gap: 0.6rem;
        align-items: start;
      }
      .fault {
        color: var(--bad);
      }
      .field [aria-invalid='true'] {
        border-color: var(--bad);
      }
      .sent {
        padding-left: 0.8rem;
        border-left: 3px solid var(--accent);
      }
      .warning {
        padding: 0.4rem 0.7rem;
        color: var(--ink);
        background: var(--warn-wash);
        border-radius: var(--round);
      }
      @media (max-width: 760px) {
        .where {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The judge as it is now; nothing is shown without it. */
  @property({ attribute: false }) text: TextJudge | undefined;
  /** What the benchmark asks, which decides what the judge is told. */
  @property() task: TaskId = 'mrhal';
  /** The key for the judge's address; empty = none. */
  @property({ attribute: false }) key = '';
  /** Whether keys are kept in this browser. */
  @property({ type: Boolean }) keep = false;
  /** What is wrong, by field. */
  @property({ attribute: false }) faults: Partial<Record<FaultyField, string>> = {};

  override render(): TemplateResult | typeof nothing {
    const { text } = this;
    if (text === undefined) return nothing;
    const host = hostOf(text.endpoint);
    return html`<div class="box" role="group" aria-label="The language model that judges">
      <div class="where">
        <label class="field">
          Address
          <input
            name="endpoint"
            type="url"
            inputmode="url"
            spellcheck="false"
            aria-invalid=${this.faults.endpoint === undefined ? nothing : 'true'}
            .value=${text.endpoint}
            @input=${(event: Event) => this._set({ endpoint: valueOf(event).trim() })}
          />
          ${this._fault('endpoint')}
        </label>
        <label class="field">
          Model
          <input
            name="judge-model"
            spellcheck="false"
            placeholder="such as qwen2.5:7b"
            aria-invalid=${this.faults.model === undefined ? nothing : 'true'}
            .value=${text.model}
            @input=${(event: Event) => this._set({ model: valueOf(event) })}
          />
          ${this._fault('model')}
        </label>
        <label class="field">
          Key, if it wants one
          <input
            name="key"
            type="password"
            autocomplete="off"
            .value=${this.key}
            @input=${(event: Event) => this._send('amp-key', valueOf(event))}
          />
        </label>
      </div>
      <p class="small sent">
        Sent to <b>${host}</b>: ${SENT[this.task] ?? SENT.mrhal} <b>Never the image.</b> The key goes to this
        address alone.
      </p>
      ${
        isReadable(text.endpoint)
          ? html`<p class="small warning">
              This address is not encrypted (http): who sits on the way can read what is sent, the key
              included.
            </p>`
          : nothing
      }
      <label class="check small">
        <input
          type="checkbox"
          name="keep"
          .checked=${this.keep}
          @change=${(event: Event) => this._send('amp-keep', (event.target as HTMLInputElement).checked)}
        />
        Keep the key in this browser
        <span class="quiet small">
          ${
            this.keep
              ? 'It lies unencrypted in this browser’s storage until you untick this.'
              : 'Otherwise it is forgotten when the page is closed.'
          }
        </span>
      </label>
      <div class="numbers">
        ${NUMBERS.map(([field, label, min, fault]) => this._number(text, field, label, min, fault))}
      </div>
    </div>`;
  }

  private _number(
    text: TextJudge,
    field: NumberField,
    label: string,
    min: number,
    fault?: FaultyField,
  ): TemplateResult {
    const words = fault === undefined || fault === 'prices' ? undefined : this.faults[fault];
    const bad = fault !== undefined && this.faults[fault] !== undefined;
    return html`<label class="field">
      ${label}
      <input
        type="number"
        name=${field}
        min=${min}
        step="any"
        aria-invalid=${bad ? 'true' : nothing}
        .value=${String(text[field])}
        @change=${(event: Event) => this._set({ [field]: (event.target as HTMLInputElement).valueAsNumber })}
      />
      ${words === undefined ? nothing : html`<span class="fault" role="alert">${words}</span>`}
      ${field === 'priceOut' ? this._fault('prices') : nothing}
    </label>`;
  }

  private _fault(field: FaultyField): TemplateResult | typeof nothing {
    const words = this.faults[field];
    return words === undefined ? nothing : html`<span class="fault" role="alert">${words}</span>`;
  }

  private _set(detail: Partial<TextJudge>): void {
    this.dispatchEvent(new CustomEvent('amp-text', { detail }));
  }

  private _send(type: 'amp-key' | 'amp-keep', detail: string | boolean): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** What a judge is told of a sample. */
const SENT: Readonly<Partial<Record<TaskId, string>>> & { readonly mrhal: string } = {
  mrhal:
    'for every sample the names of what is in the image, the questions, their standard answers and the model’s answers.',
  'llava-bench':
    'for every sample the captions and boxes that come with the benchmark, the question, the reference answer and the model’s answer.',
};

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-text-judge': AmpTextJudge;
  }
}
