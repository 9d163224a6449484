import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import type { TrainSource } from '../../protocol/run.ts';
import { form } from '../ladders/formStyles.ts';
import { formatParameters } from '../ladders/makerOptions.ts';
import { routeHash } from '../route.ts';
import { shared } from '../styles.ts';
import { SCENES } from './sourceView.ts';

/**
 * What is trained on what: a model, and ladders of a dataset or, for SFT, dialogues about scenes.
 *
 * @fires amp-source - `detail` is the TrainSource chosen.
 */
@customElement('amp-run-data')
export class AmpRunData extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .fields {
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
      }
      .few {
        grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr));
        margin-top: 0.6rem;
      }
      .order {
        margin-top: 0.4rem;
        font-size: var(--size-0);
      }
      p {
        margin-top: 0.4rem;
      }
    `,
  ];

  /** What is chosen; nothing is shown without it. */
  @property({ attribute: false }) source: TrainSource | undefined;
  /** Models that the lab can run. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];
  /** Datasets that can be learned from. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** Whether scenes can be learned from: they have best answers only. */
  @property({ type: Boolean }) sft = false;

  override render(): TemplateResult | typeof nothing {
    const { source } = this;
    if (source === undefined) return nothing;
    const { model, data } = source;
    const chosen = this.models.find(({ id }) => id === model);
    return html`
      <div class="fields">
        <label class="field">
          Model
          <select name="model" @change=${this._onModel}>
            ${this.models.map(
              ({ id, name, parameters }) =>
                html`<option value=${id} ?selected=${id === model}>
                  ${name}, ${formatParameters(parameters)}
                </option>`,
            )}
          </select>
        </label>
        <label class="field">
          Data
          <select name="data" @change=${this._onData}>
            ${
              this.sft
                ? html`<option value="" ?selected=${data.kind === 'scenes'}>Scenes, drawn as needed</option>`
                : this.datasets.length === 0
                  ? html`<option value="" disabled selected>no ladders yet</option>`
                  : nothing
            }
            ${this.datasets.map(
              ({ id, name, counts }) =>
                html`<option value=${id} ?selected=${data.kind === 'dataset' && data.id === id}>
                  ${name}, ${counts.ladders.toLocaleString('en')} ladders
                </option>`,
            )}
          </select>
        </label>
      </div>
      ${
        data.kind === 'scenes'
          ? this._scenes(data)
          : html`<label class="check order">
              <input
                type="checkbox"
                name="order"
                .checked=${data.order === 'human'}
                @change=${this._onOrder}
              />
              <span>In the order that people gave the rungs, where they gave one</span>
            </label>`
      }
      ${chosen === undefined ? nothing : html`<p class="small quiet">${chosen.about}</p>`}
      ${
        this.datasets.length === 0 && !this.sft
          ? html`<p class="small">
              There are no ladders yet. Make or import some
              <a href=${routeHash({ place: 'data', path: [] })}>under Data</a>, or start from the preset of
              SFT, which learns from scenes at once.
            </p>`
          : nothing
      }
    `;
  }

  private _scenes(data: Extract<TrainSource['data'], { kind: 'scenes' }>): TemplateResult {
    const number = (
      name: 'count' | 'rounds' | 'priorShare',
      label: string,
      min: number,
      step: string,
    ): TemplateResult =>
      html`<label class="field">
        ${label}
        <input
          type="number"
          name=${name}
          min=${min}
          step=${step}
          .value=${String(data[name])}
          @change=${(event: Event) => {
            const value = (event.target as HTMLInputElement).valueAsNumber;
            if (value >= min) this._change({ data: { ...data, [name]: value } });
          }}
        />
      </label>`;
    return html`<div class="fields few">
      ${number('count', 'Scenes', 1, '1')} ${number('rounds', 'Rounds each', 1, '1')}
      ${number('priorShare', 'Share of guesses', 0, 'any')}
    </div>`;
  }

  private _change(change: Partial<TrainSource>): void {
    if (this.source === undefined) return;
    const detail: TrainSource = { ...this.source, ...change };
    this.dispatchEvent(new CustomEvent('amp-source', { detail }));
  }

  private readonly _onModel = (event: Event): void => {
    this._change({ model: (event.target as HTMLSelectElement).value });
  };

  private readonly _onOrder = (event: Event): void => {
    const { data } = this.source ?? {};
    if (data?.kind !== 'dataset') return;
    const human = (event.target as HTMLInputElement).checked;
    this._change({ data: { kind: 'dataset', id: data.id, ...(human && { order: 'human' }) } });
  };

  private readonly _onData = (event: Event): void => {
    const id = (event.target as HTMLSelectElement).value;
    this._change({ data: id === '' ? SCENES : { kind: 'dataset', id } });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-run-data': AmpRunData;
  }
}
