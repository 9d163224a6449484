import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { BenchResult, JudgeAgreement } from '../../protocol/bench.ts';
import type { BenchmarkInfo } from '../../protocol/benchmark.ts';
import type { LabClient } from '../client.ts';
import { shared } from '../styles.ts';
import './amp-bench-table.ts';
import './amp-compare.ts';
import './amp-result.ts';
import { boardsOf, type Board } from './boardView.ts';
import { withPick } from './pathView.ts';
import { reveal, revealLinked } from '../reveal.ts';

/**
 * The scoreboard: a table for each benchmark, and below it what is open of it, a result or two side by side.
 *
 * @fires amp-path - `detail` is what is open: `['result', id]`, `['compare', first, second]`, or nothing.
 * @fires amp-again - `detail` is the BenchResult to run again, or to complete.
 * @fires amp-begin - There is none yet, and the user wants to run a benchmark.
 * @fires amp-delete - `detail` is the id of the result to forget; the user has confirmed it.
 */
@customElement('amp-bench-board')
export class AmpBenchBoard extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .board + .board {
        margin-top: 2rem;
      }
      .begin {
        margin-top: 0.6rem;
      }
      .picks {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.8rem;
        align-items: center;
        margin-top: 0.8rem;
        padding: 0.5rem 0.8rem;
        background: var(--paper);
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      .open {
        margin-top: 1.2rem;
        padding: var(--gap);
        border: 1px solid var(--rule-strong);
        border-radius: var(--round);
        scroll-margin-top: 1rem;
      }
      @media (max-width: 680px) {
        .open {
          margin-inline: calc(-0.6 * var(--gap));
          padding: calc(0.6 * var(--gap));
        }
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Benchmarks, bundled and imported. */
  @property({ attribute: false }) benchmarks: readonly BenchmarkInfo[] = [];
  /** Newest first. */
  @property({ attribute: false }) results: readonly BenchResult[] = [];
  /** How far the results' judges agree with the exact one, as far as that is known. */
  @property({ attribute: false }) agreements: readonly JudgeAgreement[] = [];
  /** The benchmark on which judges are validated. */
  @property({ attribute: false }) scenes: BenchmarkInfo | undefined;
  /** Whether the list is still being read for the first time. */
  @property({ type: Boolean }) reading = false;
  /** What is open: `['result', id]`, `['compare', first, second]`, or nothing. */
  @property({ attribute: false }) path: readonly string[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  /** Ids of results to compare, two at most. */
  @state() private _picked: readonly string[] = [];

  /** Whether what the address names was brought into sight. */
  private _led = false;

  override render(): TemplateResult {
    const boards = boardsOf(this.benchmarks, this.results);
    if (this.reading) return html`<p class="quiet" role="status">Reading the list…</p>`;
    if (boards.length === 0) {
      return html`<p class="quiet">
          No results yet. Run a benchmark above, such as POPE on its first 30 samples: its scores will stand
          here with their 95 % intervals, beside published numbers.
        </p>
        <p class="begin">
          <button
            class="plain"
            type="button"
            @click=${() => this.dispatchEvent(new CustomEvent('amp-begin'))}
          >
            To the form
          </button>
        </p>`;
    }
    return html`${repeat(
      boards,
      ({ id }) => id,
      (board) => this._board(board),
    )}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('path');
    if (before !== undefined && before.join(' ') !== this.path.join(' ')) void this._reveal();
    else if (!this._led && this.path.length > 0) {
      const opened = this.renderRoot.querySelector('amp-result, amp-compare');
      if (opened === null) return;
      revealLinked(opened.parentElement);
    } else return;
    this._led = true;
  }

  private _board(board: Board): TemplateResult {
    const [kind, ...ids] = this.path;
    return html`<div class="board">
      <amp-bench-table
        .board=${board}
        .agreements=${this.agreements}
        .scenes=${this.scenes}
        .shown=${kind === 'result' ? (ids[0] ?? '') : ''}
        .picked=${this._picked}
        .blocked=${this.blocked}
        @amp-show=${(event: CustomEvent<string>) => this._onShow(event.detail)}
        @amp-pick=${(event: CustomEvent<string>) => this._onPick(event.detail)}
        @amp-again=${(event: CustomEvent<BenchResult>) => this._send('amp-again', event.detail)}
      ></amp-bench-table>
      ${this._picks(board)} ${this._open(board)}
    </div>`;
  }

  private _picks({ results }: Board): TemplateResult | typeof nothing {
    const picked = this._picked.flatMap((id) => results.find((result) => result.id === id) ?? []);
    const [first, second] = picked;
    const open = this.path[0] === 'compare' && picked.every(({ id }) => this.path.includes(id));
    if (first === undefined || (second !== undefined && open)) return nothing;
    return html`<div class="picks" role="status">
      ${
        second === undefined
          ? html`<span
              >Pick a second result of this benchmark to compare <b>${first.modelName}</b> with.</span
            >`
          : html`<span><b>${second.modelName}</b> against <b>${first.modelName}</b></span>
              <button
                class="primary plain"
                type="button"
                @click=${() => this._send('amp-path', ['compare', first.id, second.id])}
              >
                Compare side by side
              </button>`
      }
      <button class="plain" type="button" @click=${() => (this._picked = [])}>Pick none</button>
    </div>`;
  }

  private _open({ results, info }: Board): TemplateResult | typeof nothing {
    const [kind, ...ids] = this.path;
    const [first, second] = ids.map((id) => results.find((result) => result.id === id));
    if (first === undefined) return nothing;
    if (kind === 'result') {
      return html`<section class="open" aria-label=${`Result of ${first.modelName}`}>
        <amp-result
          .client=${this.client}
          .result=${first}
          .info=${info}
          .agreements=${this.agreements}
          .blocked=${this.blocked}
          @amp-close=${() => this._send('amp-path', [])}
          @amp-again=${(event: CustomEvent<BenchResult>) => this._send('amp-again', event.detail)}
          @amp-delete=${(event: CustomEvent<string>) => this._send('amp-delete', event.detail)}
        ></amp-result>
      </section>`;
    }
    if (kind !== 'compare' || second === undefined) return nothing;
    return html`<section class="open" aria-label="Two results side by side">
      <amp-compare
        .client=${this.client}
        .first=${first}
        .second=${second}
        @amp-close=${() => this._send('amp-path', [])}
        @amp-swap=${() => this._send('amp-path', ['compare', second.id, first.id])}
      ></amp-compare>
    </section>`;
  }

  /** Brings what was opened into sight, with the focus on its heading. */
  private async _reveal(): Promise<void> {
    const opened = this.renderRoot.querySelector<LitElement>('amp-result, amp-compare');
    if (opened === null) return;
    await opened.updateComplete;
    reveal(opened.parentElement, 'start');
    opened.renderRoot.querySelector('h3')?.focus({ preventScroll: true });
  }

  private _onShow(id: string): void {
    this._send('amp-path', this.path[0] === 'result' && this.path[1] === id ? [] : ['result', id]);
  }

  private _onPick(id: string): void {
    this._picked = withPick(this._picked, id, this.results);
  }

  private _send(
    type: 'amp-path' | 'amp-again' | 'amp-delete',
    detail: readonly string[] | BenchResult | string,
  ): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-board': AmpBenchBoard;
  }
}
