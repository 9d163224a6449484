// A text judge behind an OpenAI-compatible endpoint: asks, waits, asks again. The key lives in this object alone: it
// goes into one header, and into no error, hash, reply or record.
import { ConfigError, type LabError } from '../../base/errors.ts';
import { deriveSeed, Random } from '../../base/random.ts';
import type { TextJudge } from '../../protocol/judge.ts';
import type { ChatMessage, TextProtocol } from '../task.ts';
import { chatOutcome, type ChatOutcome } from './chatReply.ts';
import { endOf, systemClock, type Clock } from './clock.ts';
import { Pace } from './pace.ts';
import { chatUrl, checkTextJudge } from './textJudgeSettings.ts';

/** First wait in milliseconds; it doubles with every try. The longer one is for "too many requests". */
const BACK_OFF = 1000;
const BUSY_BACK_OFF = 5000;
const LONGEST_BACK_OFF = 60_000;
/** A server that wants to be left alone for longer than this is not waited for. */
const LONGEST_PAUSE = 300_000;
/** Tries while the server has not answered anything at all. */
const FIRST_TRIES = 3;
/** A key shorter than this is a placeholder, such as `ollama`, and no secret: its letters may stand in replies. */
const SECRET_LENGTH = 8;

export interface Question<T> extends Pick<TextProtocol, 'temperature' | 'maxTokens' | 'reminder'> {
  readonly messages: readonly ChatMessage[];
  /** Undefined when the reply is not what was asked for: it is then asked for again. */
  readonly read: (reply: string) => T | undefined;
}

export type Asked<T> =
  | { readonly reply: string; readonly value: T }
  /** `reply`: the last one that came and could not be read. */
  | { readonly error: string; readonly reply?: string };

type LengthField = 'max_tokens' | 'max_completion_tokens';

/** One for a whole job: its limits hold for all questions together. */
export class TextJudgeClient {
  private readonly url: string;
  private readonly key: string;
  private readonly pace: Pace;
  /** Whether the server has answered anything, and with a reply. */
  private heard = false;
  private replied = false;
  /** Newer models of OpenAI know the second name alone. */
  private lengthField: LengthField = 'max_tokens';

  /**
   * @param random in [0, 1): spreads waits, so that requests which failed together do not come back together
   * @throws ConfigError naming the setting that is wrong, or when the key cannot be sent
   */
  constructor(
    readonly settings: TextJudge,
    key: string | undefined,
    private readonly clock: Clock = systemClock,
    private readonly random: () => number = jitterOf(settings),
  ) {
    checkTextJudge(settings);
    this.url = chatUrl(settings.endpoint);
    this.key = key?.replace(/^\s*Bearer\s/i, '').trim() ?? '';
    // fetch would refuse it with a message that quotes it.
    if (/[^\x21-\x7e]/.test(this.key)) {
      throw new ConfigError('The key has a character that no key has.', 'Paste it again.');
    }
    this.pace = new Pace(settings, clock);
  }

