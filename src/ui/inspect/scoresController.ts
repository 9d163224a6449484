// Fetches what weights make of the ladder that is shown: one request at a time, the newest wish first, and while nothing
// else is wished for the run's other checkpoints, so that the slider moves without waiting.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InspectRequest, LadderScores } from '../../protocol/inspect.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { readingKey } from './readingView.ts';

/** Milliseconds between two questions whether the GPU is free. */
const ASK_AGAIN = 1500;
/** Milliseconds of rest before another checkpoint is read that nobody asked for yet. */
const IDLE = 350;
/** Scores that are kept. */
const KEPT = 400;

export class ScoresController implements ReactiveController {
  /** Why there are no scores yet. */
  state: 'idle' | 'reading' | 'busy' | 'failed' = 'idle';
  error: ErrorRecord | undefined;

  private readonly kept = new Map<string, LadderScores>();
  private client: LabClient | undefined;
  private wanted: InspectRequest | undefined;
  private later: readonly InspectRequest[] = [];
  private running = false;
  private shown: { readonly ladder: string; readonly scores: LadderScores } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private connected = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.connected = true;
    this.next();
  }

  hostDisconnected(): void {
    this.connected = false;
    clearTimeout(this.timer);
  }

  /**
   * What is to be shown; the same again changes nothing.
   * @param others what may be asked for soon
   */
  want(client: LabClient, request: InspectRequest | undefined, others: readonly InspectRequest[]): void {
    const same = this.wanted !== undefined && request !== undefined && keyOf(request) === keyOf(this.wanted);
    this.client = client;
    this.wanted = request;
    this.later = others;
    if (same) return;
    this.error = undefined;
    this.state = 'idle';
    clearTimeout(this.timer);
    this.next();
  }

  /** After an error. */
  retry(): void {
    this.error = undefined;
    this.state = 'idle';
    this.next();
  }

  /** Of the wanted ladder; while they are read, its last ones, so that nothing jumps. */
  get scores(): LadderScores | undefined {
    const { wanted } = this;
    if (wanted === undefined) return undefined;
    const scores = this.kept.get(keyOf(wanted));
    if (scores !== undefined) this.shown = { ladder: ladderKey(wanted), scores };
    return this.shown?.ladder === ladderKey(wanted) ? this.shown.scores : undefined;
  }

  /** Whether scores are on their way, or will be. */
  get waiting(): boolean {
    return this.wanted !== undefined && this.state !== 'failed' && !this.fresh;
  }

  /** Whether `scores` are of the wanted reading. */
  get fresh(): boolean {
    return this.wanted !== undefined && this.kept.has(keyOf(this.wanted));
  }

  /** Scores of other readings of the wanted ladder, as far as they are there. */
  known(requests: readonly InspectRequest[]): LadderScores[] {
    return requests.flatMap((request) => this.kept.get(keyOf(request)) ?? []);
  }

  private next(): void {
    const { client, wanted } = this;
    if (this.running || !this.connected || client === undefined || wanted === undefined) return;
    if (this.state === 'failed') return;
    if (!this.kept.has(keyOf(wanted))) {
      void this.read(client, wanted, true);
      return;
    }
    const open = this.later.find((request) => !this.kept.has(keyOf(request)));
    if (open === undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.running && this.wanted === wanted) void this.read(client, open, false);
    }, IDLE);
  }

  private async read(client: LabClient, request: InspectRequest, wanted: boolean): Promise<void> {
    this.running = true;
    if (wanted && this.state !== 'busy') this.set('reading');
    try {
      const answer = await client.inspectLadder(request);
      if (answer.kind === 'scores') {
        this.keep(keyOf(request), answer);
        this.set('idle');
      } else if (this.wanted !== undefined && keyOf(request) === keyOf(this.wanted)) {
        this.set('busy');
        this.timer = setTimeout(() => this.next(), ASK_AGAIN);
        return;
      }
    } catch (error) {
      // What was not asked for may fail in silence; it fails again when it is.
      if (this.wanted !== undefined && keyOf(request) === keyOf(this.wanted)) {
        this.error = errorRecord(error);
        this.set('failed');
      } else {
        this.later = this.later.filter((other) => other !== request);
      }
    } finally {
      this.running = false;
    }
    this.next();
  }

  private set(state: ScoresController['state']): void {
    this.state = state;
    this.host.requestUpdate();
  }

  private keep(key: string, scores: LadderScores): void {
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= KEPT) this.kept.delete(oldest);
    this.kept.set(key, scores);
  }
}

function ladderKey({ dataset, index }: InspectRequest): string {
  return JSON.stringify([dataset, index]);
}

function keyOf(request: InspectRequest): string {
  return ladderKey(request) + readingKey(request);
}
