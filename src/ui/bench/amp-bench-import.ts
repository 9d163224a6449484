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
  | { readonly kind: 'initial' | 'pending' }
  | { readonly kind: 'complete'; readonly report: BenchmarkImport }
  | { readonly kind: 'error'; readonly error: ErrorRecord };

/**
 * Benchmarks from their published files: files, a folder or a zip come in, what could not be read is listed, and what
 * came in can be deleted.
 *
 * @fires amp-imported - `detail` is the id of the benchmark that came in.
 * @fires amp-delete - `detail` is the id of the benchmark to forget; the user has confirmed it.
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
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      .danger {
        color: var(--bad);
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

  @property({ attribute: false }) client: LabClient | undefined;
  /** All benchmarks; the imported ones are listed here. */
  @property({ attribute: false }) benchmarks: readonly BenchmarkInfo[] = [];
  /** Why nothing can be changed now; empty = it can. */
  @property() blocked = '';

  @state() private _state: State = { kind: 'initial' };
  /** Id of the benchmark that the user may want to delete. */
  @state() private _asking = '';

  override render(): TemplateResult {
    const now = this._state;
    const pending = now.kind === 'pending';
    return html`<div class="both">
      <div>
        <amp-drop
          folders
          accept=".json,.jsonl,.ndjson,.txt,.parquet,.zip,image/png,image/jpeg,image/webp"
          ?disabled=${pending || this.blocked !== ''}
          @amp-files=${this._onFiles}
        >
          <p>Drop a benchmark’s published files here, with its images</p>
          <p class="small quiet" role="status">
            ${
              pending
                ? 'Reading…'
                : this.blocked ||
                  'MRHal-Bench, POPE, CHAIR, AMBER, MMHal-Bench or LLaVA-Bench: a folder, or a zip.'
            }
          </p>
        </amp-drop>
        ${
          now.kind === 'complete'
            ? outcome(now.report)
            : now.kind === 'error'
              ? html`<amp-error .error=${now.error}></amp-error>`
              : nothing
        }
      </div>
      ${this._list()}
    </div>`;
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
    if (this._asking !== id) {
      return html`<button
        class="plain"
        type="button"
        title=${this.blocked || nothing}
        ?disabled=${this.blocked !== ''}
        @click=${() => (this._asking = id)}
      >
        Delete<span class="visually-hidden"> ${name}</span>…
      </button>`;
    }
    return html`<div class="buttons">
      <button class="plain danger" type="button" @click=${() => this._delete(id)}>
        Delete it, with its images
      </button>
      <button class="plain" type="button" @click=${() => (this._asking = '')}>Keep it</button>
    </div>`;
  }

  private _delete(id: string): void {
    this._asking = '';
    this._state = { kind: 'initial' };
    this.dispatchEvent(new CustomEvent('amp-delete', { detail: id }));
  }

  private readonly _onFiles = async (event: CustomEvent<readonly NamedBlob[]>): Promise<void> => {
    const { client } = this;
    if (client === undefined || this._state.kind === 'pending') return;
    this._state = { kind: 'pending' };
    try {
      const report = await client.importBenchmark(event.detail);
      this._state = { kind: 'complete', report };
      const { benchmark } = report;
      if (benchmark !== undefined) {
        this.dispatchEvent(new CustomEvent('amp-imported', { detail: benchmark.id }));
      }
    } catch (error) {
      this._state = { kind: 'error', error: errorRecord(error) };
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
