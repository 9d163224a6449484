import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Dataset } from '../../protocol/dataset.ts';
import type { LadderQuestions, ModelInfo } from '../../protocol/ladderJob.ts';
import { shared } from '../styles.ts';
import './amp-own-images.ts';
import { form } from './formStyles.ts';
import { ownDialogues, type OwnImage } from './ownImages.ts';

const KINDS: readonly [LadderQuestions['kind'], string][] = [
  ['scenes', 'Scenes'],
  ['dialogues', 'My images'],
  ['dataset', 'A dataset'],
];

const SCENES: LadderQuestions = { kind: 'scenes', count: 48, rounds: 2, style: 'noto', priorDefying: false };

/**
 * What the models are asked about: drawn scenes with known truth, the user's own images, or an imported dataset.
 *
 * @fires amp-questions - `detail` are the LadderQuestions chosen.
 * @fires amp-images - `detail` are the user's own images (OwnImage[]).
 */
@customElement('amp-ask')
export class AmpAsk extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      .kinds {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        margin-bottom: 0.7rem;
      }
      .hint {
        margin-bottom: 0.6rem;
      }
    `,
  ];

  /** What is asked now. */
  @property({ attribute: false }) questions: LadderQuestions = SCENES;
  /** The user's own images. */
  @property({ attribute: false }) images: readonly OwnImage[] = [];
  /** Datasets in this browser. */
  @property({ attribute: false }) datasets: readonly Dataset[] = [];
  /** Models that the lab can run. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];

  /** The choices about scenes, kept while something else is looked at. */
  private _scenes = SCENES;

  override render(): TemplateResult {
    const { questions } = this;
    return html`<fieldset>
      <legend>What are they asked about?</legend>
      <div class="kinds" role="group" aria-label="Kind of questions">
        ${KINDS.map(
          ([kind, label]) =>
            html`<button
              class="plain"
              type="button"
              aria-pressed=${kind === questions.kind}
              @click=${() => this._choose(kind)}
            >
              ${label}
            </button>`,
        )}
      </div>
      ${this._fields(questions)}
    </fieldset>`;
  }

  private _fields(questions: LadderQuestions): TemplateResult {
    switch (questions.kind) {
      case 'scenes':
        return this._sceneFields(questions);
      case 'dialogues':
        return html`<amp-own-images
          .images=${this.images}
          .models=${this.models}
          .standard=${questions.standard ?? ''}
          @amp-images=${this._onImages}
          @amp-standard=${this._onStandard}
        ></amp-own-images>`;
      case 'dataset':
        return html`<p class="hint small quiet">
            Its questions are asked again; its best answers are the standard answers.
          </p>
          ${
            this.datasets.length === 0
              ? html`<p class="small">There is no dataset yet: import one below, or make ladders first.</p>`
              : html`<label class="field">
                  Dataset to ask about
                  <select @change=${this._onDataset}>
                    ${this.datasets.map(
                      ({ id, name, counts }) =>
                        html`<option value=${id} ?selected=${id === questions.id}>
                          ${name} (${counts.ladders.toLocaleString('en')})
                        </option>`,
                    )}
                  </select>
                </label>`
          }`;
    }
  }

  private _sceneFields(questions: Extract<LadderQuestions, { kind: 'scenes' }>): TemplateResult {
    const change = (changes: Partial<typeof questions>): void => this._send({ ...questions, ...changes });
    const whole = (event: Event): number => (event.target as HTMLInputElement).valueAsNumber;
    return html`<p class="hint small quiet">
        Drawn for this job and seen by no bundled model; the standard answers are exactly true.
      </p>
      <div class="fields">
        <label class="field">
          Scenes
          <input
            name="scenes"
            type="number"
            min="1"
            max="100000"
            step="1"
            .value=${String(questions.count)}
            @change=${(event: Event) => change({ count: whole(event) })}
          />
        </label>
        <label class="field">
          Rounds each
          <input
            name="rounds"
            type="number"
            min="1"
            max="5"
            step="1"
            .value=${String(questions.rounds)}
            @change=${(event: Event) => change({ rounds: whole(event) })}
          />
        </label>
        <label class="field">
          Art style
          <select @change=${(event: Event) => change({ style: (event.target as HTMLSelectElement).value })}>
            <option value="noto" ?selected=${questions.style === 'noto'}>Noto, as in training</option>
            <option value="fluent" ?selected=${questions.style === 'fluent'}>Fluent, never seen</option>
          </select>
        </label>
      </div>
      <label class="check">
        <input
          type="checkbox"
          .checked=${questions.priorDefying}
          @change=${(event: Event) => change({ priorDefying: (event.target as HTMLInputElement).checked })}
        />
        <span>Colours that defy the prior</span>
        <span class="small quiet">Blue bananas: whoever answers by habit is wrong.</span>
      </label>`;
  }

  private _send(questions: LadderQuestions): void {
    if (questions.kind === 'scenes') this._scenes = questions;
    this.dispatchEvent(new CustomEvent('amp-questions', { detail: questions }));
  }

  private _choose(kind: LadderQuestions['kind']): void {
    if (kind === 'scenes') this._send(this._scenes);
    else if (kind === 'dialogues') this._send({ kind, dialogues: ownDialogues(this.images) });
    else this._send({ kind, id: this.datasets[0]?.id ?? '' });
  }

  private readonly _onImages = (event: CustomEvent<readonly OwnImage[]>): void => {
    const { questions } = this;
    this.dispatchEvent(new CustomEvent('amp-images', { detail: event.detail }));
    if (questions.kind === 'dialogues') this._send({ ...questions, dialogues: ownDialogues(event.detail) });
  };

  private readonly _onStandard = ({ detail }: CustomEvent<string>): void => {
    if (this.questions.kind !== 'dialogues') return;
    const { kind, dialogues } = this.questions;
    this._send({ kind, dialogues, ...(detail !== '' && { standard: detail }) });
  };

  private readonly _onDataset = (event: Event): void => {
    this._send({ kind: 'dataset', id: (event.target as HTMLSelectElement).value });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-ask': AmpAsk;
  }
}
