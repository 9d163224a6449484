import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Run } from '../../protocol/run.ts';
import { shared } from '../styles.ts';
import { unfinishedItem, unfinishedStyles } from '../unfinished.ts';
import { offerInWords, wasCutOff } from './runView.ts';

/**
 * The offer to go on with runs that did not end: what a reload, a crash or a lost GPU cut off, and what was stopped.
 *
 * @fires amp-go-on - `detail` is the Run to go on with.
 * @fires amp-delete - `detail` is the Run to delete.
 */
@customElement('amp-unfinished-runs')
export class AmpUnfinishedRuns extends LitElement {
  static override readonly styles = [shared, unfinishedStyles];

  /** Runs that can be gone on with, newest first. */
  @property({ attribute: false }) runs: readonly Run[] = [];
  /** Why nothing can be started now; empty = it can. */
  @property() blocked = '';

  override render(): TemplateResult | typeof nothing {
    if (this.runs.length === 0) return nothing;
    return html`<ul aria-label="Runs that did not end">
      ${this.runs.map((run) => this._run(run))}
    </ul>`;
  }

  private _run(run: Run): TemplateResult {
    const { name, status, error } = run;
    const how =
      status === 'failed' ? 'failed' : status === 'stopped' ? 'was stopped' : 'was cut off in mid-run';
    const cut = wasCutOff(run);
    return unfinishedItem({
      name,
      words: `${how}. ${offerInWords(run)}`,
      error: status === 'failed' ? error : undefined,
      cut,
      goOnClass: cut ? 'primary plain' : 'plain',
      dropWord: 'Delete',
      blocked: this.blocked,
      onGoOn: () => this._send('amp-go-on', run),
      onDrop: () => this._send('amp-delete', run),
    });
  }

  private _send(type: 'amp-go-on' | 'amp-delete', detail: Run): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-unfinished-runs': AmpUnfinishedRuns;
  }
}
