import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatChange, formatNumber } from '../../base/format.ts';
import type { Claim } from '../../protocol/ladder.ts';
import { shared } from '../styles.ts';
import { heatShare, type HeatToken } from './scoreView.ts';
import { textGroups, type TextGroup, type TextPiece } from './textPieces.ts';
import { wordDiff } from './wordDiff.ts';

/** What is marked in a rung's text beside what it makes up. */
export type TextMode = 'plain' | 'words' | 'heat';

/** Of the full colour; more would make the text hard to read. */
const FULL = 45;

/**
 * One answer: what it makes up marked by a wavy line and a cross; on top of it, by `mode`, the words that the rung above
 * has not (and those that it had, struck out), or every token coloured by how much likelier the model has made it.
 * With tokens shown the arrow keys go from token to token.
 */
@customElement('amp-rung-text')
export class AmpRungText extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        overflow-wrap: anywhere;
        unicode-bidi: plaintext; /* answers in any direction */
      }
      mark {
        padding: 0 0.1em;
        color: var(--bad);
        background: var(--bad-wash);
        border-radius: 3px;
      }
      mark,
      mark ins {
        text-decoration: underline wavy var(--bad) 1px;
        text-underline-offset: 0.22em;
      }
      mark::after {
        content: '\\202f✗';
        font-size: 0.75em;
        vertical-align: 0.3em;
      }
      .heat mark {
        color: inherit;
        background: none;
      }
      ins {
        text-decoration: none;
        background: color-mix(in srgb, var(--accent) 17%, transparent);
        box-shadow: inset 0 -2px 0 var(--accent);
      }
      del {
        margin-inline: 0.15em;
        font-size: 0.88em;
        color: var(--ink-quiet);
        text-decoration: line-through 1px;
      }
      mark del {
        text-decoration: line-through 1px var(--ink-quiet);
      }
      .heat {
        line-height: 1.75;
        border-radius: 3px;
      }
      .token {
        padding-block: 0.12em;
        background: var(--heat);
        cursor: default;
      }
      .token.active {
        outline: 2px solid var(--ink);
        outline-offset: -1px;
        border-radius: 2px;
      }
      .end {
        padding-inline: 0.3em;
        margin-left: 0.25em;
        font-size: 0.75em;
        color: var(--ink-quiet);
        border: 1px dotted var(--rule-strong);
        border-radius: 3px;
      }
      mark ins {
        box-shadow: none;
      }
      .readout {
        position: absolute;
        top: calc(100% + 2px);
        left: 0;
        z-index: 1;
        padding: 0.15rem 0.6rem;
        font-size: var(--size-0);
        color: var(--ink-quiet);
        background: var(--sheet);
        border: 1px solid var(--rule-strong);
        border-radius: 4px;
        box-shadow: 0 3px 10px #0003;
      }
      .readout b {
        font-weight: 600;
        color: var(--ink);
      }
      em {
        color: var(--ink-quiet);
      }
    `,
  ];

  /** The answer. */
  @property() text = '';
  /** What it claims, with verdicts. */
  @property({ attribute: false }) claims: readonly Claim[] = [];
  /** The rung above's answer in the same round; undefined for the best rung. */
  @property({ attribute: false }) above: string | undefined;
  /** Its tokens as two models read them; empty where nobody has. */
  @property({ attribute: false }) tokens: readonly HeatToken[] = [];
  /** The change, in nats, at which the colour is full. */
  @property({ type: Number }) scale = 1;
  /** What is marked on top of what is made up. */
  @property() mode: TextMode = 'plain';

  /** Index of the token that is pointed at; -1 = none. */
  @state() private _active = -1;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('mode')) this._active = -1;
  }

  override render(): TemplateResult {
    const { text, claims, above, tokens, mode } = this;
    const heat = mode === 'heat' && tokens.length > 0;
    const diff = mode === 'words' && above !== undefined ? wordDiff(above, text) : [];
    if (text.trim() === '' && !heat && diff.length === 0) return html`<em>(nothing said)</em>`;
    const groups = textGroups(text, { claims, diff, tokens: heat ? tokens.map(({ span }) => span) : [] });
    const content = groups.map((group) => this._group(group));
    if (!heat) return html`<span>${content}</span>`;
    return html`<span
        class="heat"
        role="group"
        tabindex="0"
        aria-label="The answer's tokens. Left and right go through them."
        @keydown=${this._onKey}
        @pointerleave=${this._onLeave}
        @blur=${this._onLeave}
        >${content}</span
      >
      <p class="readout" role="status" ?hidden=${this._active < 0}>${this._readout()}</p>`;
  }

  private _group({ falseClaims, pieces }: TextGroup): TemplateResult {
    const content = pieces.map((piece) => this._piece(piece));
    if (falseClaims.length === 0) return html`${content}`;
    return html`<mark title=${`Not so: ${falseClaims.join('; ')}`}
      >${content}<span class="visually-hidden"> (hallucinated: ${falseClaims.join('; ')})</span></mark
    >`;
  }

  private _piece({ text, removed, added, token }: TextPiece): TemplateResult {
    if (removed) return html`<del>${text}</del>`;
    if (added) return html`<ins>${text}</ins>`;
    const heat = this.mode === 'heat' ? this.tokens[token] : undefined;
    if (heat === undefined) return html`${text}`;
    return html`<span
      class="token ${token === this._active ? 'active' : ''} ${text === '' ? 'end' : ''}"
      style="--heat:${heatColour(heatShare(heat.change, this.scale))}"
      @pointerenter=${() => (this._active = token)}
      >${text === '' ? 'end' : text}</span
    >`;
  }

  private _readout(): TemplateResult | typeof nothing {
    const token = this.tokens[this._active];
    if (token === undefined) return nothing;
    const { span, policy, reference, change } = token;
    const word = this.text.slice(span.start, span.end).trim();
    return html`<b>${word === '' ? 'end of the answer' : `“${word}”`}</b> ${formatChange(change, 2)} nats: log
      p ${formatNumber(policy, 2)}, reference ${formatNumber(reference, 2)}`;
  }

  private readonly _onLeave = (): void => {
    this._active = -1;
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    const last = this.tokens.length - 1;
    const to = {
      ArrowRight: Math.min(last, this._active + 1),
      ArrowLeft: Math.max(0, this._active - 1),
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    this._active = to;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Blue where the token was raised, amber where it was lowered. @param share -1 to 1 */
export function heatColour(share: number): string {
  const hue = share > 0 ? 'var(--level-0)' : 'var(--level-2)';
  return `color-mix(in srgb, ${hue} ${Math.round(Math.abs(share) * FULL)}%, transparent)`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-rung-text': AmpRungText;
  }
}
