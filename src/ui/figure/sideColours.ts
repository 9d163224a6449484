// What a difference says, in colour: beside words, never alone.

export const SIDE_COLOURS = {
  better: 'var(--good)',
  worse: 'var(--bad)',
  unclear: 'var(--ink-quiet)',
  neutral: 'var(--accent)',
} as const;