  /**
   * Asks until a reply can be read, at most `attempts` times in all.
   * @throws ConfigError when no question can be answered with these settings; the signal's reason once it is aborted
   */
  async ask<T>(question: Question<T>, signal: AbortSignal = new AbortController().signal): Promise<Asked<T>> {
    const { attempts } = this.settings;
    let { messages } = question;
    let last: { readonly reason: string; readonly reply?: string } = { reason: '' };
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const field = this.lengthField;
      const outcome = await this.pace.run(signal, () => this.send({ ...question, messages }, field, signal));
      if (outcome.kind === 'reply') {
        const { reply } = outcome;
        const value = question.read(reply);
        this.replied = true;
        if (value !== undefined) return { reply, value };
        last = {
          reply,
          reason: outcome.cut
            ? `the reply was cut off after ${question.maxTokens} tokens`
            : 'the reply does not have the form that was asked for',
        };
        messages = reminded(question);
      } else if (outcome.kind === 'passing') {
        last = { ...last, reason: outcome.reason };
        if (!this.heard && attempt >= FIRST_TRIES) break;
        if (attempt < attempts) await this.wait(outcome, attempt, signal);
      } else if (field === 'max_tokens' && outcome.reason.includes('max_completion_tokens')) {
        this.lengthField = 'max_completion_tokens';
        attempt--; // not a fault of the question
      } else {
        this.refuse(outcome);
        return { error: `The judge refuses this sample: ${outcome.reason}.` };
      }
    }
    if (!this.heard) throw this.unreachable(last.reason);
    const { reason, reply } = last;
    const error = `Asked ${attempts} times without a judgement; the last time: ${reason}.`;
    return { error, ...(reply !== undefined && { reply }) };
  }

  private async send<T>(
    { messages, temperature, maxTokens }: Question<T>,
    field: LengthField,
    signal: AbortSignal,
  ): Promise<ChatOutcome> {
    const { model, timeout } = this.settings;
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    const timer = setTimeout(abort, timeout * 1000);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(this.key !== '' && { Authorization: `Bearer ${this.key}` }),
        },
        body: JSON.stringify({ model, messages, temperature, [field]: maxTokens, stream: false }),
        credentials: 'omit',
        signal: stop.signal,
      });
      this.heard = true;
      const body = await response.text();
      const retryAfter = response.headers.get('Retry-After');
      return this.withoutKey(chatOutcome({ status: response.status, retryAfter, body }, this.clock.now()));
    } catch (error) {
      if (signal.aborted) throw endOf(signal);
      const reason = stop.signal.aborted
        ? `no reply within ${timeout} s`
        : `the connection failed (${error instanceof Error ? error.message : String(error)})`;
      return this.withoutKey({ kind: 'passing', reason });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Before the next try. @throws ConfigError when the server wants too long a pause */
  private async wait(
    { reason, busy, after }: ChatOutcome & { kind: 'passing' },
    attempt: number,
    signal: AbortSignal,
  ): Promise<void> {
    if (after !== undefined && after > LONGEST_PAUSE) {
      throw new ConfigError(
        `${this.url} wants no request for ${Math.ceil(after / 60_000)} minutes (${reason}).`,
        'Start again then: what was judged is kept.',
      );
    }
    const doubled = (busy === true ? BUSY_BACK_OFF : BACK_OFF) * 2 ** (attempt - 1);
    const wait = after ?? Math.min(doubled, LONGEST_BACK_OFF) * (0.5 + 0.5 * this.random());
    if (busy === true) this.pace.hold(wait);
    await this.clock.sleep(wait, signal);
  }

  /** @throws ConfigError unless it is about this sample alone; so is a bad request among ones that were answered */
  private refuse(outcome: ChatOutcome & { kind: 'sample' | 'refused' }): void {
    if (outcome.kind === 'sample') return;
    if (this.replied && [400, 422].includes(outcome.status)) return;
    throw new ConfigError(
      `${this.url} refuses to judge with the model "${this.settings.model}" (${outcome.reason}).`,
      outcome.remedy,
    );
  }

  private unreachable(reason: string): LabError {
    const origin = typeof location === 'undefined' ? 'this page’s origin' : location.origin;
    return new ConfigError(
      `${this.url} cannot be reached: ${reason}.`,
      `Check the address and that the server runs. A local server must also allow requests from ${origin} (for ` +
        `Ollama: set OLLAMA_ORIGINS to it and start it again), and a page from https reaches no http address but localhost.`,
    );
  }

  /** A server may quote the key that it was sent. */
  private withoutKey(outcome: ChatOutcome): ChatOutcome {
    if (this.key.length < SECRET_LENGTH) return outcome;
    const hide = (text: string): string => text.replaceAll(this.key, '[key]');
    if (outcome.kind === 'reply') return { ...outcome, reply: hide(outcome.reply) };
    return { ...outcome, reason: hide(outcome.reason) };
  }
}

/** To the letter the same question would often get the same reply. */
function reminded<T>({ messages, reminder }: Question<T>): readonly ChatMessage[] {
  if (reminder === undefined) return messages;
  return messages.map((message, i) =>
    i === messages.length - 1 ? { ...message, content: `${message.content}\n\n${reminder}` } : message,
  );
}

function jitterOf({ endpoint, model }: TextJudge): () => number {
  const random = new Random(deriveSeed(0, `${endpoint} ${model}`));
  return () => random.next();
}
