import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { errorRecord } from '../amp-error.ts';
import { download } from '../data/download.ts';
import { shared } from '../styles.ts';
import { fileNameOf } from '../train/experimentView.ts';
import { svgText } from './svgText.ts';

/** A figure's files: a drawing for a paper, and the values in full precision. */
@customElement('amp-figure-files')
export class AmpFigureFiles extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        font-size: var(--size-0);
        white-space: nowrap;
      }
      button {
        min-height: 1.75rem;
        padding: 0.1rem 0.45rem;
        font-weight: 500;
        font-size: inherit;
        color: var(--ink-quiet);
        background: none;
        border-color: transparent;
      }
      button:hover:not(:disabled) {
        color: var(--ink);
        border-color: var(--rule-strong);
      }
      p {
        white-space: normal;
      }
    `,
  ];

  /** What the figure shows: the end of the buttons' names. */
  @property() of = '';
  /** The files' name, in words, without an ending; `of` when empty. */
  @property() name = '';
  /** Makes the drawing when it is asked for; without it there is none to have. */
  @property({ attribute: false }) svg: (() => Promise<SVGSVGElement>) | undefined;
  /** Makes the values when they are asked for. */
  @property({ attribute: false }) csv: () => string = () => '';

  @state() private _failure = '';

  override render(): TemplateResult {
    const { of, svg } = this;
    const button = (kind: 'SVG' | 'CSV', title: string, onClick: () => void): TemplateResult =>
      html`<button type="button" title=${title} @click=${onClick}>
        <span aria-hidden="true">↓ </span>${kind}<span class="visually-hidden"> of ${of}</span>
      </button>`;
    return html`${svg === undefined ? nothing : button('SVG', 'Download the picture', this._onSvg)}${button(
      'CSV',
      'Download the values',
      this._onCsv,
    )}${this._failure === '' ? nothing : html`<p role="alert">${this._failure}</p>`}`;
  }

  private _save(ending: 'svg' | 'csv', type: string, text: string): void {
    download(fileNameOf(this.name || this.of, ending), new Blob([text], { type }));
  }

  private async _draw(): Promise<void> {
    this._failure = '';
    try {
      const drawing = await this.svg?.();
      if (drawing !== undefined) this._save('svg', 'image/svg+xml', svgText(drawing));
    } catch (error) {
      this._failure = `It cannot be drawn (${errorRecord(error).message}); the CSV has the numbers.`;
    }
  }

  private readonly _onSvg = (): void => void this._draw();

  private readonly _onCsv = (): void => this._save('csv', 'text/csv', this.csv());
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-figure-files': AmpFigureFiles;
  }
}
