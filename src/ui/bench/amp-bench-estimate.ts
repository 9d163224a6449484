import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BenchEstimate } from '../../protocol/benchmark.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import { estimateInWords, optionsOf, type BenchForm } from './formView.ts';

/** Milliseconds that the form must be at rest before it is reckoned. */
const PATIENCE = 350;

/** While nothing is known of the present form the last words stay, so that nothing jumps. */
type State =
  | { readonly kind: 'initial' | 'pending'; readonly words: readonly string[] }
  | { readonly kind: 'complete'; readonly words: readonly string[]; readonly estimate: BenchEstimate }
  | { readonly kind: 'error'; readonly words: readonly string[]; readonly error: ErrorRecord };

/** What a benchmark will take, reckoned anew whenever the form comes to rest. */
@customElement('amp-bench-estimate')
export class AmpBenchEstimate extends LitElement {
  static override readonly styles = [
    shared,
    css`
      p {
        transition: color 0.15s;
      }
      p.old {
        color: var(--ink-quiet);
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The form; undefined while something is wrong with it. */
  @property({ attribute: false }) form: BenchForm | undefined;
  /** Whether it has to wait, such as for a benchmark that is under way. */
  @property({ type: Boolean }) hold = false;
  /** Changes whenever answers or replies may have become known. */
  @property({ type: Number }) known = 0;

  @state() private _state: State = { kind: 'initial', words: [] };

  private _asked = '';
  private _timer = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this._timer);
    this._asked = '';
  }

  protected override willUpdate(changed: PropertyValues<AmpBenchEstimate>): void {
    const asks: readonly (keyof AmpBenchEstimate)[] = ['form', 'client', 'hold', 'known'];
    if (asks.some((name) => changed.has(name))) this._schedule();
  }

  override render(): TemplateResult {
    const { kind, words } = this._state;
    return html`<p class=${kind === 'complete' ? '' : 'old'} role="status" aria-busy=${kind === 'pending'}>
        ${words.length === 0 && kind === 'pending' ? 'Reckoning what it takes…' : words.join(' ')}
      </p>
      ${this._state.kind === 'error' ? html`<amp-error .error=${this._state.error}></amp-error>` : nothing}`;
  }

  private _schedule(): void {
    const { client, form } = this;
    const key = form === undefined ? '' : JSON.stringify([optionsOf(form), this.known]);
    if (this.hold || key === this._asked) return;
    this._asked = key;
    clearTimeout(this._timer);
    const { words } = this._state;
    if (client === undefined || form === undefined || form.benchmark === '' || form.model === '') {
      this._state = { kind: 'initial', words: [] };
      return;
    }
    this._state = { kind: 'pending', words };
    this._timer = window.setTimeout(() => void this._reckon(client, form, key), PATIENCE);
  }

  private async _reckon(client: LabClient, form: BenchForm, key: string): Promise<void> {
    let state: State;
    try {
      const estimate = await client.estimateBenchmark(optionsOf(form));
      state = { kind: 'complete', estimate, words: estimateInWords(estimate, form) };
    } catch (error) {
      state = { kind: 'error', error: errorRecord(error), words: [] };
    }
    if (key === this._asked) this._state = state;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-estimate': AmpBenchEstimate;
  }
}
