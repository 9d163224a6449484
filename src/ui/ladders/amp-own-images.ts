import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NamedBlob } from '../../protocol/dataset.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import { errorRecord } from '../amp-error.ts';
import '../data/amp-drop.ts';
import { shared } from '../styles.ts';
import { offerPageUndo } from '../undo/undoable.ts';
import { form } from './formStyles.ts';
import { isImage, ownImage, type OwnImage } from './ownImages.ts';

const QUESTION = 'What can you see in the image?';

/**
 * The user's own images, each with a question and its standard answer, typed or left to a model.
 *
 * @fires amp-images - `detail` are the images (OwnImage[]).
 * @fires amp-standard - `detail` is the id of the model that gives the missing answers; empty = none.
 */
@customElement('amp-own-images')
export class AmpOwnImages extends LitElement {
  static override readonly styles = [
    shared,
    form,
    css`
      ul {
        display: grid;
        gap: 0.8rem;
        max-height: 26rem;
        margin: 0.8rem 0;
        overflow-y: auto;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 5.5rem minmax(0, 1fr);
        gap: 0.4rem 0.8rem;
      }
      img {
        width: 5.5rem;
        height: 5.5rem;
        object-fit: cover;
        background: var(--sunk);
        border-radius: var(--round);
      }
      .fields {
        grid-template-columns: minmax(0, 1fr);
        gap: 0.3rem;
      }
      .name {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        justify-content: space-between;
      }
      .name span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .refused {
        margin-top: 0.5rem;
        color: var(--bad);
      }
    `,
  ];

  /** The images so far. */
  @property({ attribute: false }) images: readonly OwnImage[] = [];
  /** Models that can give missing answers. */
  @property({ attribute: false }) models: readonly ModelInfo[] = [];
  /** Id of the model that gives missing answers; empty = none. */
  @property() standard = '';

  @state() private _refused = '';

  /** Addresses of the files, to show them; given back when the element goes. */
  private readonly _urls = new Map<Blob, string>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const url of this._urls.values()) URL.revokeObjectURL(url);
    this._urls.clear();
  }

  override render(): TemplateResult {
    return html`
      <amp-drop accept="image/png,image/jpeg,image/webp" label="Choose images" @amp-files=${this._onFiles}>
        <p class="small">Drop PNG, JPEG or WebP images here. They stay in this browser.</p>
      </amp-drop>
      ${this._refused === '' ? nothing : html`<p class="refused small" role="alert">${this._refused}</p>`}
      ${
        this.images.length === 0
          ? nothing
          : html`<ul aria-label="Your images">
                ${this.images.map((image, i) => this._image(image, i))}
              </ul>
              <label class="field">
                Missing standard answers
                <select @change=${this._onStandard}>
                  <option value="" ?selected=${this.standard === ''}>I type all of them</option>
                  ${this.models.map(
                    ({ id, name }) =>
                      html`<option value=${id} ?selected=${id === this.standard}>
                        take them from ${name}
                      </option>`,
                  )}
                </select>
              </label>`
      }
    `;
  }

  private _image({ name, file, question, answer }: OwnImage, i: number): TemplateResult {
    return html`<li>
      <img src=${this._url(file)} alt=${name} />
      <div class="fields">
        <div class="name small">
          <span>${name}</span>
          <button class="plain" type="button" @click=${() => this._remove(i)}>
            Remove<span class="visually-hidden"> ${name}</span>
          </button>
        </div>
        <input
          aria-label=${`Question about ${name}`}
          placeholder="Question"
          .value=${question}
          @change=${(event: Event) => this._change(i, { question: (event.target as HTMLInputElement).value })}
        />
        <input
          aria-label=${`Standard answer about ${name}`}
          placeholder=${this.standard === '' ? 'Standard answer: what is true' : 'Standard answer: the model gives it'}
          .value=${answer}
          @change=${(event: Event) => this._change(i, { answer: (event.target as HTMLInputElement).value })}
        />
      </div>
    </li>`;
  }

  private _url(file: Blob): string {
    const known = this._urls.get(file);
    if (known !== undefined) return known;
    const url = URL.createObjectURL(file);
    this._urls.set(file, url);
    return url;
  }

  private _send(images: readonly OwnImage[]): void {
    this.dispatchEvent(new CustomEvent('amp-images', { detail: images }));
  }

  private _change(at: number, change: Partial<OwnImage>): void {
    this._send(this.images.map((image, i) => (i === at ? { ...image, ...change } : image)));
  }

  private _remove(at: number): void {
    const image = this.images[at];
    if (image === undefined) return;
    this._send(this.images.toSpliced(at, 1));
    offerPageUndo(this, `Image “${image.name}” removed`, () =>
      this._send(this.images.toSpliced(at, 0, image)),
    );
  }

  private readonly _onFiles = async (event: CustomEvent<readonly NamedBlob[]>): Promise<void> => {
    const files = event.detail.map(({ blob }) => blob as File);
    const readable = files.filter(isImage);
    const others = files.length - readable.length;
    this._refused =
      others === 0 ? '' : `Left out ${others} of ${files.length} files: the lab reads PNG, JPEG and WebP.`;
    const question = this.images.at(-1)?.question ?? QUESTION;
    try {
      const added = await Promise.all(readable.map((file) => ownImage(file, question)));
      this._send([...this.images, ...added]);
    } catch (error) {
      const { message } = errorRecord(error);
      this._refused = `A file could not be read (${message}). Is it still where it was? Choose it again.`;
    }
  };

  private readonly _onStandard = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.dispatchEvent(new CustomEvent('amp-standard', { detail: value }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-own-images': AmpOwnImages;
  }
}
