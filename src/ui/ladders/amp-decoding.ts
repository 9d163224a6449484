import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { DECODING_PRESETS, type Decoding, type DecodingPreset } from '../../protocol/decoding.ts';
import { shared } from '../styles.ts';
import { form } from './formStyles.ts';
import { presetOf, withPreset } from './makerOptions.ts';

const PRESETS: Readonly<Record<DecodingPreset, string>> = {
  greedy: 'greedy: always the likeliest word',
  'paper-meg': 'the paper’s experts: beams, with chance',
  mrhal: 'MRHal-Bench: beams, no repeats',
};

type NumberField = Exclude<keyof Decoding, 'seed'>;

const FIELDS: Readonly<
  Record<NumberField, { readonly label: string; readonly min: number; readonly step: number }>
> = {
  beams: { label: 'Beams', min: 1, step: 1 },
  temperature: { label: 'Temperature', min: 0, step: 0.1 },
  topK: { label: 'Top k (0: all)', min: 0, step: 1 },
  topP: { label: 'Top p (1: all)', min: 0.01, step: 0.01 },
  repetitionPenalty: { label: 'Repetition penalty', min: 0.1, step: 0.1 },
  noRepeatNgram: { label: 'No repeated n-gram', min: 0, step: 1 },
  lengthPenalty: { label: 'Length penalty', min: -10, step: 0.1 },
  minNew: { label: 'Fewest tokens', min: 0, step: 1 },
  maxNew: { label: 'Most tokens', min: 1, step: 1 },
};

/**
 * How answers are decoded: a preset, and every number that it stands for.
 *
 * @fires amp-decoding - `detail` is the Decoding chosen.
 */
@customElement('amp-decoding')
export class AmpDecoding extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(7.2rem, 1fr));
        gap: 0.5rem;
        align-items: end;
        margin-top: 0.6rem;
      }
    `,
  ];

  /** The numbers as they are now; nothing is shown without them. */
  @property({ attribute: false }) decoding: Decoding | undefined;

  override render(): TemplateResult {
    const { decoding } = this;
    if (decoding === undefined) return html``;
    const preset = presetOf(decoding);
    return html`
      <label class="field">
        Decoding
        <select @change=${this._onPreset}>
          ${(Object.keys(DECODING_PRESETS) as DecodingPreset[]).map(
            (name) => html`<option value=${name} ?selected=${name === preset}>${PRESETS[name]}</option>`,
          )}
          <option value="" ?selected=${preset === undefined} ?disabled=${preset !== undefined}>
            your own numbers
          </option>
        </select>
      </label>
      <div class="numbers">
        ${(Object.keys(FIELDS) as NumberField[]).map((name) => {
          const { label, min, step } = FIELDS[name];
          return html`<label class="field">
            ${label}
            <input
              type="number"
              min=${min}
              step=${step === 1 ? '1' : 'any'}
              .value=${String(decoding[name])}
              @change=${(event: Event) => this._change(name, event)}
            />
          </label>`;
        })}
      </div>
    `;
  }

  private _send(detail: Decoding): void {
    this.dispatchEvent(new CustomEvent('amp-decoding', { detail }));
  }

  private _change(field: NumberField, event: Event): void {
    if (this.decoding === undefined) return;
    this._send({ ...this.decoding, [field]: (event.target as HTMLInputElement).valueAsNumber });
  }

  private readonly _onPreset = (event: Event): void => {
    const preset = (event.target as HTMLSelectElement).value as DecodingPreset | '';
    if (this.decoding !== undefined && preset !== '') this._send(withPreset(this.decoding, preset));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-decoding': AmpDecoding;
  }
}
