import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatTimeLeft } from '../base/format.ts';
import type { QuickstartOptions, QuickstartStage } from '../protocol/lab.ts';
import type { QuickstartView, StageView } from './quickstartView.ts';
import { tellStage } from './storyView.ts';
import { shared } from './styles.ts';

/** What each stage is for, in the words of someone who watches it for the first time. */
const STAGES: Readonly<Record<QuickstartStage, { readonly title: string; readonly why: string }>> = {
  load: { title: 'Load', why: 'Fetch the model’s three checkpoints and draw the scenes.' },
  before: {
    title: 'Measure',
    why: 'The model answers a benchmark, so that there is something to compare with.',
  },
  generate: {
    title: 'Make ladders',
    why: 'Checkpoints that saw less data answer worse: that ranks answers for free.',
  },
  reference: { title: 'Score', why: 'Note how likely every rung is before training: the reference.' },
  train: { title: 'Train', why: 'MDPO makes every rung likelier than all rungs below it.' },
  after: { title: 'Measure again', why: 'The trained model answers the same benchmark.' },
  report: { title: 'Compare', why: 'Before and after, with 95 % intervals.' },
};

/**
 * The quickstart's controls: seed, size, start, pause, resume and stop; its stages, its progress and the time left.
 *
 * @fires amp-start - `detail` is the QuickstartOptions to run.
 * @fires amp-pause - Pause was pressed.
 * @fires amp-resume - Resume was pressed.
 * @fires amp-stop - Stop was pressed.
 */
@customElement('amp-quickstart')
export class AmpQuickstart extends LitElement {
  static override readonly styles = [
    shared,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.8rem;
        align-items: end;
      }
      label {
        display: grid;
        gap: 0.2rem;
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      input {
        width: 6rem;
      }
      .primary {
        padding-inline: 1.4rem;
      }
      .hint {
        margin-top: 0.6rem;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(7, minmax(0, 1fr));
        gap: 0.5rem;
        margin-top: 1.2rem;
        list-style: none;
      }
      li {
        padding-top: 0.5rem;
        border-top: 4px solid var(--rule);
        font-size: var(--size-0);
        color: var(--ink-quiet);
      }
      li b {
        display: block;
      }
      li.done {
        border-color: var(--good);
      }
      li.active {
        border-color: var(--accent);
        color: var(--ink);
      }
      .story {
        grid-template-columns: minmax(0, 1fr);
        gap: 0;
      }
      .story li {
        display: grid;
        grid-template-columns: 9.5rem minmax(0, 1fr);
        gap: 0 1rem;
        padding: 0.35rem 0 0.35rem 0.9rem;
        font-size: inherit;
        border-top: 0;
        border-left: 4px solid var(--rule);
      }
      .story li.done {
        border-color: var(--good);
      }
      .story li.active {
        border-color: var(--accent);
      }
      .story .why {
        color: var(--ink-quiet);
      }
      .told {
        grid-column: 2;
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      .now {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.3rem 1rem;
        align-items: baseline;
        margin-top: 1rem;
      }
      progress {
        grid-column: 1 / -1;
        width: 100%;
        height: 0.7rem;
        accent-color: var(--accent);
      }
      .left {
        white-space: nowrap;
      }
      .warning {
        margin-top: 0.6rem;
        padding: 0.4rem 0.7rem;
        background: var(--warn-wash);
        border-radius: var(--round);
        overflow-wrap: anywhere;
      }
      @media (max-width: 860px) {
        ol {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
        li {
          padding: 0.25rem 0 0.25rem 0.7rem;
          border-top: 0;
          border-left: 4px solid var(--rule);
        }
        li:not(.active) .why {
          display: none;
        }
        .story li {
          grid-template-columns: minmax(0, 1fr);
        }
        .told {
          grid-column: 1;
        }
      }
    `,
  ];

  /** The quickstart that is shown; undefined before the first. */
  @property({ attribute: false }) view: QuickstartView | undefined;
  /** Whether a start is possible. */
  @property({ type: Boolean }) disabled = false;
  /** Whether the GPU is a software one: it decides how long this will take. */
  @property({ type: Boolean }) software = false;

  @state() private _options: QuickstartOptions = optionsOfAddress();

  /** `?run=quickstart` in the address starts one as soon as that is possible, once. */
  private _startsByItself = new URLSearchParams(location.search).get('run') === 'quickstart';

  /** Asks for a quickstart with the options as they stand. */
  start(): void {
    this.dispatchEvent(
      new CustomEvent('amp-start', { detail: this._options, bubbles: true, composed: true }),
    );
  }

  /** Puts the focus on the button that starts, or pauses, the quickstart. */
  focusStart(): void {
    this.renderRoot.querySelector<HTMLButtonElement>('form button')?.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    const busy = this.view !== undefined && ['running', 'paused', 'stopping'].includes(this.view.state);
    return html`
      <form @submit=${this._onSubmit}>
        <label>
          Seed
          <input
            name="seed"
            type="number"
            min="0"
            max="2147483647"
            step="1"
            required
            .value=${String(this._options.seed)}
            ?disabled=${busy}
            @change=${this._onSeed}
          />
        </label>
        <label>
          Size
          <select name="size" ?disabled=${busy} @change=${this._onSize}>
            <option value="full" ?selected=${this._options.size === 'full'}>full</option>
            <option value="reduced" ?selected=${this._options.size === 'reduced'}>
              reduced, a quick look
            </option>
          </select>
        </label>
        ${
          busy
            ? this._buttons()
            : html`<button class="primary" type="submit" ?disabled=${this.disabled}>
                Run the quickstart
              </button>`
        }
      </form>
      ${
        busy
          ? nothing
          : html`<p class="hint small quiet">
              The full size takes
              ${this.software ? 'under ten minutes on this software GPU' : 'about a minute'}, all of it in
              this tab. Another seed means other scenes, other ladders.
            </p>`
      }
      ${this.view === undefined ? this._stages() : this._progress(this.view)}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('disabled') || this.disabled || !this._startsByItself) return;
    this._startsByItself = false;
    this.start();
  }

  private _buttons(): TemplateResult {
    const state = this.view?.state;
    return html`
      ${
        state === 'paused'
          ? html`<button class="primary" type="button" @click=${() => this._send('amp-resume')}>
              Resume
            </button>`
          : html`<button
              type="button"
              ?disabled=${state === 'stopping'}
              @click=${() => this._send('amp-pause')}
            >
              Pause
            </button>`
      }
      <button type="button" ?disabled=${state === 'stopping'} @click=${() => this._send('amp-stop')}>
        Stop
      </button>
    `;
  }

  private _progress(view: QuickstartView): TemplateResult {
    const active = view.stages.find((s) => s.state === 'active');
    return html`
      ${this._stages(view)}
      <div class="now">
        <span role="status">${headline(view, active)}</span>
        <span class="left small quiet">${timeLeft(view)}</span>
        ${
          view.state === 'finished'
            ? nothing
            : html`<progress
                aria-label="Progress of the quickstart"
                max=${view.stages.length}
                value=${overall(view.stages)}
              ></progress>`
        }
      </div>
      ${view.warnings.map((warning) => html`<p class="warning small" role="status">${warning}</p>`)}
    `;
  }

  /** In a row before the first quickstart; then below each other, with what each has brought. */
  private _stages(view?: QuickstartView): TemplateResult {
    return html`<ol aria-label="Stages" class=${view ? 'story' : ''}>
      ${Object.entries(STAGES).map(([name, { title, why }], i) => {
        const stage = view?.stages.find((s) => s.stage === name);
        const state = stage?.state ?? 'waiting';
        const told = view && stage && state !== 'waiting' ? tellStage(view, stage) : '';
        return html`<li class=${state} aria-current=${state === 'active' ? 'step' : 'false'}>
          <b
            >${state === 'done' ? '✓' : `${i + 1}`}
            ${title}${state === 'done' ? html`<span class="visually-hidden"> (done)</span>` : nothing}</b
          >
          <span class="why">${why}</span>
          ${told === '' ? nothing : html`<span class="told">${told}</span>`}
        </li>`;
      })}
    </ol>`;
  }

  private _send(type: 'amp-pause' | 'amp-resume' | 'amp-stop'): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true }));
  }

  private readonly _onSeed = (event: Event): void => {
    this._options = { ...this._options, seed: (event.target as HTMLInputElement).valueAsNumber };
  };

  private readonly _onSize = (event: Event): void => {
    this._options = {
      ...this._options,
      size: (event.target as HTMLSelectElement).value as QuickstartOptions['size'],
    };
  };

  private readonly _onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.start();
  };
}

