// What a response of an OpenAI-compatible server means: a judge's words, something that may pass, something about this
// request alone, or a refusal that every other request would meet too. Pure.
import * as v from 'valibot';

export interface ChatResponse {
  readonly status: number;
  /** The header, where it can be read: from another origin only if the server exposes it. */
  readonly retryAfter: string | null;
  readonly body: string;
}

export type ChatOutcome =
  | {
      readonly kind: 'reply';
      readonly reply: string;
      /** It ended because it was as long as it may be. */
      readonly cut: boolean;
    }
  | {
      readonly kind: 'passing';
      readonly reason: string;
      /** Too many requests: all of them should wait. */
      readonly busy?: true;
      /** Milliseconds after which the server wants to be asked again. */
      readonly after?: number;
    }
  | { readonly kind: 'sample'; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly remedy: string;
    };

/** Statuses below 500 that may pass. */
const PASSING: readonly number[] = [408, 409, 425, 429];
/** A request that is too long or not wanted, where the server says so. */
const ABOUT_SAMPLE =
  /context.?(length|size|window)|prompt.{0,20}too long|content.?(filter|policy|management)/i;
const NO_CREDIT = /insufficient_quota|insufficient.?(balance|credit|funds)/i;
/** Characters of a server's message that are shown. */
const SHOWN = 300;

const Part = v.union([v.string(), v.looseObject({ text: v.nullish(v.string()) })]);
const Completion = v.looseObject({
  choices: v.array(
    v.looseObject({
      finish_reason: v.nullish(v.string()),
      message: v.looseObject({
        content: v.nullish(v.union([v.string(), v.array(Part)])),
        refusal: v.nullish(v.string()),
      }),
    }),
  ),
});

/** @param now milliseconds since 1970: a date in Retry-After counts from it */
export function chatOutcome({ status, retryAfter, body }: ChatResponse, now: number): ChatOutcome {
  if (status >= 200 && status < 300) return completionOf(body);
  const said = messageOf(body);
  const reason = said === '' ? `status ${status}` : `status ${status}: ${said}`;
  if (status === 402 || (status === 429 && NO_CREDIT.test(body))) {
    return {
      kind: 'refused',
      status,
      reason,
      remedy: 'The account behind the key has no credit left: top it up.',
    };
  }
  if (status >= 500 || PASSING.includes(status)) {
    const after = waitOf(retryAfter, now);
    return {
      kind: 'passing',
      reason,
      ...(status === 429 && { busy: true }),
      ...(after !== undefined && { after }),
    };
  }
  if (status === 413 || ([400, 422].includes(status) && ABOUT_SAMPLE.test(body))) {
    return { kind: 'sample', reason };
  }
  return { kind: 'refused', status, reason, remedy: remedyOf(status) };
}

function completionOf(body: string): ChatOutcome {
  const json = parsed(body);
  const read = v.safeParse(Completion, json);
  if (!read.success) {
    const said = messageOf(body);
    const reason =
      json === undefined ? 'a response that is no JSON' : 'a response that is no chat completion';
    return { kind: 'passing', reason: said === '' ? reason : `${reason}: ${said}` };
  }
  const [choice] = read.output.choices;
  if (choice === undefined) return { kind: 'passing', reason: 'a response without choices' };
  const { message, finish_reason: finish } = choice;
  const { content, refusal } = message;
  const reply = Array.isArray(content)
    ? content.map((part) => (typeof part === 'string' ? part : (part.text ?? ''))).join('')
    : (content ?? '');
  const cut = finish === 'length';
  if (reply.trim() !== '') return { kind: 'reply', reply, cut };
  if (refusal) return { kind: 'passing', reason: `it declines: ${shortened(refusal)}` };
  return {
    kind: 'passing',
    reason: cut ? 'an empty reply: all its tokens went into thoughts that are not sent' : 'an empty reply',
  };
}

/** Milliseconds, from seconds or an HTTP date. */
function waitOf(retryAfter: string | null, now: number): number | undefined {
  if (retryAfter === null) return undefined;
  const text = retryAfter.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function remedyOf(status: number): string {
  switch (status) {
    case 401:
      return 'Check the key; a vendor wants one, most local servers want none.';
    case 403:
      return 'Check the key and what it may do; a local server must also allow this page’s origin.';
    case 404:
    case 405:
      return 'Check the model’s name, and the address: it usually ends in /v1.';
    default:
      return 'Check the model’s name and what the server says of the request.';
  }
}

/** What a server says of an error, in any of the usual forms; the start of the body otherwise. */
function messageOf(body: string): string {
  const json = parsed(body);
  if (typeof json !== 'object' || json === null) return shortened(body);
  const { error, message, detail } = json as Record<string, unknown>;
  const inner =
    typeof error === 'object' && error !== null ? (error as Record<string, unknown>).message : error;
  return shortened([inner, message, detail].find((one) => typeof one === 'string' && one !== '') ?? body);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function shortened(text: unknown): string {
  const line = String(text)
    .replace(/\s+/g, ' ')
    .replace(/[\s.]+$/, '')
    .trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
