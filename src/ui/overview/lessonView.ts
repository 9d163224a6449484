// What the opening shows of a lesson: probabilities in words and on an axis, and a sentence on what has changed. Pure.
import type { LessonStep } from '../../protocol/lesson.ts';

/** Where the axis of log-probabilities begins, in nats: about one in a million. It ends at 0, certainty. */
const AXIS_FROM = Math.log(1e-6);

/** Shares that the axis names. */
export const TICKS: readonly { readonly logp: number; readonly text: string }[] = [
  { logp: Math.log(1e-6), text: '0.0001 %' },
  { logp: Math.log(1e-3), text: '0.1 %' },
  { logp: 0, text: '100 %' },
];

/** The probability of a whole answer: `72 %`, `3.2 %`, `0.04 %`; below the axis `< 0.0001 %`. @param logp nats */
export function probabilityText(logp: number): string {
  if (logp < AXIS_FROM) return '< 0.0001 %';
  const percent = Math.exp(logp) * 100;
  const digits = percent >= 9.95 ? 0 : Math.max(1, 1 - Math.floor(Math.log10(percent)) - 1);
  return `${percent.toFixed(digits)} %`;
}

/** Where a log-probability lies on the axis, 0 to 1; what is off it lies at its end. @param logp nats */
export function axisPosition(logp: number): number {
  return Math.min(1, Math.max(0, 1 - logp / AXIS_FROM));
}

/** The rung that the model finds likeliest. */
export function favouriteOf({ logps }: LessonStep): number {
  return logps.indexOf(Math.max(...logps));
}

/** What has changed, in a sentence or two. */
export function lessonSentence(steps: readonly LessonStep[], at: number): string {
  const [start] = steps;
  const now = steps[at];
  if (start === undefined || now === undefined) return '';
  const chance = (step: LessonStep, rung: number): string => probabilityText(step.logps[rung] ?? -Infinity);
  const first = favouriteOf(start);
  if (now.step === 0) {
    return first === 0
      ? `Before any step the truth is its favourite: ${chance(start, 0)}.`
      : `Its favourite is made up: rung ${first} is likelier than the truth, ${chance(start, first)} to ${chance(start, 0)}.`;
  }
  const done = `After ${now.step} ${now.step === 1 ? 'step' : 'steps'}`;
  const change = `${chance(start, 0)} to ${chance(now, 0)}`;
  if (favouriteOf(now) !== 0) return `${done} the truth has gone from ${change}.`;
  return first === 0
    ? `${done} the truth, its favourite, has gone from ${change}.`
    : `${done} the truth is its favourite: from ${change}, while rung ${first} went from ${chance(start, first)} to ${chance(now, first)}.`;
}
