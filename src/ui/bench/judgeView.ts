// Judges in words: what each does, what it is called, and how far it can be trusted. Pure.
import { formatNumber } from '../../base/format.ts';
import type { BenchResult, JudgeAgreement } from '../../protocol/bench.ts';
import type { BenchmarkInfo, BenchOptions, TaskId } from '../../protocol/benchmark.ts';
import { defaultTextJudge, type JudgeRecord, type RuleJudge, type TextJudge } from '../../protocol/judge.ts';

export type JudgeKind = RuleJudge | 'text';

interface Words {
  readonly label: string;
  readonly about: string;
}

const WORDS: Readonly<Record<JudgeKind, Words>> = {
  exact: {
    label: 'Exact',
    about: 'Checks every claim against what is in the scene. Never errs, costs nothing.',
  },
  lexical: {
    label: 'Lexical',
    about:
      'Compares the objects, numbers, colours and places that an answer names with the annotated ones and the standard answer.',
  },
  published: { label: 'As published', about: 'Reads answers the way the benchmark’s own script does.' },
  strict: { label: 'Strict', about: 'Stricter than the published script: what is unclear counts as wrong.' },
  text: {
    label: 'A language model',
    about: 'Rates from texts alone, through an OpenAI-compatible address that you name.',
  },
};

const OF_TASK: Readonly<Partial<Record<TaskId, Partial<Record<JudgeKind, Words>>>>> = {
  chair: {
    published: {
      label: 'As published',
      about:
        'Finds the objects that a description names, synonyms included, and looks whether they are there.',
    },
  },
  amber: {
    published: {
      label: 'As published',
      about: 'Objects by the published lists; a question’s answer must be a bare Yes or No.',
    },
    strict: { label: 'Strict', about: 'The same, and reads yes or no out of whole sentences too.' },
  },
  pope: {
    published: {
      label: 'As published',
      about: 'No, not or no in the first sentence is a no; everything else counts as a yes.',
    },
    strict: {
      label: 'Strict',
      about: 'A yes or no must be said; an answer that is neither is unclear, and wrong.',
    },
  },
};

/** What to call a judge in a form, and what it does. */
export function judgeWords(kind: JudgeKind, task: TaskId): Words {
  return OF_TASK[task]?.[kind] ?? WORDS[kind];
}

/** `exact judge`, `qwen2.5:7b at localhost:11434`. */
export function judgeName({ kind, name, endpoint }: JudgeRecord): string {
  if (kind === 'published') return 'published reading';
  if (kind === 'strict') return 'strict reading';
  if (kind !== 'text') return `${name} judge`;
  return endpoint === undefined ? name : `${name} at ${hostOf(endpoint)}`;
}

/** The part of an address that says whose it is; the address itself when it is none. */
export function hostOf(endpoint: string): string {
  return (URL.canParse(endpoint) && new URL(endpoint).host) || endpoint;
}

/** Where a key belongs to: it must not go anywhere else. Empty when the address is none. */
export function originOf(endpoint: string): string {
  if (!URL.canParse(endpoint)) return '';
  const { protocol, origin } = new URL(endpoint);
  return ['http:', 'https:'].includes(protocol) ? origin : '';
}

export function sameJudge(a: JudgeRecord, b: JudgeRecord): boolean {
  return a.kind === b.kind && a.name === b.name && a.version === b.version && a.endpoint === b.endpoint;
}

export function agreementOf(
  agreements: readonly JudgeAgreement[],
  judge: JudgeRecord,
): JudgeAgreement | undefined {
  return agreements.find((one) => sameJudge(one.judge, judge));
}

/** Whether a judge can be compared with the exact one: it judges the same benchmark on scenes. */
export function canBeValidated({ kind }: JudgeRecord, scenes: BenchmarkInfo | undefined): boolean {
  return kind !== 'exact' && scenes !== undefined && scenes.judges.includes(kind);
}

/** Judges whose words are a rating or a claim, of the results that are there: each once, the newest first. */
export function judgesToTrust(
  results: readonly BenchResult[],
  scenes: BenchmarkInfo | undefined,
): { readonly judge: JudgeRecord; readonly model: string }[] {
  const found: { judge: JudgeRecord; model: string }[] = [];
  for (const { judge, model } of results) {
    if (!canBeValidated(judge, scenes) || found.some((one) => sameJudge(one.judge, judge))) continue;
    found.push({ judge, model });
  }
  return found;
}

/**
 * The runs that make a judge comparable with the exact one on a model's answers: the exact one's, unless it is there,
 * and the judge's own.
 * @param text settings of the text judge in the form, whose limits hold when it is the same
 */
export function validationRuns(
  { judge, model }: { readonly judge: JudgeRecord; readonly model: string },
  scenes: BenchmarkInfo,
  results: readonly BenchResult[],
  text: TextJudge,
): BenchOptions[] {
  const own: BenchOptions = {
    benchmark: scenes.id,
    model,
    judge:
      judge.kind === 'text'
        ? { kind: 'text', text: settingsOf(judge, text) }
        : { kind: 'rule', rule: judge.kind },
  };
  const there = results.some(
    (result) =>
      result.benchmark === scenes.id &&
      result.model === model &&
      result.judge.kind === 'exact' &&
      result.harnessVersion === scenes.harnessVersion &&
      result.dialogues.length === scenes.examples &&
      result.dialogues.every(({ error }) => error === undefined),
  );
  const exact: BenchOptions = { ...own, judge: { kind: 'rule', rule: 'exact' } };
  return there ? [own] : [exact, own];
}

function settingsOf({ name, endpoint = '' }: JudgeRecord, text: TextJudge): TextJudge {
  if (text.model === name && text.endpoint === endpoint) return text;
  return { ...defaultTextJudge, endpoint, model: name };
}

/** What an agreement means for who reads the judge's scores; by the lower end of kappa's interval. */
export function trustInWords({ weightedKappa: { low } }: JudgeAgreement): {
  readonly side: 'good' | 'fair' | 'poor';
  readonly words: string;
} {
  if (low >= 0.6) return { side: 'good', words: 'It rates much as the truth does.' };
  if (low >= 0.4)
    return { side: 'fair', words: 'It rates roughly as the truth does: small differences mean little.' };
  return { side: 'poor', words: 'It often rates otherwise than the truth does: do not lean on its scores.' };
}

/** `0.71 [0.62, 0.79]`. */
export function kappaInWords({ value, low, high }: JudgeAgreement['kappa']): string {
  const text = (x: number): string => formatNumber(x, 2);
  return `${text(value)} [${text(low)}, ${text(high)}]`;
}
