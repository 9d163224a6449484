import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TrainConfig } from '../../protocol/run.ts';
import { shared } from '../styles.ts';
import { schedulePoints, valueInWords } from './configView.ts';

/** A small picture of the learning rate over the run. */
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
    `,
  ];

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
    </figure>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-schedule': AmpSchedule;
  }
}
