// Judges: who says whether an answer hallucinates, and how much they can be trusted.

/** Judges that need no model: `exact` checks every claim against a scene's truth; the others are each task's own. */
export const RULE_JUDGES = ['exact', 'lexical', 'published', 'strict'] as const;
export type RuleJudge = (typeof RULE_JUDGES)[number];

/** A language model behind an OpenAI-compatible endpoint. The key is no part of it: it is never stored. */
export interface TextJudge {
  /** Base address, such as `http://localhost:11434/v1`; `/chat/completions` is added. */
  readonly endpoint: string;
  readonly model: string;
  readonly requestsPerMinute: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Seconds until a request counts as lost. */
  readonly timeout: number;
  /** Tries in all, for what may pass: 429, 5xx, a cut connection, a reply that cannot be read. */
  readonly attempts: number;
  /** Price of a million tokens, in and out, in whatever currency; 0 = free. */
  readonly priceIn: number;
  readonly priceOut: number;
}

export const defaultTextJudge: TextJudge = {
  endpoint: 'http://localhost:11434/v1',
  model: '',
  requestsPerMinute: 60,
  concurrency: 2,
  timeout: 120,
  attempts: 5,
  priceIn: 0,
  priceOut: 0,
};

export type JudgeChoice =
  { readonly kind: 'rule'; readonly rule: RuleJudge } | { readonly kind: 'text'; readonly text: TextJudge };

/** Who judged, as a result keeps it. */
export interface JudgeRecord {
  /** `exact`, `lexical`, ..., or `text`. */
  readonly kind: RuleJudge | 'text';
  /** What to call it: the rule, or the text model's name. */
  readonly name: string;
  /** Of the rule, or of the prompt. */
  readonly version: string;
  readonly endpoint?: string;
}
