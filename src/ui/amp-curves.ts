import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunEvent } from '../protocol/run.ts';
import './amp-chart.ts';
import { shared } from './styles.ts';
import { basicCharts } from './train/curveView.ts';

/** The live curves of a quickstart: loss, implicit reward per rung, margin per pair. */
@customElement('amp-curves')
export class AmpCurves extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
        gap: var(--gap);
      }
    `,
  ];

  /** The run's name, by which its files are named. */
  @property() name = 'Quickstart';
  /** Steps of one run, in order. */
  @property({ attribute: false }) events: readonly RunEvent[] = [];

  override render(): TemplateResult {
    return html`<div class="charts">
      ${basicCharts(this.events).map(
        ({ heading, explanation, steps, series }) =>
          html`<amp-chart
            .heading=${heading}
            .explanation=${explanation}
            .steps=${steps}
            .series=${series}
            source=${this.name}
            sync="quickstart"
          ></amp-chart>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-curves': AmpCurves;
  }
}
