import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunEvent } from '../protocol/run.ts';
import './amp-chart.ts';
import type { Series } from './amp-chart.ts';
import { levelColour, shared } from './styles.ts';

/** Dashes by how far two rungs are apart: neighbours solid. */
const DASHES: readonly (readonly number[])[] = [[], [], [7, 4], [2, 3]];

/** The live curves of a run: loss, implicit reward per rung, margin per pair. */
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

  /** Steps of one run, in order. */
  @property({ attribute: false }) events: readonly RunEvent[] = [];

  override render(): TemplateResult | typeof nothing {
    const { events } = this;
    const metrics = events[0]?.metrics;
    if (metrics === undefined) return nothing;
    const steps = events.map(({ step }) => step + 1);
    const column = (name: string): (number | null)[] => events.map((event) => event.metrics[name] ?? null);
    const matching = (pattern: RegExp): { name: string; parts: number[] }[] =>
      Object.keys(metrics).flatMap((name) => {
        const match = pattern.exec(name);
        return match === null ? [] : [{ name, parts: match.slice(1).map(Number) }];
      });
    const rewards = matching(/^rewards\/level_(\d+)$/).map(({ name, parts: [k = 0] }): Series => {
      return { label: `level ${k}`, values: column(name), colour: levelColour(k), dash: DASHES[k % 4] ?? [] };
    });
    const margins = matching(/^rewards\/margins\/(\d+)_(\d+)$/).map(
      ({ name, parts: [i = 0, j = 0] }): Series => {
        return {
          label: `${i} over ${j}`,
          values: column(name),
          colour: levelColour(i),
          dash: DASHES[j - i] ?? [1, 2],
        };
      },
    );
    return html`<div class="charts">
      <amp-chart
        heading="Loss"
        explanation="MDPO’s, per optimiser step: lower is better."
        .steps=${steps}
        .series=${[{ label: 'loss', values: column('loss'), colour: 'var(--accent)' }]}
      ></amp-chart>
      ${
        rewards.length === 0
          ? nothing
          : html`<amp-chart
              heading="Reward per rung"
              explanation="They should fan out, level 0 on top."
              .steps=${steps}
              .series=${rewards}
            ></amp-chart>`
      }
      ${
        margins.length === 0
          ? nothing
          : html`<amp-chart
              heading="Margins"
              explanation="Better rung minus worse: above 0 is the right order."
              .steps=${steps}
              .series=${margins}
            ></amp-chart>`
      }
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-curves': AmpCurves;
  }
}
