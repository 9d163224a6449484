import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Run } from '../../protocol/run.ts';
import type { Diagnosis } from '../../protocol/training.ts';
import { errorRecord } from '../amp-error.ts';
import '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import './amp-diagnoses.ts';
import './amp-run-curves.ts';
import type { RunCurves } from './curveView.ts';

/** The runs chosen in the table: of one its diagnosis and all of its curves, of several their curves over each other. */
@customElement('amp-run-details')
export class AmpRunDetails extends LitElement {
  static override readonly styles = [
    shared,
    css`
      h4 {
        margin-bottom: 0.6rem;
        font-size: var(--size-2);
        overflow-wrap: anywhere;
      }
      amp-diagnoses {
        margin-bottom: 1rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** The chosen runs; nothing is shown without one. */
  @property({ attribute: false }) runs: readonly Run[] = [];
  /** Their steps. */
  @property({ attribute: false }) curves: readonly RunCurves[] = [];

  @state() private _diagnoses: readonly Diagnosis[] = [];
  @state() private _error: ErrorRecord | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const earlier = changed.get('runs');
    const only = this.runs.length === 1 ? this.runs[0] : undefined;
    if (earlier?.length === 1 && earlier[0] === only) return;
    if (changed.has('runs')) void this._diagnose(only);
  }

  override render(): TemplateResult | typeof nothing {
    const [first] = this.runs;
    if (first === undefined) return nothing;
    const one = this.runs.length === 1;
    return html`<section aria-labelledby="details">
      <h4 id="details">${one ? first.name : `${this.runs.length} runs over each other`}</h4>
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}></amp-error>
      ${one ? html`<amp-diagnoses .diagnoses=${this._diagnoses}></amp-diagnoses>` : nothing}
      ${
        this.runs.some(({ stepsDone }) => stepsDone > 0) &&
        this.curves.every(({ events }) => events.length === 0)
          ? html`<p class="small quiet" role="status">Reading the steps…</p>`
          : nothing
      }
      <amp-run-curves .runs=${this.curves}></amp-run-curves>
    </section>`;
  }

  private async _diagnose(run: Run | undefined): Promise<void> {
    const { client } = this;
    this._error = undefined;
    this._diagnoses = [];
    if (client === undefined || run === undefined) return;
    try {
      const diagnoses = await client.diagnoseRun(run.id);
      if (this.runs.length === 1 && this.runs[0]?.id === run.id) this._diagnoses = diagnoses;
    } catch (error) {
      this._error = errorRecord(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-run-details': AmpRunDetails;
  }
}
