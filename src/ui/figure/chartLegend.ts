// Which curve is which, with its values at the step under the cursor. For the eye: the chart says the same in words.
import { html, type TemplateResult } from 'lit';
import { valueText, type LineChart } from './chartView.ts';

export function chartLegend(chart: LineChart, at: number | undefined): TemplateResult {
  return html`<ul class="legend" aria-hidden="true">
    ${chart.series.map((series) => {
      const { label, colour, dash = [] } = series;
      return html`<li>
        <svg viewBox="0 0 24 8">
          <line
            x1="0"
            x2="24"
            y1="4"
            y2="4"
            style="stroke:${colour}"
            stroke-width="2.5"
            stroke-dasharray=${dash.join(' ')}
          ></line></svg
        >${label} ${valueText(chart, series, at)}
      </li>`;
    })}
  </ul>`;
}
