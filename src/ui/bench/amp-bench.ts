import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BenchResult, JudgeAgreement } from '../../protocol/bench.ts';
import type { BenchJob, BenchmarkInfo, BenchOptions } from '../../protocol/benchmark.ts';
import type { ModelInfo } from '../../protocol/ladderJob.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import type { Discarded } from '../../protocol/discard.ts';
import { shared } from '../styles.ts';
import { discardWithUndo } from '../undo/undoable.ts';
import './amp-bench-board.ts';
import './amp-bench-form.ts';
import './amp-bench-import.ts';
import './amp-bench-job.ts';
import './amp-bench-jobs.ts';
import './amp-judges.ts';
import { BenchRunner } from './benchRunner.ts';
import { unfinishedJobs } from './benchView.ts';
import { optionsAgain } from './boardView.ts';
import { FormMemory } from './formMemory.ts';
import { formOf, settleForm, withBenchmark, type BenchForm } from './formView.ts';
import { leadTo } from '../leadTo.ts';
import { judgesToTrust } from './judgeView.ts';
import { reveal } from '../reveal.ts';

/** The benchmark on which judges are validated against the exact one. */
const SCENES = 'mrhal-scenes';

/**
 * Benchmarks: run one, see the scoreboard, open a result, compare two, validate judges, import official files.
 *
 * @fires amp-busy - `detail` says whether a benchmark is under way.
 * @fires amp-path - `detail` is what is open: `['result', id]`, `['compare', first, second]`, or nothing.
 * @fires amp-open-gpu - After the GPU was lost.
 */