/** `?seed=3&size=reduced` in the address. */
function optionsOfAddress(): QuickstartOptions {
  const query = new URLSearchParams(location.search);
  const seed = Number(query.get('seed') ?? 1);
  return {
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : 1,
    size: query.get('size') === 'reduced' ? 'reduced' : 'full',
  };
}

function headline(view: QuickstartView, active: StageView | undefined): string {
  switch (view.state) {
    case 'finished':
      return 'Finished. What changed stands below.';
    case 'stopped':
      return 'Stopped. What was finished before is kept.';
    case 'failed':
      return 'It did not finish; the reason stands below.';
    case 'paused':
      return 'Paused. The work waits after the current step.';
    case 'stopping':
      return 'Stopping after the current step…';
    case 'running': {
      if (active === undefined) return 'Starting…';
      const count = active.total > 0 ? ` ${active.done} of ${active.total}` : '';
      return `${active.message}${count}`;
    }
  }
}

function timeLeft({ state, secondsLeft }: QuickstartView): string {
  if (state !== 'running' && state !== 'paused') return '';
  return secondsLeft === undefined ? 'estimating the time left…' : `${formatTimeLeft(secondsLeft)} left`;
}

/** Stages done, the active one by its share. */
function overall(stages: readonly StageView[]): number {
  return stages.reduce((sum, { state, done, total }) => {
    if (state === 'done') return sum + 1;
    return state === 'active' && total > 0 ? sum + done / total : sum;
  }, 0);
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-quickstart': AmpQuickstart;
  }
}
