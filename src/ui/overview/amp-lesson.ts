import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Ladder, Level } from '../../protocol/ladder.ts';
import type { LessonStep } from '../../protocol/lesson.ts';
import '../amp-answer.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import '../amp-scene.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { levelBadge, levelColour, shared } from '../styles.ts';
import { lessonStyles } from './lessonStyles.ts';
import { axisPosition, favouriteOf, lessonSentence, probabilityText, TICKS } from './lessonView.ts';

/** Milliseconds that every step stays in sight, however fast the GPU is. */
const PACE = 420;

/**
 * A preference ladder that a model learns before one's eyes: how likely it finds each rung, before and after every step
 * of MDPO on this ladder alone. It begins by itself once it is in sight and the GPU is there, unless the system asks for
 * less motion: then a button begins it.
 */
@customElement('amp-lesson')
export class AmpLesson extends LitElement {
  static override readonly styles = [shared, levelBadge, lessonStyles];

  /** Whose model learns; the image is drawn by it too. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** What is learned. */
  @property({ attribute: false }) ladder: Ladder | undefined;
  /** Whether the GPU is there and free. */
  @property({ type: Boolean }) ready = false;

  @state() private _steps: readonly LessonStep[] = [];
  /** The step that is shown, as an index of `_steps`. */
  @state() private _at = 0;
  @state() private _state: 'waiting' | 'learning' | 'over' = 'waiting';
  @state() private _error: ErrorRecord | undefined;

  private _visible = false;
  private _timer: ReturnType<typeof setInterval> | undefined;
  private readonly _sight = new IntersectionObserver((entries) => {
    this._visible = entries.some(({ isIntersecting }) => isIntersecting);
    this._beginByItself();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this._sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._sight.disconnect();
    clearInterval(this._timer);
  }

  override render(): TemplateResult | typeof nothing {
    const { ladder, client } = this;
    if (ladder === undefined) return nothing;
    const now = this._steps[this._at];
    return html`
      <div class="layout">
        <div class="asked">
          <amp-scene .image=${ladder.image} .draw=${client?.drawImage}></amp-scene>
          <p class="question">${ladder.questions[0]}</p>
        </div>
        <div class="ladder">
          <div class="head small quiet" aria-hidden="true">
            <span>Answers, best first</span><span>How likely the model is to say this</span>
          </div>
          <ol aria-label="Rungs, best first">
            ${ladder.levels.map((level, k) => this._rung(level, k, now))}
          </ol>
          <div class="axis small quiet" aria-hidden="true">
            ${TICKS.map(
              ({ logp, text }) => html`<span style="left:${axisPosition(logp) * 100}%">${text}</span>`,
            )}
          </div>
        </div>
      </div>
      ${this._below(now)}
      <amp-error .error=${this._error} ?hidden=${this._error === undefined}>
        <button type="button" @click=${this._onBegin}>Try again</button>
      </amp-error>
    `;
  }

  private _rung({ answers, claims, source }: Level, k: number, now: LessonStep | undefined): TemplateResult {
    const logp = now?.logps[k];
    const start = this._steps[0]?.logps[k];
    const top = now !== undefined && favouriteOf(now) === k;
    return html`<li style="--colour:${levelColour(k)}" class=${top ? 'top' : ''}>
      <span class="level">${k}</span>
      <div class="words">
        <amp-answer .text=${answers[0] ?? ''} .claims=${claims?.[0] ?? []}></amp-answer>
        <span class="small quiet">${source === 'truth' ? 'the truth' : source}</span>
      </div>
      <span class="chance number">
        ${logp === undefined ? '' : probabilityText(logp)}
        <span class="favourite small">${top ? 'its favourite' : ''}</span>
      </span>
      <div class="track" aria-hidden="true">
        ${start === undefined ? nothing : html`<i class="start" style="left:${axisPosition(start) * 100}%"></i>`}
        ${logp === undefined ? nothing : html`<i class="now" style="left:${axisPosition(logp) * 100}%"></i>`}
      </div>
    </li>`;
  }

  private _below(now: LessonStep | undefined): TemplateResult {
    if (now === undefined) {
      const says =
        this._state === 'learning'
          ? 'The model is being fetched and asked how likely it finds each of them…'
          : this.ready
            ? ''
            : 'How likely a model finds each of them is shown once the GPU is there and free.';
      return html`<div class="below">
        <p class="says" role="status">${says}</p>
        ${
          this._state === 'waiting' && this.ready
            ? html`<button type="button" @click=${this._onBegin}>Let a model learn it</button>`
            : nothing
        }
      </div>`;
    }
    return html`<div class="below">
      <p class="says" role="status">${lessonSentence(this._steps, this._at)}</p>
      <label class="small quiet">
        <span>Step ${now.step} of ${now.steps}</span>
        <input
          type="range"
          min="0"
          max=${now.steps}
          step="1"
          aria-label="Steps of MDPO on this ladder"
          .value=${String(this._at)}
          @input=${this._onSlide}
        />
      </label>
      ${
        this._state === 'over' && this._at === this._steps.length - 1
          ? html`<button class="plain" type="button" @click=${this._onReplay}>Once more</button>`
          : nothing
      }
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('ready') || changed.has('client')) this._beginByItself();
  }

  private _beginByItself(): void {
    if (!this._visible || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    if (this._state === 'waiting' && this._error === undefined) void this._begin();
  }

  private async _begin(): Promise<void> {
    const { client, ladder, ready } = this;
    if (client === undefined || ladder === undefined || !ready || this._state === 'learning') return;
    this._error = undefined;
    this._steps = [];
    this._at = 0;
    this._state = 'learning';
    this._play();
    try {
      await client.teachLadder(ladder, (step) => (this._steps = [...this._steps, step]));
    } catch (error) {
      this._error = errorRecord(error);
    }
    this._state = this._steps.length === 0 ? 'waiting' : 'over';
  }

  /** Moves on by a step now and then, as far as there are any. */
  private _play(): void {
    clearInterval(this._timer);
    this._timer = setInterval(() => {
      if (this._at < this._steps.length - 1) this._at++;
      else if (this._state !== 'learning') clearInterval(this._timer);
    }, PACE);
  }

  private readonly _onBegin = (): void => void this._begin();

  private readonly _onReplay = (): void => {
    this._at = 0;
    this._play();
  };

  private readonly _onSlide = (event: Event): void => {
    clearInterval(this._timer);
    this._at = Math.min((event.target as HTMLInputElement).valueAsNumber, this._steps.length - 1);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-lesson': AmpLesson;
  }
}
