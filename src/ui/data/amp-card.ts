import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import { parseMarkdown, type Block, type Inline } from './markdown.ts';

/** A dataset's card: what is in it, counted, with what a model could exploit or learn twice. */
@customElement('amp-card')
export class AmpCard extends LitElement {
  static override readonly styles = [
    shared,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.7rem;
        padding: 0.9rem 1.1rem;
        font-size: var(--size-0);
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      ul {
        padding-left: 1.1rem;
      }
      h4 {
        font-size: var(--size-1);
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Id of the dataset. */
  @property() source = '';

  @state() private _blocks: readonly Block[] | undefined;
  @state() private _error: ErrorRecord | undefined;

  override render(): TemplateResult {
    if (this._error !== undefined) return html`<amp-error .error=${this._error}></amp-error>`;
    if (this._blocks === undefined) return html`<p class="small" role="status">Counting…</p>`;
    return html`<article aria-label="Dataset card">${this._blocks.map(block)}</article>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('source') || changed.has('client')) void this._load();
  }

  private async _load(): Promise<void> {
    const { client, source } = this;
    if (client === undefined || source === '') return;
    this._blocks = undefined;
    this._error = undefined;
    try {
      const card = await client.datasetCard(source);
      if (source === this.source) this._blocks = parseMarkdown(card);
    } catch (error) {
      this._error = errorRecord(error);
    }
  }
}

function block(of: Block): TemplateResult {
  switch (of.kind) {
    case 'heading':
      return html`<h4>${inline(of.text)}</h4>`;
    case 'list':
      return html`<ul>
        ${of.items.map((item) => html`<li>${inline(item)}</li>`)}
      </ul>`;
    case 'table':
      return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of the card">
        <table>
          <thead>
            <tr>
              ${of.head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${of.rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell) => html`<td>${inline(cell)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
    case 'paragraph':
      return html`<p>${inline(of.text)}</p>`;
  }
}

function inline(pieces: readonly Inline[]): (TemplateResult | string)[] {
  return pieces.map(({ kind, text }) => {
    if (kind === 'strong') return html`<strong>${text}</strong>`;
    return kind === 'code' ? html`<code>${text}</code>` : text;
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-card': AmpCard;
  }
}
