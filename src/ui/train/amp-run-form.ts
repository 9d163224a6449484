import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import type { TrainConfig, TrainSource } from '../../protocol/run.ts';
import type { TrainOptions, TrainPreset } from '../../protocol/training.ts';
import type { LabClient } from '../client.ts';
import { form } from '../ladders/formStyles.ts';
import { shared } from '../styles.ts';
import { offerPageUndo } from '../undo/undoable.ts';
import './amp-fit.ts';
import './amp-options.ts';
import './amp-run-data.ts';
import './amp-schedule.ts';
import { differences, faultyOption, rangeFaults, runName, withChange } from './configView.ts';
import { reportOf, type FitState } from './fitView.ts';
import type { OptionName } from './options.ts';
import { levelsOf, settleSource, usableDatasets } from './sourceView.ts';

/**
 * The form for a new training run: model and data, a preset and what differs from it, and whether it will fit.
 *
 * @fires amp-train - `detail` are the TrainOptions to start with.
 */
@customElement('amp-run-form')
export class AmpRunForm extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .groups {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: var(--gap);
        margin: 1.2rem 0;
        padding: 1.1rem 0;
        border-block: 1px solid var(--rule);
      }
      .groups.start {
        margin: 0;
        padding: 0;
        border: 0;
      }
      amp-schedule {
        margin-top: 0.8rem;
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 11rem), 1fr));
        gap: 0.6rem;
        align-items: end;
      }
      .differs {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem;
        align-items: center;
        margin-bottom: 1rem;
        list-style: none;
        font-size: var(--size-0);
      }
      .differs button {
        min-height: 1.9rem;
      }
      .differs b {
        color: var(--accent);
      }
      .go {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1.2rem;
        align-items: center;
        margin-top: 1rem;
      }
      .primary {
        padding-inline: 1.4rem;
      }
      p.about {
        margin-top: 0.4rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Models that the lab can run. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];
  /** Datasets in this browser. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** Configurations to start from, the first by default. */
  @property({ attribute: false }) presets: readonly TrainPreset[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _name = '';
  @state() private _source: TrainSource | undefined;
  @state() private _preset: TrainPreset | undefined;
  @state() private _config: TrainConfig | undefined;
  @state() private _fit: FitState = { kind: 'initial' };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('presets') && this._preset === undefined) {
      this._preset = this.presets[0];
      this._config = this._preset?.config;
    }
    if (this._config !== undefined) {
      this._source = settleSource(this._source, this.models, this.datasets, this._config);
    }
  }

  override render(): TemplateResult {
    const { _config: config, _preset: preset, _source: source } = this;
    if (config === undefined || preset === undefined || source === undefined) {
      return html`<p class="quiet" role="status">Reading the presets…</p>`;
    }
    const fault = this._fit.kind === 'error' ? this._fit.error : undefined;
    const wrong = fault?.name === 'ConfigError' ? faultyOption(fault.message) : undefined;
    const ranges = rangeFaults(config);
    const faults =
      wrong === undefined || fault === undefined ? ranges : { ...ranges, [wrong]: fault.message };
    const missing = this._missing(source, ranges);
    const obstacle = this._obstacle(missing);
    const group = (name: 'objective' | 'parts' | 'loop', heading: string): TemplateResult =>
      html`<amp-options
        .group=${name}
        .heading=${heading}
        .config=${config}
        .preset=${preset.config}
        .faults=${faults}
        .levels=${levelsOf(source, this.datasets)}
        @amp-set=${this._onSet}
        >${
          name === 'loop'
            ? html`<amp-schedule
                .config=${config}
                .steps=${reportOf(this._fit)?.steps ?? config.steps}
              ></amp-schedule>`
            : nothing
        }</amp-options
      >`;
    return html`<form novalidate @submit=${this._onSubmit}>
      <div class="groups start">
        <fieldset>
          <legend>What learns from what?</legend>
          <amp-run-data
            .source=${source}
            .models=${this.models}
            .datasets=${usableDatasets(this.datasets, config)}
            ?sft=${config.objective === 'sft'}
            @amp-source=${(event: CustomEvent<TrainSource>) => (this._source = event.detail)}
          ></amp-run-data>
        </fieldset>
        <fieldset>
          <legend>Starting from</legend>
          <div class="two">
            <label class="field">
              Preset
              <select name="preset" @change=${this._onPreset}>
                ${this.presets.map(
                  ({ name }) =>
                    html`<option value=${name} ?selected=${name === preset.name}>${name}</option>`,
                )}
              </select>
            </label>
            <label class="field">
              Name
              <input
                name="run-name"
                placeholder=${this._runName(config, source)}
                .value=${this._name}
                @input=${(event: Event) => (this._name = (event.target as HTMLInputElement).value)}
              />
            </label>
          </div>
          <p class="small quiet about">${preset.about}</p>
        </fieldset>
      </div>
      <div class="groups">
        ${group('objective', 'Objective')} ${group('parts', 'What is trained')} ${group('loop', 'Loop')}
      </div>
      ${this._differences(config, preset)}
      <amp-fit
        .client=${this.client}
        .options=${missing === '' ? this._options(config, source) : undefined}
        .waiting=${this.blocked || missing}
        ?hold=${this.blocked !== ''}
        ?error-elsewhere=${wrong !== undefined}
        @amp-fit=${(event: CustomEvent<FitState>) => (this._fit = event.detail)}
        @amp-set=${this._onSet}
      ></amp-fit>
      <div class="go">
        <button class="primary" type="submit" ?disabled=${obstacle !== ''}>Start training</button>
        <span class="small quiet">${obstacle}</span>
      </div>
    </form>`;
  }

  private _differences(config: TrainConfig, preset: TrainPreset): TemplateResult {
    const differing = differences(config, preset.config);
    if (differing.length === 0) {
      return html`<p class="differs quiet">Nothing differs from the preset “${preset.name}”.</p>`;
    }
    return html`<ul class="differs" aria-label=${`What differs from the preset ${preset.name}`}>
      <li>Differs from “${preset.name}”:</li>
      ${differing.map(
        ({ name, label, value, before }) =>
          html`<li>
            <button
              class="plain"
              type="button"
              title=${`Back to ${before}`}
              @click=${() => this._set({ [name]: preset.config[name] })}
            >
              ${label} <b>${value}</b>, not ${before} <span aria-hidden="true">✕</span
              ><span class="visually-hidden">: back to the preset’s</span>
            </button>
          </li>`,
      )}
    </ul>`;
  }

  private _missing(source: TrainSource, ranges: Partial<Record<OptionName, string>>): string {
    if (source.data.kind === 'dataset' && source.data.id === '') return 'Choose ladders to learn from.';
    return Object.keys(ranges).length > 0 ? 'Correct what is marked above.' : '';
  }

  /** Why it cannot be started now; empty = it can. A plan that is under way is not waited for. */
  private _obstacle(missing: string): string {
    if (this.blocked !== '' || missing !== '') return this.blocked || missing;
    if (this._fit.kind === 'error') return 'It cannot be planned as it stands; the reason stands above.';
    const fits = this._fit.kind !== 'complete' || this._fit.report.problems.length === 0;
    return fits ? '' : 'It does not fit on this GPU as it stands; see above what would make it smaller.';
  }

  private _runName(config: TrainConfig, { model }: TrainSource): string {
    return runName(this._name, config, this.models.find(({ id }) => id === model)?.name ?? model);
  }

  private _options(config: TrainConfig, source: TrainSource): TrainOptions {
    return { name: this._runName(config, source), source, config };
  }

  private _set(change: Partial<TrainConfig>): void {
    if (this._config !== undefined) this._config = withChange(this._config, change);
  }

  private readonly _onSet = (event: CustomEvent<Partial<TrainConfig>>): void => {
    this._set(event.detail);
  };

  private readonly _onPreset = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const { value: name } = select;
    const { _config: config, _preset: preset } = this;
    this._preset = this.presets.find((preset) => preset.name === name);
    this._config = this._preset?.config;
    if (config === undefined || preset === undefined) return;
    const { length } = differences(config, preset.config);
    if (length === 0) return; // nothing but the choice is lost
    const changes = length === 1 ? 'one change' : `${length} changes`;
    offerPageUndo(this, `Preset “${name}” has replaced your ${changes} to “${preset.name}”`, () => {
      [this._config, this._preset] = [config, preset];
      select.value = preset.name;
    });
  };

  private readonly _onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { _config: config, _source: source } = this;
    if (config === undefined || source === undefined) return;
    if (this._obstacle(this._missing(source, rangeFaults(config))) !== '') return;
    const detail = this._options(config, source);
    this.dispatchEvent(new CustomEvent('amp-train', { detail }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-run-form': AmpRunForm;
  }
}