@customElement('amp-bench')
export class AmpBench extends LitElement {
  static override readonly styles = [
    shared,
    css`
      h3 {
        margin-bottom: 0.3rem;
        font-size: var(--size-3);
      }
      .part {
        margin-top: 2rem;
      }
      .part > p {
        max-width: 46rem;
        margin-bottom: 0.8rem;
      }
      amp-bench-jobs:not([hidden]),
      amp-error:not([hidden]) {
        margin-bottom: 1.2rem;
      }
      amp-bench-job {
        margin-top: 1.2rem;
        scroll-margin-block: 1rem;
      }
      .hint {
        margin-bottom: 1rem;
        padding: 0.5rem 0.8rem;
        background: var(--warn-wash);
        border-radius: var(--round);
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** What is open: `['result', id]`, `['compare', first, second]`, or nothing. */
  @property({ attribute: false }) path: readonly string[] = [];
  /** Why nothing can be started now, such as a run that is under way; empty = it can. */
  @property() blocked = '';
  /** Why no model can run now; empty = it can. */
  @property() idle = '';

  @state() private _benchmarks: readonly BenchmarkInfo[] = [];
  @state() private _models: readonly ModelInfo[] = [];
  @state() private _results: readonly BenchResult[] = [];
  @state() private _jobs: readonly BenchJob[] = [];
  @state() private _agreements: readonly JudgeAgreement[] = [];
  /** How often the lists were read. */
  @state() private _known = 0;
  @state() private _hint = '';
  /** Whether official files are being read. */
  @state() private _reading = false;
  @state() private _error: ErrorRecord | undefined;

  private readonly _memory = new FormMemory(this);
  private readonly _runner = new BenchRunner(this, () => this.client);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
  }

  /** Lists benchmarks, models and results again, such as after a run ended or the store was cleared. */
  async refresh(): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    try {
      [this._benchmarks, this._models, this._results, this._jobs, this._agreements] = await Promise.all([
        client.listBenchmarks(),
        client.listModels(),
        client.listResults(),
        client.listBenchJobs(),
        client.judgeAgreements(),
      ]);
      this._known++;
    } catch (error) {
      this._error = errorRecord(error);
    }
  }

  override render(): TemplateResult {
    const { client, _memory: memory, _results: results } = this;
    const { view, busy, controls } = this._runner;
    const now = settleForm(memory.form, this._benchmarks, this._models);
    const elsewhere = this.blocked || (busy ? 'A benchmark is under way.' : '');
    /** The lists could not be read: the error alone says what to do. */
    const unread = this._known === 0 && this._error !== undefined;
    const blocked = elsewhere || (this._reading ? 'Official files are being read.' : '') || this.idle;
    const jobs = unfinishedJobs(this._jobs, busy ? view?.job?.id : undefined);
    const scenes = this._benchmarks.find(({ id }) => id === SCENES);
    return html`
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}>
        <button type="button" @click=${this._onRetry}>Try again</button>
      </amp-error>
      <amp-bench-jobs
        .jobs=${jobs}
        .nameOf=${this._jobName}
        .blocked=${blocked}
        ?hidden=${jobs.length === 0}
        @amp-go-on=${(event: CustomEvent<BenchJob>) => this._goOn(event.detail.options)}
        @amp-forget=${(event: CustomEvent<BenchJob>) => this._onForget(event.detail)}
      ></amp-bench-jobs>
      ${this._hint === '' ? nothing : html`<p class="hint" role="alert">${this._hint}</p>`}
      <amp-bench-form
        ?hidden=${unread}
        .client=${client}
        .form=${now}
        .benchmarks=${this._benchmarks}
        .models=${this._models}
        .key=${memory.key}
        ?keep=${memory.keep}
        .blocked=${blocked}
        .known=${this._known}
        @amp-form=${(event: CustomEvent<BenchForm>) => memory.setForm(event.detail)}
        @amp-key=${(event: CustomEvent<string>) => memory.setKey(event.detail)}
        @amp-keep=${(event: CustomEvent<boolean>) => memory.setKeep(event.detail)}
        @amp-run=${(event: CustomEvent<BenchOptions>) => void this._runAll([event.detail])}
      ></amp-bench-form>
      <amp-bench-job
        .view=${view}
        .blocked=${blocked}
        ?hidden=${view === undefined}
        @amp-pause=${controls.pause}
        @amp-resume=${controls.resume}
        @amp-stop=${controls.stop}
        @amp-go-on=${() => view && this._goOn(view.options)}
        @amp-open-gpu=${() => this._tell('amp-open-gpu')}
      ></amp-bench-job>
      <section class="part" aria-labelledby="scoreboard" ?hidden=${unread}>
        <h3 id="scoreboard">Scoreboard</h3>
        <p class="small quiet">
          Brackets and lines are 95 % intervals. Whether two results truly differ is told by comparing them
          side by side, on the same samples.
        </p>
        <amp-bench-board
          .client=${client}
          .benchmarks=${this._benchmarks}
          .results=${results}
          ?reading=${this._known === 0 && this._error === undefined}
          .agreements=${this._agreements}
          .scenes=${scenes}
          .path=${this.path}
          .blocked=${blocked}
          @amp-path=${(event: CustomEvent<readonly string[]>) => this._open(event.detail)}
          @amp-again=${(event: CustomEvent<BenchResult>) => this._again(event.detail)}
          @amp-delete=${(event: CustomEvent<string>) => void this._onDeleteResult(event.detail)}
          @amp-begin=${() => leadTo(this.renderRoot.querySelector('amp-bench-form'))}
        ></amp-bench-board>
      </section>
      <section class="part" aria-labelledby="judges" ?hidden=${judgesToTrust(results, scenes).length === 0}>
        <h3 id="judges">How far can the judges be trusted?</h3>
        <p class="small quiet">
          A judge that is no rule can err. On scenes the exact judge knows the truth; what the others say of
          the same answers shows how often they are right.
        </p>
        <amp-judges
          .client=${client}
          .results=${results}
          .agreements=${this._agreements}
          .scenes=${scenes}
          .text=${now.text}
          .blocked=${blocked}
          @amp-validate=${(event: CustomEvent<readonly BenchOptions[]>) => void this._runAll(event.detail)}
        ></amp-judges>
      </section>
      <section class="part" aria-labelledby="official">
        <h3 id="official">Official files</h3>
        <p class="small quiet">
          Bring a benchmark’s own files and images; they stay in this browser, and its published scripts can
          read what comes out.
        </p>
        <amp-bench-import
          .client=${client}
          .benchmarks=${this._benchmarks}
          .blocked=${elsewhere}
          @amp-busy=${(event: CustomEvent<boolean>) => (this._reading = event.detail)}
          @amp-imported=${(event: CustomEvent<string>) => void this._onImported(event.detail)}
          @amp-delete=${(event: CustomEvent<string>) => this._onDeleteBenchmark(event.detail)}
        ></amp-bench-import>
      </section>
    `;
  }

  /** Runs benchmarks one after the other, until one does not come to its end. */
  private async _runAll(runs: readonly BenchOptions[]): Promise<void> {
    const { client, _runner: runner } = this;
    if (client === undefined || runner.busy) return;
    this._hint = '';
    this._tell('amp-busy', true);
    const ended = runner.runAll(client, runs, this._nameOf, (options) => this._memory.keyOf(options));
    void this.updateComplete.then(() => reveal(this.renderRoot.querySelector('amp-bench-job'), 'nearest'));
    await ended;
    this._tell('amp-busy', false);
    await this.refresh();
    const result = runner.view?.state === 'finished' ? runner.view.job?.result : undefined;
    if (result !== undefined) this._open(['result', result]);
  }

  /** Goes on, or starts again; with a text judge whose key is forgotten the form asks for it first. */
  private _goOn(options: BenchOptions): void {
    if (!this._memory.lacksKey(options)) {
      void this._runAll([options]);
      return;
    }
    this._memory.setForm(formOf(options, this._memory.form));
    this._hint = 'The judge’s key was in memory only and is forgotten. Type it in again below, then run.';
  }

  private _again(result: BenchResult): void {
    const info = this._benchmarks.find(({ id }) => id === result.benchmark);
    if (info !== undefined) this._goOn(optionsAgain(result, info, this._memory.form.text));
  }

  private readonly _jobName = ({ options }: BenchJob): string => this._nameOf(options);

  private readonly _nameOf = ({ benchmark, model }: BenchOptions): string => {
    const name = this._benchmarks.find(({ id }) => id === benchmark)?.name ?? benchmark;
    return `${name}, ${this._models.find(({ id }) => id === model)?.name ?? model}`;
  };

  private _open(path: readonly string[]): void {
    this.path = path;
    this._tell('amp-path', path);
  }

  private async _discard(thing: Discarded, words: string, back?: () => void): Promise<void> {
    if (this.client === undefined) return;
    try {
      await discardWithUndo(this, this.client, thing, words, back);
    } catch (error) {
      this._error = errorRecord(error);
    }
    await this.refresh();
  }

  private _onForget(job: BenchJob): void {
    void this._discard(
      { kind: 'benchJob', id: job.id },
      `Unfinished benchmark “${this._jobName(job)}” forgotten`,
    );
  }

  /** What was open is open again when it comes back. */
  private async _onDeleteResult(id: string): Promise<void> {
    const result = this._results.find((one) => one.id === id);
    const words = `Result of ${result?.modelName ?? id} on ${result?.name ?? 'a benchmark'} deleted`;
    const { path } = this;
    await this._discard({ kind: 'result', id }, words, () => this._open(path));
    if (this.path === path) this._open([]);
  }

  private _onDeleteBenchmark(id: string): void {
    const name = this._benchmarks.find((one) => one.id === id)?.name ?? id;
    void this._discard({ kind: 'benchmark', id }, `Benchmark “${name}” deleted, with its images`);
  }

  private _tell(type: 'amp-busy' | 'amp-path' | 'amp-open-gpu', detail?: boolean | readonly string[]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  private async _onImported(id: string): Promise<void> {
    await this.refresh();
    const info = this._benchmarks.find((one) => one.id === id);
    if (info !== undefined) this._memory.setForm(withBenchmark(this._memory.form, info));
  }

  private readonly _onRetry = (): void => {
    this._error = undefined;
    void this.refresh();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-bench': AmpBench;
  }
}
