import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ImportProblem } from '../../protocol/dataset.ts';
import { shared } from '../styles.ts';

/** Rows that are shown before the user asks for more. */
const AT_ONCE = 50;

/** What of an import did not come in: file, row, reason, and what to do about it. */
@customElement('amp-problems')
export class AmpProblems extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }
      .scroll {
        max-height: 20rem;
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      table {
        width: 100%;
        font-size: var(--size-0);
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--sheet);
      }
      td {
        overflow-wrap: anywhere;
      }
      .row {
        text-align: right;
        white-space: nowrap;
      }
      button {
        margin-top: 0.5rem;
      }
      @container (max-width: 36rem) {
        thead {
          position: absolute;
          clip-path: inset(50%);
        }
        tr {
          display: block;
          padding: 0.5rem 0.6rem;
          border-bottom: 1px solid var(--rule);
        }
        td {
          display: inline;
          padding: 0 0.3rem 0 0;
          border: 0;
        }
        .file {
          font-weight: 600;
        }
        .row::before {
          content: 'row ';
        }
        .row:empty::before {
          content: '';
        }
        .reason,
        .remedy {
          display: block;
        }
      }
    `,
  ];

  /** What was refused, in the order of the files. */
  @property({ attribute: false }) problems: readonly ImportProblem[] = [];
  /** How many there are; the worker sends the first thousand. */
  @property({ type: Number }) total = 0;

  @state() private _shown = AT_ONCE;

  override render(): TemplateResult | typeof nothing {
    const { problems, total, _shown: shown } = this;
    if (problems.length === 0) return nothing;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="What did not come in">
        <table>
          <thead>
            <tr>
              <th scope="col">file</th>
              <th scope="col" class="row">row</th>
              <th scope="col">what is wrong</th>
              <th scope="col">what to do</th>
            </tr>
          </thead>
          <tbody>
            ${problems.slice(0, shown).map(
              ({ file, row, reason, remedy }) =>
                html`<tr>
                  <td class="file">${file}</td>
                  <td class="row">${row ?? nothing}</td>
                  <td class="reason">${reason}</td>
                  <td class="remedy">${remedy}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        problems.length > shown
          ? html`<button class="plain" type="button" @click=${() => (this._shown += AT_ONCE)}>
              Show ${Math.min(AT_ONCE, problems.length - shown)} more of ${total.toLocaleString('en')}
            </button>`
          : total > problems.length
            ? html`<p class="small quiet">
                The first ${problems.length.toLocaleString('en')} of ${total.toLocaleString('en')} are kept.
              </p>`
            : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-problems': AmpProblems;
  }
}
