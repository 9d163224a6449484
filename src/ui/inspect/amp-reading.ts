import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Reader, Reading } from '../../protocol/inspect.ts';
import { form } from '../ladders/formStyles.ts';
import { shared } from '../styles.ts';
import './amp-step-slider.ts';
import type { AmpStepSlider } from './amp-step-slider.ts';
import { readingOf } from './readingView.ts';

/** What a reference is called in the list of choices. */
const NONE = '';

/**
 * Who reads the ladder, against whom, and for a run at which of its steps.
 *
 * @fires amp-reading - `detail` is the Reading chosen.
 * @slot - What is to be said of the reading: progress, or why there is none.
 */
@customElement('amp-reading')
export class AmpReading extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .bar {
        display: grid;
        grid-template-columns: minmax(9rem, 12rem) minmax(9rem, 12rem) minmax(0, 1fr);
        gap: 0.5rem 1rem;
        align-items: end;
      }
      select {
        min-height: 2.2rem;
        text-overflow: ellipsis;
      }
      amp-step-slider {
        padding-bottom: 0.1rem;
      }
      @media (max-width: 1180px) {
        .bar {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        amp-step-slider {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  /** Models and runs to choose from. */
  @property({ attribute: false }) readers: readonly Reader[] = [];
  /** What is chosen; undefined = nobody reads. */
  @property({ attribute: false }) reading: Reading | undefined;

  @query('amp-step-slider') private readonly _slider!: AmpStepSlider | null;

  /** Goes to the run's checkpoint before or after. */
  go(by: number): void {
    this._slider?.go(by);
  }

  override render(): TemplateResult | typeof nothing {
    const { readers, reading } = this;
    if (reading === undefined) return html`<slot></slot>`;
    const { policy, reference } = reading;
    const reader = readers.find(({ id }) => id === policy.id);
    const option = ({ id, name }: Reader, chosen: string): TemplateResult =>
      html`<option value=${id} ?selected=${id === chosen}>${name}</option>`;
    const runs = readers.filter(({ kind }) => kind === 'run');
    const models = readers.filter(({ kind }) => kind === 'model');
    const others = readers.filter(({ id }) => id !== policy.id);
    const own = reader?.kind === 'run' && reader.reference !== undefined;
    const against = reference === undefined ? NONE : reference.id;
    return html`<div class="bar">
        <label class="field">
          Read by
          <select @change=${this._onPolicy}>
            ${runs.length === 0 ? nothing : html`<optgroup label="Runs">${runs.map((one) => option(one, policy.id))}</optgroup>`}
            <optgroup label="Models">${models.map((one) => option(one, policy.id))}</optgroup>
          </select>
        </label>
        <label class="field">
          Against
          <select @change=${this._onReference}>
            ${own ? html`<option value=${policy.id} ?selected=${against === policy.id}>its own start</option>` : nothing}
            ${others.map((one) => option(one, against))}
            <option value=${NONE} ?selected=${against === NONE}>nobody: log p alone</option>
          </select>
        </label>
        <amp-step-slider
          .checkpoints=${reader?.checkpoints ?? []}
          .step=${policy.step ?? reader?.checkpoints.at(-1)?.step ?? 0}
          @amp-step=${this._onStep}
        ></amp-step-slider>
      </div>
      <slot></slot>`;
  }

  private _change(detail: Reading): void {
    this.dispatchEvent(new CustomEvent('amp-reading', { detail, bubbles: true, composed: true }));
  }

  private readonly _onPolicy = (event: Event): void => {
    const id = (event.target as HTMLSelectElement).value;
    const reader = this.readers.find((one) => one.id === id);
    if (reader !== undefined) this._change(readingOf(reader));
  };

  private readonly _onReference = (event: Event): void => {
    const id = (event.target as HTMLSelectElement).value;
    const { policy } = this.reading ?? {};
    if (policy === undefined) return;
    if (id === NONE) this._change({ policy });
    else this._change({ policy, reference: id === policy.id ? { id, step: 0 } : { id } });
  };

  private readonly _onStep = (event: CustomEvent<number>): void => {
    event.stopPropagation();
    const { reading } = this;
    if (reading !== undefined)
      this._change({ ...reading, policy: { id: reading.policy.id, step: event.detail } });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-reading': AmpReading;
  }
}
