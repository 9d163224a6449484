import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TrainConfig } from '../../protocol/run.ts';
import '../figure/amp-figure-files.ts';
import { chartCsv } from '../figure/chartView.ts';
import { chartFile } from '../figure/plotChart.ts';
import { shared } from '../styles.ts';
import { schedulePoints, valueInWords } from './configView.ts';
import { scheduleChart, turningPoints } from './scheduleView.ts';

/** A small picture of the learning rate over the run, with a table of where it turns, and both as files. */
@customElement('amp-schedule')
export class AmpSchedule extends LitElement {
  static override readonly styles = [
    shared,
    css`
      svg {
        display: block;
        width: 100%;
        height: 4.2rem;
        overflow: visible;
      }
      figcaption {
        display: flex;
        justify-content: space-between;
        margin-top: 0.15rem;
      }
      .below {
        position: relative;
        margin-top: 0.2rem;
      }
      summary {
        width: fit-content;
        margin-right: 8rem;
      }
      amp-figure-files {
        position: absolute;
        top: -0.2rem;
        right: 0;
      }
      td,
      th {
        padding: 0.1rem 0.6rem 0.1rem 0;
        font-size: var(--size-0);
      }
    `,
  ];

  /** Learning rate, warm-up and shape of the schedule. */
  @property({ attribute: false }) config: TrainConfig | undefined;
  /** Optimiser steps of the run. */
  @property({ type: Number }) steps = 0;

  override render(): TemplateResult {
    const { config, steps } = this;
    if (config === undefined || !(steps > 0)) return html``;
    const points = schedulePoints(config, steps).map(([x, y]) => `${x * 100},${y * 40}`);
    const peak = valueInWords('learningRate', config.learningRate);
    return html`<figure>
      <svg
        viewBox="0 0 100 40"
        preserveAspectRatio="none"
        role="img"
        aria-label=${`Learning rate: up to ${peak} in ${config.warmupSteps} steps, then ${config.schedule}, over ${steps} steps`}
      >
        <polygon points=${`0,40 ${points.join(' ')} 100,40`} fill="var(--accent)" opacity="0.14"></polygon>
        <polyline
          points=${points.join(' ')}
          fill="none"
          stroke="var(--accent)"
          stroke-width="2"
          vector-effect="non-scaling-stroke"
        ></polyline>
        <line
          x1="0"
          x2="100"
          y1="40"
          y2="40"
          stroke="var(--rule-strong)"
          vector-effect="non-scaling-stroke"
        ></line>
      </svg>
      <figcaption class="small quiet" aria-hidden="true">
        <span>step 1</span><span>at most ${peak}</span><span>${steps}</span>
      </figcaption>
      <div class="below">
        <details>
          <summary class="small quiet">As a table</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">step</th>
                <th scope="col">learning rate</th>
              </tr>
            </thead>
            <tbody>
              ${turningPoints(config, steps).map(
                ([step, rate]) =>
                  html`<tr>
                    <td>${step}</td>
                    <td>${valueInWords('learningRate', Number(rate.toPrecision(3)))}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </details>
        <amp-figure-files
          of="Learning rate"
          name="Learning rate schedule"
          .svg=${() => chartFile(scheduleChart(config, steps), '')}
          .csv=${() => chartCsv(scheduleChart(config, steps))}
        ></amp-figure-files>
      </div>
    </figure>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-schedule': AmpSchedule;
  }
}
