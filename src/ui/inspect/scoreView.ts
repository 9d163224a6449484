// What scores say of a ladder: rewards, pairs that stand against them, and how much each token was raised. Pure.
import type { LadderScores, ReaderCheckpoint, RungScores, TokenSpan } from '../../protocol/inspect.ts';

/** Log-probabilities come in f32: below this, two rungs are alike. */
export const ALIKE = 1e-5;

/** Implicit rewards per level; without a reference the log-probabilities themselves. */
export function rewardsOf({ rungs, beta }: LadderScores): number[] {
  return rungs.map(({ policy, reference }) =>
    reference === undefined ? policy.sum : beta * (policy.sum - reference.sum),
  );
}

export interface PairMarks {
  /** Pairs that someone ranks, ties left out. */
  readonly pairs: number;
  /** Those whose better rung has the lower reward. */
  readonly violated: number;
  /** The smallest margin; undefined without pairs. */
  readonly margin: number | undefined;
}

/** @param rewards per level; @param ranks per level, ties share one; absent: the levels' own order */
export function pairMarks(rewards: readonly number[], ranks?: readonly number[]): PairMarks {
  let pairs = 0;
  let violated = 0;
  let margin = Infinity;
  for (let i = 0; i < rewards.length; i++) {
    for (let j = 0; j < rewards.length; j++) {
      if ((ranks?.[i] ?? i) >= (ranks?.[j] ?? j)) continue;
      const difference = (rewards[i] as number) - (rewards[j] as number);
      pairs++;
      if (difference < -ALIKE) violated++;
      margin = Math.min(margin, difference);
    }
  }
  return { pairs, violated, margin: pairs === 0 ? undefined : margin };
}

/** A token with what the weights make of it. */
export interface HeatToken {
  readonly span: TokenSpan;
  readonly policy: number;
  readonly reference: number;
  /** Policy minus reference, nats: above 0 the token became likelier. */
  readonly change: number;
}

/** Of one rung; empty without a reference. */
export function heatOf({ tokens, policy, reference }: RungScores): HeatToken[] {
  if (reference === undefined) return [];
  return tokens.map((span, t) => {
    const [now, before] = [policy.tokens[t] ?? 0, reference.tokens[t] ?? 0];
    return { span, policy: now, reference: before, change: now - before };
  });
}

/** The change at which the colour is full: the largest of a ladder, but for the two in a hundred beyond all others. */
export function heatScale(rungs: readonly (readonly HeatToken[])[]): number {
  const sizes = rungs
    .flat()
    .map(({ change }) => Math.abs(change))
    .sort((a, b) => a - b);
  return Math.max(1e-3, sizes[Math.floor((sizes.length - 1) * 0.98)] ?? 0);
}

/** Share [-1, 1] of the full colour; small changes still show a little. */
export function heatShare(change: number, scale: number): number {
  const share = Math.min(1, Math.abs(change) / scale);
  return Math.sign(change) * Math.sqrt(share);
}

const WHAT: Readonly<Record<ReaderCheckpoint['what'][number], string>> = {
  start: 'before training',
  snapshot: '',
  best: 'best',
  last: 'last',
};

/** `before training`, `step 150 of 300, best`. @param last the last step that there is */
export function checkpointName({ step, what }: ReaderCheckpoint, last: number): string {
  const words = what.map((kind) => WHAT[kind]).filter(Boolean);
  return step === 0 ? (words[0] ?? 'before training') : [`step ${step} of ${last}`, ...words].join(', ');
}
