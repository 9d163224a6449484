import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import {
  humanRanks,
  type InspectRequest,
  type LadderAnnotation,
  type LadderScores,
  type Reader,
  type Reading,
  type SceneObject,
} from '../../protocol/inspect.ts';
import type { Ladder } from '../../protocol/ladder.ts';
import '../amp-error.ts';
import '../amp-margins.ts';
import type { LabClient } from '../client.ts';
import { shared } from '../styles.ts';
import './amp-inspect-tools.ts';
import { MODES } from './amp-inspect-tools.ts';
import './amp-note.ts';
import type { AmpNote, KeptNote } from './amp-note.ts';
import './amp-reading.ts';
import type { AmpReading } from './amp-reading.ts';
import './amp-reward-rungs.ts';
import type { TextMode } from './amp-rung-text.ts';
import './amp-rungs.ts';
import './amp-zoom-image.ts';
import { EditsController } from './editsController.ts';
import { inspectorStyles } from './inspectorStyles.ts';
import { aboveStandard, orderOf, ownOrder, ranksOf, sameOrder, type Order } from './orderView.ts';
import { rewardsOf } from './scoreView.ts';
import { ScoresController } from './scoresController.ts';

/** The rewards of a ladder that was just read. */
export interface ReadRewards {
  readonly index: number;
  readonly reading: Reading;
  readonly rewards: readonly number[];
}

/**
 * One ladder, opened: the image, the rungs in their order, what the weights of a model or of a run at one of its steps
 * make of every rung and token, and what a person says of it.
 *
 * @fires amp-annotate - `detail` is the LadderAnnotation to keep.
 * @fires amp-reading - `detail` is the Reading chosen.
 * @fires amp-rewards - `detail` is a ReadRewards.
 */
@customElement('amp-inspector')
export class AmpInspector extends LitElement {
  static override readonly styles = [shared, inspectorStyles];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Id of the dataset. */
  @property() datasetId = '';
  /** The ladder's place in the dataset, from 0. */
  @property({ type: Number }) index = 0;
  /** The ladder; nothing is shown without it. */
  @property({ attribute: false }) ladder: Ladder | undefined;
  /** What was said of it before. */
  @property({ attribute: false }) annotation: LadderAnnotation | undefined;
  /** Models and runs that can read it. */
  @property({ attribute: false }) readers: readonly Reader[] = [];
  /** Who reads it, against whom; undefined = nobody. */
  @property({ attribute: false }) reading: Reading | undefined;
  /** Why no model can read now; empty = one can. */
  @property() idle = '';

  @state() private _objects: readonly SceneObject[] = [];
  @state() private _mode: TextMode = 'words';

  @query('amp-note') private readonly _note!: AmpNote;
  @query('amp-reading') private readonly _reader!: AmpReading;

  private readonly _scores = new ScoresController(this);
  private readonly _edits = new EditsController(this, (ladder, edit) => this._annotate(ladder, edit));
  private _told: LadderScores | undefined;

  /** Handles a key of the page's. @returns whether it was one of the inspector's */
  press(event: KeyboardEvent): boolean {
    const { key } = event;
    if (event.ctrlKey || event.metaKey) {
      const again = key === 'y' || (key.toLowerCase() === 'z' && event.shiftKey);
      if (!again && key !== 'z') return false;
      if (this.ladder !== undefined) this._edits[again ? 'redo' : 'undo'](this.ladder.id);
      return true;
    }
    const mode = (Object.keys(MODES) as TextMode[]).find((one) => MODES[one].key === key);
    if (mode !== undefined) this._mode = mode;
    else if (key === '[' || key === ']') this._reader.go(key === ']' ? 1 : -1);
    else if (key === 'n') this._note.focus();
    else return false;
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { client, ladder, reading } = this;
    if (changed.has('ladder')) void this._findObjects();
    if (client === undefined) return;
    const here = this._requests(reading);
    this._scores.want(client, this.idle === '' && ladder !== undefined ? here[0] : undefined, here.slice(1));
  }

  protected override updated(): void {
    const { scores, fresh } = this._scores;
    const { index, reading } = this;
    if (!fresh || scores === undefined || scores === this._told || reading === undefined) return;
    this._told = scores;
    const detail: ReadRewards = { index, reading, rewards: rewardsOf(scores) };
    this.dispatchEvent(new CustomEvent('amp-rewards', { detail }));
  }

