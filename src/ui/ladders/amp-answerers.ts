import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { LadderJobOptions, ModelInfo } from '../../protocol/ladderJob.ts';
import { shared } from '../styles.ts';
import { form } from './formStyles.ts';
import { families, formatParameters } from './makerOptions.ts';

const METHODS: readonly [LadderJobOptions['method'], string, string][] = [
  [
    'meg',
    'MEG, multi-size experts',
    'Models of one family answer; the bigger one is taken for the better one.',
  ],
  [
    'ig',
    'IG, incremental generation',
    'One model is fine-tuned on more and more data; more data is taken for better.',
  ],
];

/**
 * Who writes the rungs below the standard answer: experts of several sizes, or one model fine-tuned step by step.
 *
 * @fires amp-options - `detail` are the options that changed (Partial<LadderJobOptions>).
 */
@customElement('amp-answerers')
export class AmpAnswerers extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .sub {
        margin-top: 0.7rem;
        padding-top: 0.6rem;
        border-top: 1px solid var(--rule);
      }
      .experts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
        gap: 0 0.8rem;
      }
      .method > :first-of-type {
        font-weight: 600;
      }
      .fields + .fields {
        margin-top: 0.6rem;
      }
    `,
  ];

  /** The options as they are now; nothing is shown without them. */
  @property({ attribute: false }) options: LadderJobOptions | undefined;
  /** Models that the lab can run. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];
  /** Datasets in this browser. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];

  override render(): TemplateResult | typeof nothing {
    const { options } = this;
    if (options === undefined) return nothing;
    return html`<fieldset>
      <legend>Who answers?</legend>
      ${METHODS.map(
        ([method, name, about]) =>
          html`<label class="check method">
            <input
              type="radio"
              name="method"
              value=${method}
              .checked=${method === options.method}
              @change=${() => this._send({ method })}
            />
            <span>${name}</span>
            <span class="small quiet">${about}</span>
          </label>`,
      )}
      <div class="sub">${options.method === 'meg' ? this._experts(options) : this._incremental(options)}</div>
    </fieldset>`;
  }

  private _experts({ experts }: LadderJobOptions): TemplateResult {
    const known = families(this.models);
    if (known.length === 0)
      return html`<p class="small quiet">This lab has no family of several sizes; use IG.</p>`;
    const family = known.find(({ models }) => models.some(({ id }) => experts.includes(id))) ?? known[0];
    return html`
      ${
        known.length === 1
          ? nothing
          : html`<label class="field">
              Family
              <select @change=${this._onFamily}>
                ${known.map(
                  ({ name }) =>
                    html`<option value=${name} ?selected=${name === family?.name}>${name}</option>`,
                )}
              </select>
            </label>`
      }
      <div class="experts" role="group" aria-label="Experts">
        ${family?.models.map(
          ({ id, name, parameters, about }) =>
            html`<label class="check" title=${about}>
              <input
                type="checkbox"
                name="expert"
                value=${id}
                .checked=${experts.includes(id)}
                @change=${() => this._toggle(id)}
              />
              <span>${name} <span class="quiet small">${formatParameters(parameters)}</span></span>
            </label>`,
        )}
      </div>
    `;
  }

  private _incremental(options: LadderJobOptions): TemplateResult {
    const { base, fineTuning, levels } = options;
    return html`<div class="fields">
        <label class="field">
          Base model
          <select
            @change=${(event: Event) => this._send({ base: (event.target as HTMLSelectElement).value })}
          >
            ${this.models.map(
              ({ id, name, parameters }) =>
                html`<option value=${id} ?selected=${id === base}>
                  ${name}, ${formatParameters(parameters)}
                </option>`,
            )}
          </select>
        </label>
        ${number('Levels K', levels, 3, (value) => this._send({ levels: value }))}
        <label class="field">
          Fine-tuned on
          <select @change=${this._onSet}>
            <option value="" ?selected=${fineTuning.kind === 'scenes'}>scenes</option>
            ${this.datasets.map(
              ({ id, name }) =>
                html`<option value=${id} ?selected=${fineTuning.kind === 'dataset' && fineTuning.id === id}>
                  ${name}
                </option>`,
            )}
          </select>
        </label>
        ${
          fineTuning.kind === 'scenes'
            ? html`${number('Fine-tuning dialogues', fineTuning.count, 1, (count) =>
                this._send({ fineTuning: { ...fineTuning, count } }),
              )}
              ${number(
                'By habit, share',
                fineTuning.priorShare,
                0,
                (priorShare) => this._send({ fineTuning: { ...fineTuning, priorShare } }),
                { max: 1, title: 'Share of its answers that follow habit instead of the image.' },
              )}`
            : nothing
        }
        ${number('Passes', options.epochs, 0, (epochs) => this._send({ epochs }), {})}
        ${number('Batch', options.batch, 1, (batch) => this._send({ batch }))}
        ${number('Learning rate', options.learningRate, 0, (learningRate) => this._send({ learningRate }), {})}
      </div>
      <p class="small quiet" style="margin-top:0.5rem">
        ${Math.max(0, levels - 2)} models are fine-tuned, on 1/${Math.max(1, levels - 2)} to all of the set;
        the base is the lowest rung.
      </p>`;
  }

  private _send(options: Partial<LadderJobOptions>): void {
    this.dispatchEvent(new CustomEvent('amp-options', { detail: options }));
  }

  private _toggle(id: string): void {
    const experts = this.options?.experts ?? [];
    this._send({ experts: experts.includes(id) ? experts.filter((e) => e !== id) : [...experts, id] });
  }

  private readonly _onFamily = (event: Event): void => {
    const name = (event.target as HTMLSelectElement).value;
    const family = families(this.models).find((f) => f.name === name);
    this._send({ experts: family?.models.map(({ id }) => id) ?? [] });
  };

  private readonly _onSet = (event: Event): void => {
    const id = (event.target as HTMLSelectElement).value;
    this._send({
      fineTuning: id === '' ? { kind: 'scenes', count: 240, priorShare: 0 } : { kind: 'dataset', id },
    });
  };
}

/** A number in a form; whole unless `more` is given. */
function number(
  label: string,
  value: number,
  min: number,
  change: (value: number) => void,
  more?: { readonly max?: number; readonly title?: string },
): TemplateResult {
  return html`<label class="field" title=${more?.title ?? nothing}>
    ${label}
    <input
      type="number"
      min=${min}
      max=${more?.max ?? nothing}
      step=${more === undefined ? '1' : 'any'}
      .value=${String(value)}
      @change=${(event: Event) => change((event.target as HTMLInputElement).valueAsNumber)}
    />
  </label>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-answerers': AmpAnswerers;
  }
}
