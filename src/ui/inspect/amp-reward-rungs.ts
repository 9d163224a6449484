import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { formatChange } from '../../base/format.ts';
import '../figure/amp-figure-files.ts';
import { figureSheet } from '../figure/sheet.ts';
import { levelColour, shared } from '../styles.ts';

const HEIGHT = 132;
const PAD = 14;
const WIDTH = 200;
/** Pixels that two numbers keep apart. */
const APART = 13;

/**
 * The ladder as the model sees it: every rung at the height of its implicit reward. When the weights learn the order, the
 * rungs come apart, the best on top.
 */
@customElement('amp-reward-rungs')
export class AmpRewardRungs extends LitElement {
  static override readonly styles = [
    shared,
    css`
      svg {
        display: block;
        width: 100%;
        max-width: 15rem;
        overflow: visible;
      }
      g {
        transition: transform 0.45s cubic-bezier(0.3, 0.9, 0.3, 1);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.5rem;
        justify-content: space-between;
        align-items: center;
        max-width: 15rem;
      }
      text {
        font: 600 11px var(--sans);
        fill: var(--ink-quiet);
      }
      .value {
        font: 11px var(--mono);
      }
      p {
        margin-bottom: 0.2rem;
        font-size: var(--size-0);
        font-weight: 600;
        color: var(--ink-quiet);
      }
      @media (prefers-reduced-motion: reduce) {
        g {
          transition: none;
        }
      }
    `,
  ];

  /** Implicit reward per level. */
  @property({ attribute: false }) rewards: readonly number[] = [];
  /** The largest reward, either sign, that is to be shown without changing the scale. */
  @property({ type: Number }) widest = 1;

  @query('svg') private readonly _drawing!: SVGSVGElement;

  override render(): TemplateResult | typeof nothing {
    const { rewards } = this;
    if (rewards.length === 0) return nothing;
    const widest = Math.max(1e-6, this.widest, ...rewards.map(Math.abs));
    const y = (reward: number): number => HEIGHT / 2 - (reward / widest) * (HEIGHT / 2 - PAD);
    const labels = spread(rewards.map(y));
    const words = rewards.map((reward, level) => `level ${level} ${formatChange(reward, 3)}`).join(', ');
    return html`<div class="head">
        <p>Rungs by their reward</p>
        <amp-figure-files
          of="rungs by their reward"
          .svg=${() => Promise.resolve(this._file())}
          .csv=${() => rungsCsv(rewards)}
        ></amp-figure-files>
      </div>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Implicit rewards: ${words}">
        <line
          x1="0"
          x2=${WIDTH}
          y1=${HEIGHT / 2}
          y2=${HEIGHT / 2}
          stroke="var(--rule)"
          stroke-dasharray="3 4"
        ></line>
        <line x1="46" x2="46" y1="2" y2=${HEIGHT - 2} stroke="var(--rule-strong)" stroke-width="3"></line>
        <line x1="128" x2="128" y1="2" y2=${HEIGHT - 2} stroke="var(--rule-strong)" stroke-width="3"></line>
        ${rewards.map((reward, level) => {
          const at = labels[level] ?? 0;
          return svg`<g style="transform:translateY(${y(reward)}px)">
              <line x1="46" x2="128" y1="0" y2="0" stroke=${levelColour(level)} stroke-width="5" stroke-linecap="round"></line>
            </g>
            <g style="transform:translateY(${at}px)">
              <text x="30" y="4" text-anchor="middle" style="fill:${levelColour(level)}">${level}</text>
              <text class="value" x="142" y="4">${formatChange(reward, 3)}</text>
            </g>`;
        })}
      </svg>`;
  }

  /** The picture as it is in the page, under its title. */
  private _file(): SVGSVGElement {
    const drawing = this._drawing.cloneNode(true) as SVGSVGElement;
    drawing.setAttribute('height', String(HEIGHT));
    for (const text of drawing.querySelectorAll('text')) {
      text.setAttribute('font-size', '11');
      if (text.matches('.value')) text.setAttribute('font-family', 'monospace');
      else text.setAttribute('font-weight', '600');
    }
    return figureSheet({
      title: 'Rungs by reward',
      about: 'Implicit reward; level 0 is best.',
      parts: [{ drawing }],
      width: WIDTH + 60,
    });
  }
}

/** Columns `level` and `reward`, in full precision. */
function rungsCsv(rewards: readonly number[]): string {
  const rows = rewards.map((reward, level) => `${level},${reward}\n`);
  return `level,reward\n${rows.join('')}`;
}

/** Moves what would overlap apart, as little as need be, in the order in which it stands. */
export function spread(at: readonly number[], apart = APART, height = HEIGHT): number[] {
  const order = at.map((_, i) => i).sort((a, b) => (at[a] as number) - (at[b] as number) || a - b);
  const out = [...at];
  let last = -Infinity;
  for (const i of order) last = out[i] = Math.max(at[i] as number, last + apart);
  let next = height - apart / 2;
  for (const i of order.toReversed()) next = (out[i] = Math.min(out[i] as number, next)) - apart;
  return out;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-reward-rungs': AmpRewardRungs;
  }
}