  override render(): TemplateResult | typeof nothing {
    const { ladder, client } = this;
    if (ladder === undefined) return nothing;
    const scores = this._scores.scores;
    const { past, now: edit, future } = this._edits.of(ladder, this.annotation);
    const human = humanRanks(ladder, edit);
    const order = human === undefined ? ownOrder(ladder.levels.length) : orderOf(human);
    const cold = scores?.rungs.every(({ reference }) => reference !== undefined) !== true;
    const several = ladder.questions.length > 1;
    return html`
      <amp-reading .readers=${this.readers} .reading=${this.reading}>${this._state()}</amp-reading>
      <div class="layout">
        <amp-zoom-image
          .image=${ladder.image}
          .objects=${this._objects}
          .draw=${client?.drawImage}
        ></amp-zoom-image>
        <div class="beside">
          ${scores === undefined ? this._waiting(ladder) : this._margins(scores, order)}
          ${keyed(
            ladder.id,
            html`<amp-note .ladder=${ladder.id} .text=${edit.note} @amp-note=${this._onNote}></amp-note>`,
          )}
        </div>
        <div class="main">
          <ul class="questions">
            ${ladder.questions.map((q, i) => html`<li>${several ? `${i + 1}. ` : ''}“${q}”</li>`)}
          </ul>
          <amp-inspect-tools
            .mode=${this._mode}
            .cold=${cold ? 'Needs a model that reads and one that it is held against.' : ''}
            .undoable=${past.length > 0}
            .redoable=${future.length > 0}
            .ordered=${edit.ranks.length > 0}
            @amp-mode=${(event: CustomEvent<TextMode>) => (this._mode = event.detail)}
            @amp-undo=${() => this._edits.undo(ladder.id)}
            @amp-redo=${() => this._edits.redo(ladder.id)}
            @amp-reset=${() => this._edits.change(ladder.id, { ranks: [] })}
          ></amp-inspect-tools>
          ${this._warning(order)}
          <amp-rungs
            .ladder=${ladder}
            .order=${order}
            .human=${human}
            .scores=${scores}
            .waiting=${this._scores.waiting}
            .mode=${this._mode}
            @amp-order=${this._onOrder}
          ></amp-rungs>
        </div>
      </div>
    `;
  }

  /** What is to be said of the reading. */
  private _state(): TemplateResult | typeof nothing {
    const { state: now, error } = this._scores;
    if (this.idle !== '') return html`<p class="state">${this.idle} The scores come when it is there.</p>`;
    if (now === 'busy') {
      return html`<p class="state" role="status">
        The GPU is at work on something else: the scores come when that is over.
      </p>`;
    }
    if (now === 'reading') return html`<p class="state" role="status">Reading the ladder…</p>`;
    if (error === undefined) return nothing;
    return html`<amp-error .error=${error}>
      <button type="button" class="plain" @click=${() => this._scores.retry()}>Read it again</button>
    </amp-error>`;
  }

  /** Keeps the place of the margins while they are on their way. */
  private _waiting({ levels }: Ladder): TemplateResult | typeof nothing {
    if (!this._scores.waiting) return nothing;
    return html`<div style="min-height:${17.2 + 1.6 * levels.length}rem"></div>`;
  }

  private _margins(scores: LadderScores, order: Order): TemplateResult {
    const rewards = rewardsOf(scores);
    const levels = order.flat();
    const ranks = ranksOf(order);
    const against = scores.rungs.every(({ reference }) => reference !== undefined);
    const widest = this._scores
      .known(this._requests(this.reading))
      .flatMap(rewardsOf)
      .reduce((most, reward) => Math.max(most, Math.abs(reward)), 0);
    return html`${
        against ? html`<amp-reward-rungs .rewards=${rewards} .widest=${widest}></amp-reward-rungs>` : nothing
      }
      <amp-margins
        class="scroll"
        .rewards=${levels.map((level) => rewards[level] ?? 0)}
        .levels=${levels}
        .ranks=${levels.map((level) => ranks[level] ?? 0)}
        heading=${against ? 'Margins of reward: row minus column' : 'Margins of log p: row minus column'}
      ></amp-margins>`;
  }

  private _warning(order: Order): TemplateResult | typeof nothing {
    const above = aboveStandard(order);
    if (above.length === 0) return nothing;
    return html`<p class="warning" role="note">
      Level ${above.join(' and ')} ${above.length === 1 ? 'stands' : 'stand'} above the standard answer, level
      0. Auto-check and the benchmarks hold level 0 for the truth; a run that learns this order will not.
    </p>`;
  }

  /** The wanted request, then those of the run's other checkpoints. */
  private _requests(reading: Reading | undefined): InspectRequest[] {
    if (reading === undefined) return [];
    const { datasetId: dataset, index } = this;
    const { policy } = reading;
    const steps = this.readers.find(({ id }) => id === policy.id)?.checkpoints ?? [];
    const others = steps.flatMap(({ step }) =>
      step === policy.step ? [] : [{ ...reading, policy: { id: policy.id, step } }],
    );
    return [reading, ...others].map((one) => ({ dataset, index, ...one }));
  }

  private async _findObjects(): Promise<void> {
    const { ladder, client } = this;
    this._objects = [];
    if (ladder === undefined || client === undefined) return;
    const objects = await client.sceneObjects(ladder.image).catch(() => []); // the image shows without them
    if (this.ladder === ladder) this._objects = objects;
  }

  private _annotate(ladder: string, edit: Pick<LadderAnnotation, 'ranks' | 'note'>): void {
    const updatedAt = new Date().toISOString();
    const detail: LadderAnnotation = { dataset: this.datasetId, ladder, ...edit, updatedAt };
    this.dispatchEvent(new CustomEvent('amp-annotate', { detail, bubbles: true, composed: true }));
  }

  private readonly _onOrder = (event: CustomEvent<Order>): void => {
    const { ladder } = this;
    if (ladder === undefined) return;
    event.stopPropagation();
    const own = humanRanks(ladder) === undefined && sameOrder(event.detail, ownOrder(ladder.levels.length));
    this._edits.change(ladder.id, { ranks: own ? [] : ranksOf(event.detail) });
  };

  private readonly _onNote = (event: CustomEvent<KeptNote>): void => {
    const { ladder, text } = event.detail;
    this._edits.change(ladder, { note: text });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-inspector': AmpInspector;
  }
}
