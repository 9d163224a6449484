import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { errorRecord } from '../amp-error.ts';
import { shared } from '../styles.ts';
import './amp-figure-files.ts';
import { figureCsv, figureNumber, figureValue, type FigureView } from './figureView.ts';
import { drawFigure, figureFile, figureHeight } from './plotFigure.ts';

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
        position: relative;
        margin-top: 0.3rem;
        font-size: var(--size-0);
      }
      amp-figure-files {
        position: absolute;
        top: 0;
        right: 0;
      }
      summary {
        margin-right: 8rem;
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

  /** What is drawn; nothing is shown without it. */
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
        <amp-figure-files
          .of=${figure.title}
          .svg=${() => figureFile([figure], figure)}
          .csv=${() => figureCsv(figure)}
        ></amp-figure-files>
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

declare global {
  interface HTMLElementTagNameMap {
    'amp-figure': AmpFigure;
  }
}
