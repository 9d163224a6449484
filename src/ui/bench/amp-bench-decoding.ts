import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Decoding } from '../../protocol/decoding.ts';
import { form } from '../ladders/formStyles.ts';
import { shared } from '../styles.ts';
import { decodingInWords } from './formView.ts';

const FIELDS: readonly (readonly [field: 'temperature' | 'beams' | 'maxNew', label: string, step: string])[] =
  [
    ['temperature', 'Temperature', 'any'],
    ['beams', 'Beams', '1'],
    ['maxNew', 'Most tokens', '1'],
  ];

/**
 * How a benchmark's answers are decoded: its own way, in words, and the numbers that may be changed.
 *
 * @fires amp-decoding - `detail` is what changes of the Decoding; undefined = as the benchmark has it.
 */
@customElement('amp-bench-decoding')
export class AmpBenchDecoding extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .three {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 0.5rem;
        align-items: end;
      }
      p {
        margin-top: 0.5rem;
      }
      .fault {
        color: var(--bad);
      }
      .changed {
        color: var(--warn);
      }
      button {
        margin-top: 0.3rem;
      }
    `,
  ];

  /** The benchmark's own. */
  @property({ attribute: false }) own: Decoding | undefined;
  /** What differs from it. */
  @property({ attribute: false }) changes: Partial<Decoding> = {};
  /** What is wrong with it; empty = nothing. */
  @property() fault = '';

  override render(): TemplateResult | typeof nothing {
    if (this.own === undefined) return nothing;
    const decoding = { ...this.own, ...this.changes };
    const changed = Object.keys(this.changes).length > 0;
    return html`<div class="three">
        ${FIELDS.map(
          ([field, label, step]) =>
            html`<label class="field">
              ${label}
              <input
                type="number"
                name=${field}
                min=${field === 'temperature' ? 0 : 1}
                step=${step}
                .value=${String(decoding[field])}
                @change=${(event: Event) =>
                  this._send({ [field]: (event.target as HTMLInputElement).valueAsNumber })}
              />
            </label>`,
        )}
      </div>
      ${
        this.fault === ''
          ? html`<p class="small quiet">
              ${changed ? 'Changed' : 'As the benchmark has it'}: ${decodingInWords(decoding)}.
            </p>`
          : html`<p class="small fault" role="alert">${this.fault}</p>`
      }
      ${
        changed
          ? html`<p class="small changed">These are then not the benchmark’s own scores.</p>
              <button class="plain" type="button" @click=${() => this._send(undefined)}>
                As the benchmark has it
              </button>`
          : nothing
      }`;
  }

  private _send(detail: Partial<Decoding> | undefined): void {
    this.dispatchEvent(new CustomEvent('amp-decoding', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-decoding': AmpBenchDecoding;
  }
}
