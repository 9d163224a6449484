import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BenchmarkImport, BenchmarkInfo } from '../../protocol/benchmark.ts';
import type { NamedBlob } from '../../protocol/dataset.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import '../data/amp-drop.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { shared } from '../styles.ts';
import { sizeInWords } from './formView.ts';

type State =
  | { readonly kind: 'initial' | 'stopped' }
  | { readonly kind: 'pending'; readonly message: string }
  | { readonly kind: 'complete'; readonly report: BenchmarkImport }
  | { readonly kind: 'error'; readonly error: ErrorRecord };

/**
 * Benchmarks from their published files: files, a folder or a zip come in, what could not be read is listed, and what
 * came in can be deleted.
 *
 * @fires amp-busy - `detail` says whether an import is under way.
 * @fires amp-imported - `detail` is the id of the benchmark that came in.
 * @fires amp-delete - `detail` is the id of the benchmark to delete.
 */
@customElement('amp-bench-import')
export class AmpBenchImport extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .both {
        display: grid;
        grid-template-columns: minmax(0, 8fr) minmax(0, 9fr);
        gap: var(--gap);
        align-items: start;
      }
      .outcome {
        margin-top: 0.6rem;
        padding: 0.5rem 0.8rem;
        background: var(--good-wash);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      .now {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.8rem;
        align-items: center;
        margin-top: 0.6rem;
      }
      progress {
        flex: 1 1 6rem;
        accent-color: var(--accent);
      }
      .outcome.none {
        background: var(--warn-wash);
      }
      .problems {
        max-height: 14rem;
        margin-top: 0.6rem;
        padding: 0.6rem 0.8rem;
        border: 1px solid var(--rule);
        border-radius: var(--round);
      }
      .problems li {
        list-style: none;
        overflow-wrap: anywhere;
      }
      .problems li + li {
        margin-top: 0.3rem;
      }
      .list {
        list-style: none;
        border-top: 1px solid var(--rule);
      }
      .list li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.3rem 1rem;
        align-items: center;
        padding: 0.6rem 0.7rem;
        border-bottom: 1px solid var(--rule);
        overflow-wrap: anywhere;
      }
      amp-error {
        margin-top: 0.6rem;
      }
      @media (max-width: 860px) {
        .both {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 480px) {
        .list li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** All benchmarks; the imported ones are listed here. */
  @property({ attribute: false }) benchmarks: readonly BenchmarkInfo[] = [];
  /** Why nothing can be changed now; empty = it can. */
  @property() blocked = '';

  @state() private _state: State = { kind: 'initial' };

  override render(): TemplateResult {
    const pending = this._state.kind === 'pending';
    return html`<div class="both">
      <div>
        <amp-drop
          folders
          accept=".json,.jsonl,.ndjson,.txt,.parquet,.zip,image/png,image/jpeg,image/webp"
          ?disabled=${pending || this.blocked !== ''}
          @amp-files=${this._onFiles}
        >
          <p>Drop a benchmark’s published files here, with its images</p>
          <p class="small quiet">
            ${
              this.blocked ||
              'MRHal-Bench, POPE, CHAIR, AMBER, MMHal-Bench or LLaVA-Bench: a folder, or a zip.'
            }
          </p>
        </amp-drop>
        ${this._outcome()}
      </div>
      ${this._list()}
    </div>`;
  }

  private _outcome(): TemplateResult | typeof nothing {
    const now = this._state;
    switch (now.kind) {
      case 'initial':
        return nothing;
      case 'pending':
        return html`<div class="now small">
          <span role="status">${now.message}</span>
          <progress aria-label="Progress of the import"></progress>
          <button class="plain" type="button" @click=${this._onStop}>Stop the import</button>
        </div>`;
      case 'stopped':
        return html`<p class="outcome none small" role="status">Stopped; nothing came in.</p>`;
      case 'complete':
        return outcome(now.report);
      case 'error':
        return html`<amp-error .error=${now.error}></amp-error>`;
    }
  }

  private _list(): TemplateResult {
    const imported = this.benchmarks.filter(({ bundled }) => !bundled);
    if (imported.length === 0) {
      return html`<p class="small quiet">
        None imported yet. The bundled ones need no files: they ask about scenes, whose truth is known. What
        you import stays in this browser.
      </p>`;
    }
    return html`<ul class="list" aria-label="Imported benchmarks">
      ${imported.map(
        (info) =>
          html`<li>
            <div>
              <b>${info.name}</b>
              <p class="small quiet">${sizeInWords(info)} · ${info.about}</p>
            </div>
            ${this._buttons(info)}
          </li>`,
      )}
    </ul>`;
  }

  private _buttons({ id, name }: BenchmarkInfo): TemplateResult {
    return html`<button
      class="plain"
      type="button"
      title=${this.blocked || nothing}
      ?disabled=${this.blocked !== ''}
      @click=${() => this._delete(id)}
    >
      Delete<span class="visually-hidden"> ${name}, with its images</span>
    </button>`;
  }

  private _delete(id: string): void {
    this._state = { kind: 'initial' };
    this.dispatchEvent(new CustomEvent('amp-delete', { detail: id }));
  }

  private _busy(detail: boolean): void {
    this.dispatchEvent(new CustomEvent('amp-busy', { detail, bubbles: true, composed: true }));
  }

  private readonly _onStop = (): void => {
    void this.client?.stop();
  };

  private readonly _onFiles = async (event: CustomEvent<readonly NamedBlob[]>): Promise<void> => {
    const { client } = this;
    if (client === undefined || this._state.kind === 'pending') return;
    this._state = { kind: 'pending', message: 'Opening the files.' };
    this._busy(true);
    try {
      const report = await client.importBenchmark(event.detail, (told) => {
        if (told.kind === 'stage' && this._state.kind === 'pending') {
          this._state = { kind: 'pending', message: told.message };
        }
      });
      this._state = { kind: 'complete', report };
      const { benchmark } = report;
      if (benchmark !== undefined) {
        this.dispatchEvent(new CustomEvent('amp-imported', { detail: benchmark.id }));
      }
    } catch (error) {
      const record = errorRecord(error);
      this._state = record.name === 'CancelledError' ? { kind: 'stopped' } : { kind: 'error', error: record };
    } finally {
      this._busy(false);
    }
  };
}

function outcome({ benchmark, problems, problemCount }: BenchmarkImport): TemplateResult {
  const refused = problemCount === 1 ? '1 problem' : `${problemCount.toLocaleString('en')} problems`;
  return html`<p class="outcome small ${benchmark === undefined ? 'none' : ''}" role="status">
      ${
        benchmark === undefined
          ? 'Nothing came in.'
          : html`<b>${benchmark.name}</b> came in: ${sizeInWords(benchmark)}. It is chosen in the form above.`
      }
      ${problemCount === 0 ? nothing : `${refused}:`}
    </p>
    ${
      problems.length === 0
        ? nothing
        : html`<div
            class="scroll problems small"
            tabindex="0"
            role="region"
            aria-label="What could not be read"
          >
            <ul>
              ${problems.map((problem) => html`<li>${problem}</li>`)}
            </ul>
            ${
              problemCount > problems.length
                ? html`<p class="quiet">The first ${problems.length.toLocaleString('en')} are listed.</p>`
                : nothing
            }
          </div>`
    }`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench-import': AmpBenchImport;
  }
}
