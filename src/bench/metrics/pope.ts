// POPE's reading of answers and its scores (AoiDragon/POPE, evaluate.py). Pure.

export type YesNo = 'yes' | 'no';

export interface PopeScores {
  /** Positive = yes. */
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Share of answers that say yes. */
  readonly yesRatio: number;
}

/**
 * What an answer says: its first sentence (up to the first '.') without commas, split at spaces, holds one of the
 * words No, not, no -> no; everything else -> yes.
 */
export function popeAnswer(answer: string): YesNo {
  const words = (answer.split('.')[0] as string).replaceAll(',', '').split(' ');
  return ['No', 'not', 'no'].some((word) => words.includes(word)) ? 'no' : 'yes';
}

/** The yes or no that an answer begins with; undefined where it begins with neither. */
export function leadingYesNo(answer: string): YesNo | undefined {
  return /^\s*(yes|no)\b/i.exec(answer)?.[1]?.toLowerCase() as YesNo | undefined;
}

/**
 * A strict reading beside the published one: yes or no when the answer begins with the word, or holds one of the two
 * and not the other; everything else is unclear, and counts as wrong.
 */
export function strictAnswer(answer: string): YesNo | 'unclear' {
  const words = new Set(answer.toLowerCase().match(/[a-z]+/g) ?? []);
  const first = /^[^a-z]*(yes|no)\b/i.exec(answer)?.[1]?.toLowerCase();
  if (first === 'yes' || first === 'no') return first;
  if (words.has('yes') !== words.has('no')) return words.has('yes') ? 'yes' : 'no';
  return 'unclear';
}

/** Scores of raw answers against labels. A ratio with nothing below the line is 0. */
export function popeScores(answers: readonly string[], labels: readonly YesNo[]): PopeScores {
  const count = (said: YesNo, label: YesNo): number =>
    labels.filter((l, i) => l === label && popeAnswer(answers[i] as string) === said).length;
  const [tp, fp, tn, fn] = [count('yes', 'yes'), count('yes', 'no'), count('no', 'no'), count('no', 'yes')];
  const precision = ratio(tp, tp + fp);
  const recall = ratio(tp, tp + fn);
  return {
    tp,
    fp,
    tn,
    fn,
    accuracy: ratio(tp + tn, labels.length),
    precision,
    recall,
    f1: ratio(2 * precision * recall, precision + recall),
    yesRatio: ratio(tp + fp, labels.length),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
