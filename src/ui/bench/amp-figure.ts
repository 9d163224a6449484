import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { errorRecord } from '../amp-error.ts';
import { download } from '../data/download.ts';
import { shared } from '../styles.ts';
import { fileNameOf } from '../train/experimentView.ts';
import { figureCsv, figureNumber, figureValue, type FigureView } from './figureView.ts';
import { drawFigure, figureHeight } from './plotFigure.ts';
import { svgText } from './svgText.ts';

/** A figure: its drawing, its table for who cannot see it, and both as files. */
@customElement('amp-figure')
export class AmpFigure extends LitElement {
  static override readonly styles = [
    shared,
    css`
      figcaption {
        min-height: 4.5em; /* drawings beside each other stand level */
        margin-bottom: 0.3rem;
      }
      figcaption b {
        display: block;
      }
      .drawing {
        color: var(--ink-quiet);
      }
      .drawing svg {
        display: block;
        max-width: 100%;
      }
      .below {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.5rem;
        align-items: start;
        margin-top: 0.3rem;
        font-size: var(--size-0);
      }
      details {
        flex: 1 1 9rem;
      }
      summary {
        padding: 0.25rem 0;
        color: var(--ink-quiet);
      }
      table {
        width: 100%;
      }
      td {
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) figure: FigureView | undefined;

  @state() private _failure = '';
  @query('.drawing') private readonly _place!: HTMLElement;

  private _width = 0;
  private readonly _resize = new ResizeObserver(() => {
    const width = Math.floor(this.clientWidth);
    if (width > 0 && Math.abs(width - this._width) > 1) void this._draw();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this._resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._resize.disconnect();
  }

  override render(): TemplateResult | typeof nothing {
    const { figure } = this;
    if (figure === undefined) return nothing;
    return html`<figure>
      <figcaption class="small"><b>${figure.title}</b><span class="quiet">${figure.about}</span></figcaption>
      <div class="drawing" style=${`min-height:${figureHeight(figure)}px`}></div>
      ${this._failure === '' ? nothing : html`<p class="small" role="alert">${this._failure}</p>`}
      <div class="below">
        <details>
          <summary>As a table</summary>
          ${table(figure)}
        </details>
        <button class="plain" type="button" @click=${() => this._saveSvg(figure)}>
          SVG<span class="visually-hidden"> of ${figure.title}</span>
        </button>
        <button class="plain" type="button" @click=${() => saveCsv(figure)}>
          CSV<span class="visually-hidden"> of ${figure.title}</span>
        </button>
      </div>
    </figure>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('figure')) void this._draw();
  }

  private async _draw(): Promise<void> {
    const { figure } = this;
    const width = Math.floor(this.clientWidth);
    if (figure === undefined || width === 0) return;
    this._width = width;
    try {
      const drawing = await drawFigure(figure, width);
      if (figure !== this.figure || width !== this._width) return; // another one is on its way
      this._place.replaceChildren(drawing);
      this._failure = '';
    } catch (error) {
      this._failure = `It cannot be drawn (${errorRecord(error).message}); its table has the numbers.`;
    }
  }

  private _saveSvg(figure: FigureView): void {
    const drawing = this._place.querySelector('svg');
    if (drawing === null) return;
    download(fileNameOf(figure.title, 'svg'), new Blob([svgText(drawing)], { type: 'image/svg+xml' }));
  }
}

function table(figure: FigureView): TemplateResult {
  const { rows, rowLabel, valueLabel, title } = figure;
  const withInterval = rows.some(({ low }) => low !== undefined);
  return html`<table>
    <caption class="visually-hidden">
      ${title}
    </caption>
    <thead>
      <tr>
        <th scope="col">${rowLabel}</th>
        <th scope="col">${valueLabel}</th>
        ${
          withInterval
            ? html`<th scope="col">95 % interval</th>
                <th scope="col">n</th>`
            : nothing
        }
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, value, low, high, n }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${figureValue(figure, value)}</td>
            ${
              withInterval
                ? html`<td>
                      ${
                        low === undefined || high === undefined
                          ? '–'
                          : `[${figureNumber(figure, low)}, ${figureNumber(figure, high)}]`
                      }
                    </td>
                    <td>${n?.toLocaleString('en') ?? '–'}</td>`
                : nothing
            }
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function saveCsv(figure: FigureView): void {
  download(fileNameOf(figure.title, 'csv'), new Blob([figureCsv(figure)], { type: 'text/csv' }));
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-figure': AmpFigure;
  }
}
