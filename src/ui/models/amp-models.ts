import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/format.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import '../amp-checkpoint.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { routeHash } from '../route.ts';
import { column, sheets } from '../sheets.ts';
import { shared } from '../styles.ts';
import { discardWithUndo } from '../undo/undoable.ts';
import './amp-hub.ts';
import './amp-model-card.ts';

/** Families in words, in the order in which they are shown. */
const FAMILIES: readonly [family: string, title: string, about: string][] = [
  ['tiny', 'The quickstart’s model', 'One model after a third, two thirds and all of its fine-tuning.'],
  [
    'experts',
    'The expert family',
    'Four sizes of one design: bigger answers better, which ranks answers for free (MEG).',
  ],
  ['trained', 'Yours', 'Trained or imported in this browser.'],
];

/** Bytes of a parameter on the GPU. */
const F32 = 4;

/** All models that the lab can run: what each is, how it was made, how right it is, and where to use it. */
@customElement('amp-models')
export class AmpModels extends LitElement {
  static override readonly styles = [
    shared,
    sheets,
    column,
    css`
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
        gap: 0.9rem;
      }
      article {
        display: grid;
        grid-template-rows: auto auto 1fr auto;
        gap: 0.5rem;
        padding: 0.9rem 1rem;
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      article[aria-current='true'] {
        border-color: var(--accent);
        box-shadow: 0 0 0 1px var(--accent);
      }
      .size {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1rem;
        align-items: center;
        font-size: var(--size-0);
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The model that the address names; empty = none. */
  @property() chosen = '';
  /** Why nothing can be deleted now, such as a benchmark that runs; empty = it can. */
  @property() blocked = '';

  @state() private _models: readonly ModelInfo[] | undefined;
  @state() private _error: ErrorRecord | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
  }

  /** Reads the list again: a run that ended is a model. */
  async refresh(): Promise<void> {
    this._error = undefined;
    try {
      this._models = await this.client?.listModels();
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  override render(): TemplateResult {
    const models = this._models;
    return html`
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}>
        <button type="button" @click=${() => this.refresh()}>Read the list again</button>
      </amp-error>
      ${
        models === undefined && this._error === undefined
          ? html`<p class="quiet" role="status">Reading the models…</p>`
          : nothing
      }
      ${
        models === undefined
          ? nothing
          : FAMILIES.map(([family, title, about]) =>
              this._family(
                models.filter((model) => model.family === family),
                family,
                title,
                about,
              ),
            )
      }
      <section class="sheet" aria-labelledby="hub">
        <h2 id="hub">From the Hugging Face hub, or from this computer</h2>
        <p class="quiet">
          SmolVLM, Idefics3 and nanoVLM. Their files are kept in this browser, and every one of them is
          checked.
        </p>
        <amp-hub .client=${this.client} .blocked=${this.blocked}></amp-hub>
      </section>
      <section class="sheet" aria-labelledby="checkpoint">
        <h2 id="checkpoint">Your own checkpoint</h2>
        <p class="quiet">
          Weights are read as safetensors under Hugging Face’s names, and checked before use.
        </p>
        <amp-checkpoint .client=${this.client}></amp-checkpoint>
      </section>
    `;
  }

  private _family(
    models: readonly ModelInfo[],
    family: string,
    title: string,
    about: string,
  ): TemplateResult {
    return html`<section class="sheet" aria-labelledby=${family}>
      <h2 id=${family}>${title}</h2>
      <p class="quiet">${about}</p>
      ${
        models.length === 0
          ? html`<p>
              None yet. <a href=${routeHash({ place: 'train', path: [] })}>Train one</a>, or import a run
              there.
            </p>`
          : html`<div class="cards">${models.map((model) => this._model(model))}</div>`
      }
    </section>`;
  }

  private _model({ id, name, parameters, about, family }: ModelInfo): TemplateResult {
    return html`<article aria-label=${name} aria-current=${String(id === this.chosen)}>
      <h3>${name}</h3>
      <p class="size">
        <span>${parameters.toLocaleString('en')} parameters</span>
        <span>${formatBytes(parameters * F32)} on the GPU</span>
        <code>${id}</code>
      </p>
      <div>
        <p class="small">${about}</p>
        ${
          family === 'trained'
            ? nothing
            : html`<amp-model-card
                .client=${this.client}
                .model=${id}
                ?open=${id === this.chosen}
              ></amp-model-card>`
        }
      </div>
      <p class="links">
        ${
          family === 'trained'
            ? html`<a href=${routeHash({ place: 'train', path: [id] })}>Its run</a>`
            : nothing
        }
        <a href=${routeHash({ place: 'models', path: [id] })}>Link to it</a>
        ${
          family === 'trained'
            ? html`<button
                class="plain"
                type="button"
                title=${this.blocked || nothing}
                ?disabled=${this.blocked !== ''}
                @click=${() => this._delete(id, name)}
              >
                Delete<span class="visually-hidden"> ${name}, with its run</span>
              </button>`
            : nothing
        }
      </p>
    </article>`;
  }

  /** A model of one's own is a run's weights: they go together. */
  private async _delete(id: string, name: string): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      await discardWithUndo(this, client, { kind: 'run', id }, `Model “${name}” deleted, with its run`);
    } catch (error) {
      this._error = errorRecord(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-models': AmpModels;
  }
}
