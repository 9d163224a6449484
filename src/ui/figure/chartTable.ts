// Curves as a table, for everyone who prefers or needs it.
import { html, type TemplateResult } from 'lit';
import { chartText, type LineChart } from './chartView.ts';

/** A region that scrolls by itself: a row for every step, a column for every curve, as they are shown. */
export function chartTable({ heading, steps, series, unit }: LineChart): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${`${heading}, as a table`}>
    <table>
      <thead>
        <tr>
          <th scope="col">step</th>
          ${series.map(({ label }) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${steps.map(
          (step, i) =>
            html`<tr>
              <td>${step}</td>
              ${series.map(({ values }) => {
                const value = values[i] ?? null;
                return html`<td>${value === null ? '' : chartText(unit, value)}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
