import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { Decoding } from '../../protocol/decoding.ts';
import type { LadderJobOptions, LadderQuestions, ModelInfo } from '../../protocol/ladderJob.ts';
import { shared } from '../styles.ts';
import './amp-answerers.ts';
import './amp-ask.ts';
import './amp-decoding.ts';
import { form } from './formStyles.ts';
import { defaultOptions, jobName, ladderCount, levelCount, obstacles } from './makerOptions.ts';
import type { OwnImage } from './ownImages.ts';

/** What the user wants made; `images` are those that the questions are about and that are not stored yet. */
export interface MakeRequest {
  readonly options: LadderJobOptions;
  readonly images: readonly OwnImage[];
}

/**
 * The form for making ladders. Its defaults make 48 at one click.
 *
 * @fires amp-make - `detail` is the MakeRequest.
 */
@customElement('amp-ladder-maker')
export class AmpLadderMaker extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
        gap: var(--gap);
      }
      details {
        margin-top: 0.9rem;
      }
      details[open] > summary {
        margin-bottom: 0.6rem;
      }
      summary {
        font-size: var(--size-0);
        font-weight: 600;
      }
      .go {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1.2rem;
        align-items: center;
        margin-top: 1.2rem;
        padding-top: 1rem;
        border-top: 1px solid var(--rule);
      }
      .primary {
        padding-inline: 1.4rem;
      }
      .go ul {
        list-style: none;
        color: var(--bad);
      }
      .two {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 1fr);
        gap: 0.6rem;
        align-items: end;
        margin-top: 0.3rem;
      }
    `,
  ];

  /** Models that the lab can run. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];
  /** Datasets in this browser. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  @state() private _options: LadderJobOptions = defaultOptions([]);
  @state() private _images: readonly OwnImage[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const earlier = changed.get('models');
    const known = (id: string): boolean => this.models.some((model) => model.id === id);
    const kept = earlier !== undefined && earlier.length > 0 && this._options.experts.every(known);
    if (changed.has('models') && !(kept && known(this._options.base)))
      this._options = defaultOptions(this.models);
    if (!changed.has('datasets')) return;
    const gone = (of: { kind: string; id?: string }): boolean =>
      of.kind === 'dataset' && !this.datasets.some(({ id }) => id === of.id);
    if (gone(this._options.questions))
      this._change({ questions: { kind: 'dataset', id: this.datasets[0]?.id ?? '' } });
    if (gone(this._options.fineTuning)) this._change({ fineTuning: defaultOptions([]).fineTuning });
  }

  override render(): TemplateResult {
    const { _options: options } = this;
    const { questions } = options;
    const asked = questions.kind === 'dataset' ? this._dataset(questions.id) : undefined;
    const ladders = ladderCount(options, asked?.counts.ladders);
    const faults = this.models.length === 0 ? [] : obstacles(options, this.models, ladders);
    const K = levelCount(options);
    return html`<form novalidate @submit=${this._onSubmit}>
      <div class="parts">
        <amp-answerers
          .options=${options}
          .models=${this.models}
          .datasets=${this.datasets}
          @amp-options=${this._onOptions}
        ></amp-answerers>
        <amp-ask
          .questions=${questions}
          .images=${this._images}
          .datasets=${this.datasets}
          .models=${this.models}
          @amp-questions=${this._onQuestions}
          @amp-images=${this._onImages}
        ></amp-ask>
        <fieldset>
          <legend>How?</legend>
          <label class="check">
            <input
              type="checkbox"
              name="auto-check"
              .checked=${options.autoCheck}
              @change=${this._onAutoCheck}
            />
            <span>Auto-check re-ranks the answers</span>
            <span class="small quiet">
              It compares each with the standard answer, chunk by chunk, and never looks at the image.
            </span>
          </label>
          <div class="two">
            <label class="field">
              Name
              <input
                name="name"
                placeholder=${jobName({ ...options, name: '' }, asked?.name)}
                .value=${options.name}
                @change=${this._onName}
              />
            </label>
            <label class="field">
              Seed
              <input
                name="seed"
                type="number"
                min="0"
                step="1"
                .value=${String(options.seed)}
                @change=${this._onSeed}
              />
            </label>
          </div>
          <details>
            <summary>Decoding: ${inWords(options.decoding)}</summary>
            <amp-decoding .decoding=${options.decoding} @amp-decoding=${this._onDecoding}></amp-decoding>
          </details>
        </fieldset>
      </div>
      <div class="go">
        <button
          class="primary"
          type="submit"
          ?disabled=${this.blocked !== '' || faults.length > 0 || this.models.length === 0}
        >
          Make ${ladders > 0 ? ladders.toLocaleString('en') : ''} ${ladders === 1 ? 'ladder' : 'ladders'}
        </button>
        ${
          faults.length > 0
            ? html`<ul class="small" role="status">
                ${faults.map((fault) => html`<li>${fault}</li>`)}
              </ul>`
            : html`<p class="small quiet">
                ${this.blocked === '' ? `${K} levels each: the standard answer, and ${K - 1} below it.` : this.blocked}
              </p>`
        }
      </div>
    </form>`;
  }

  private _dataset(id: string): Dataset | undefined {
    return this.datasets.find((dataset) => dataset.id === id);
  }

  private _change(changes: Partial<LadderJobOptions>): void {
    this._options = { ...this._options, ...changes };
  }

  private readonly _onOptions = (event: CustomEvent<Partial<LadderJobOptions>>): void => {
    this._change(event.detail);
  };

  private readonly _onQuestions = (event: CustomEvent<LadderQuestions>): void => {
    this._change({ questions: event.detail });
  };

  private readonly _onImages = (event: CustomEvent<readonly OwnImage[]>): void => {
    this._images = event.detail;
  };

  private readonly _onDecoding = (event: CustomEvent<Decoding>): void => {
    this._change({ decoding: event.detail });
  };

  private readonly _onAutoCheck = (event: Event): void => {
    this._change({ autoCheck: (event.target as HTMLInputElement).checked });
  };

  private readonly _onName = (event: Event): void => {
    this._change({ name: (event.target as HTMLInputElement).value });
  };

  private readonly _onSeed = (event: Event): void => {
    const seed = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isSafeInteger(seed) && seed >= 0) this._change({ seed });
  };

  private readonly _onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.blocked !== '') return;
    const { _options: options } = this;
    const { questions, decoding, seed } = options;
    const from = questions.kind === 'dataset' ? this._dataset(questions.id)?.name : undefined;
    const detail: MakeRequest = {
      options: { ...options, name: jobName(options, from), decoding: { ...decoding, seed } },
      images: questions.kind === 'dialogues' ? this._images : [],
    };
    this.dispatchEvent(new CustomEvent('amp-make', { detail, bubbles: true, composed: true }));
  };
}

function inWords({ beams, temperature, repetitionPenalty, maxNew }: Decoding): string {
  const how = beams > 1 ? `${beams} beams` : temperature > 0 ? 'sampling' : 'greedy';
  const parts = [how];
  if (temperature > 0) parts.push(`temperature ${temperature}`);
  if (repetitionPenalty !== 1) parts.push(`repetition penalty ${repetitionPenalty}`);
  return [...parts, `at most ${maxNew} tokens`].join(', ');
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ladder-maker': AmpLadderMaker;
  }
}
