import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainConfig } from '../../protocol/run.ts';
import { form } from '../ladders/formStyles.ts';
import { levelColour, shared } from '../styles.ts';
import { sameValue, shownOptions, valueInWords } from './configView.ts';
import type { Option, OptionGroup, OptionName } from './options.ts';

/** Choices of many words. */
const WIDE: readonly OptionName[] = ['objective', 'adapter'];

/**
 * One group of a training configuration's options. Only those that count are shown; those that differ from the preset
 * are marked, and those that are wrong say so.
 *
 * @fires amp-set - `detail` is the change, a Partial<TrainConfig>.
 * @slot - What belongs to the group, below its options.
 */
@customElement('amp-options')
export class AmpOptions extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .fields {
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 9rem), 1fr));
        align-items: start;
      }
      .wide {
        grid-column: 1 / -1;
      }
      .field > span:first-child,
      .check b {
        color: var(--ink-quiet);
        font-weight: 400;
      }
      .changed > span:first-child,
      .check.changed b {
        color: var(--accent);
        font-weight: 600;
      }
      .changed > span:first-child::before,
      .check.changed b::before {
        content: '● ';
        font-size: 0.7em;
        vertical-align: 0.15em;
      }
      .fault {
        color: var(--bad);
        font-size: var(--size-0);
      }
      [aria-invalid='true'] {
        border-color: var(--bad);
      }
      details {
        margin-top: 0.8rem;
      }
      details > .fields {
        margin-top: 0.6rem;
      }
      summary {
        font-size: var(--size-0);
        font-weight: 600;
      }
      .levels {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem;
      }
      .levels button {
        min-width: 2.25rem;
        min-height: 2.25rem;
        padding: 0;
        color: var(--ink);
        background: var(--sheet);
        border: 1px solid var(--rule-strong);
      }
      .levels button[aria-pressed='true'] {
        border: 2px solid;
        font-weight: 700;
      }
    `,
  ];

  /** Which group. */
  @property() group: OptionGroup = 'objective';
  /** What the group is called. */
  @property() heading = '';
  /** The options as they are now; nothing is shown without them. */
  @property({ attribute: false }) config: TrainConfig | undefined;
  /** What differs from this is marked. */
  @property({ attribute: false }) preset: TrainConfig | undefined;
  /** What is wrong, by option. */
  @property({ attribute: false }) faults: Partial<Record<OptionName, string>> = {};
  /** K of the chosen ladders. */
  @property({ type: Number }) levels = 4;

  /** Whether the seldom changed ones are shown. */
  @state() private _open = false;

  override render(): TemplateResult | typeof nothing {
    const { config } = this;
    if (config === undefined) return nothing;
    const shown = shownOptions(config).filter(({ group }) => group === this.group);
    const more = shown.filter((option) => option.more);
    const changed = more.filter(({ name }) => this._differs(name)).length;
    const faulty = more.some(({ name }) => this.faults[name] !== undefined);
    return html`<fieldset>
      <legend>${this.heading}</legend>
      <div class="fields">
        ${shown.filter((option) => !option.more).map((option) => this._option(option, config))}
      </div>
      ${
        more.length === 0
          ? nothing
          : html`<details ?open=${this._open || faulty} @toggle=${this._onToggle}>
              <summary>
                More${changed > 0 ? `: ${changed} ${changed === 1 ? 'differs' : 'differ'}` : ''}
              </summary>
              <div class="fields">${more.map((option) => this._option(option, config))}</div>
            </details>`
      }
      <slot></slot>
    </fieldset>`;
  }

  private _differs(name: OptionName): boolean {
    return this.preset !== undefined && !sameValue(this.config?.[name], this.preset[name]);
  }

  private _option(option: Option, config: TrainConfig): TemplateResult {
    const { name, label, control, about } = option;
    const changed = this._differs(name) ? 'changed' : '';
    const fault = this.faults[name];
    const described = fault !== undefined || about !== undefined ? `about-${name}` : nothing;
    const note = html`${
      fault === undefined
        ? about === undefined
          ? nothing
          : html`<span class="small quiet" id=${`about-${name}`}>${about}</span>`
        : html`<span class="fault" id=${`about-${name}`} role="alert">${fault}</span>`
    }`;
    switch (control.kind) {
      case 'check':
        return html`<label class="check wide ${changed}">
          <input
            type="checkbox"
            name=${name}
            aria-labelledby=${`label-${name}`}
            aria-describedby=${described}
            .checked=${config[name]}
            aria-invalid=${fault !== undefined}
            @change=${(event: Event) => this._set(name, (event.target as HTMLInputElement).checked)}
          />
          <b id=${`label-${name}`}>${label}</b>${note}
        </label>`;
      case 'choice':
        return html`<label class="field ${WIDE.includes(name) ? 'wide' : ''} ${changed}">
          <span id=${`label-${name}`}>${label}</span>
          <select
            name=${name}
            aria-labelledby=${`label-${name}`}
            aria-describedby=${described}
            aria-invalid=${fault !== undefined}
            @change=${(event: Event) => this._set(name, (event.target as HTMLSelectElement).value)}
          >
            ${Object.entries(control.values).map(
              ([value, words]) =>
                html`<option value=${value} ?selected=${value === config[name]}>${words}</option>`,
            )}
          </select>
          ${note}
        </label>`;
      case 'levels':
        return this._levels(label, config, changed, note);
      case 'number':
      case 'text': {
        const number = control.kind === 'number';
        return html`<label class="field ${number ? '' : 'wide'} ${changed}">
          <span id=${`label-${name}`}>${label}</span>
          <input
            type=${number ? 'number' : 'text'}
            name=${name}
            aria-labelledby=${`label-${name}`}
            aria-describedby=${described}
            min=${number ? control.min : nothing}
            max=${number ? (control.max ?? nothing) : nothing}
            step=${number ? (control.whole === true ? '1' : 'any') : nothing}
            spellcheck="false"
            .value=${String(config[name] ?? '')}
            aria-invalid=${fault !== undefined}
            @change=${(event: Event) => {
              const input = event.target as HTMLInputElement;
              this._set(name, number ? input.valueAsNumber : input.value);
            }}
          />
          ${note}
        </label>`;
      }
    }
  }

  private _levels(
    label: string,
    { levels }: TrainConfig,
    changed: string,
    note: TemplateResult,
  ): TemplateResult {
    const all = Array.from({ length: this.levels }, (_, k) => k);
    const on = levels.length === 0 ? all : levels;
    return html`<div class="field wide ${changed}">
      <span id="levels">${label}: ${valueInWords('levels', levels)}</span>
      <div class="levels" role="group" aria-labelledby="levels">
        ${all.map(
          (k) =>
            html`<button
              type="button"
              aria-pressed=${on.includes(k)}
              style=${on.includes(k) ? `color:${levelColour(k)}` : ''}
              @click=${() => this._toggle(k, on, all.length)}
            >
              ${k}
            </button>`,
        )}
      </div>
      ${note}
    </div>`;
  }

  private _toggle(level: number, on: readonly number[], all: number): void {
    const levels = on.includes(level) ? on.filter((k) => k !== level) : [...on, level].sort((a, b) => a - b);
    this._set('levels', levels.length === all ? [] : levels);
  }

  private _set(name: OptionName, value: unknown): void {
    this.dispatchEvent(new CustomEvent('amp-set', { detail: { [name]: value } }));
  }

  private readonly _onToggle = (event: Event): void => {
    this._open = (event.target as HTMLDetailsElement).open;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-options': AmpOptions;
  }
}
