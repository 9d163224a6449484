// Style shared by the elements: the design language's buttons, tables and small print. Colours, sizes and fonts are
// custom properties, which tokens.css defines once for light and dark.
import { css } from 'lit';

export const shared = css`
  :host {
    display: block;
    overflow-wrap: anywhere; /* what people name things breaks where it must; in a table it makes its column wider */
  }
  table,
  button,
  .button {
    overflow-wrap: break-word;
  }
  caption {
    min-width: 9rem;
    overflow-wrap: anywhere;
  }
  button,
  .button,
  input,
  select {
    max-width: 100%;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  h4,
  p,
  ol,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: var(--size-4);
    line-height: 1.2;
    letter-spacing: -0.015em;
  }
  h3 {
    font-size: var(--size-2);
    line-height: 1.3;
  }
  code,
  .number {
    font-family: var(--mono);
    font-variant-numeric: tabular-nums;
    font-size: 0.92em;
  }
  .small {
    font-size: var(--size-0);
  }
  .quiet {
    color: var(--ink-quiet);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  .button {
    font: inherit;
    font-weight: 600;
    min-height: 2.5rem;
    padding: 0.4rem 0.95rem;
    color: var(--ink);
    background: var(--sheet);
    border: 1px solid var(--rule-strong);
    border-radius: var(--round);
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--ink);
  }
  button.primary {
    color: var(--on-accent);
    background: var(--accent);
    border-color: var(--accent);
  }
  button.primary:hover:not(:disabled) {
    background: var(--accent-strong);
  }
  button.plain {
    min-height: 2rem;
    padding: 0.15rem 0.6rem;
    font-weight: 500;
    font-size: var(--size-0);
  }
  button:disabled {
    opacity: 0.55;
    cursor: not-allowed;
  }
  button[aria-pressed='true'] {
    color: var(--on-accent);
    background: var(--accent);
    border-color: var(--accent);
  }
  input,
  select {
    font: inherit;
    min-height: 2.5rem;
    padding: 0.3rem 0.6rem;
    color: var(--ink);
    background: var(--sheet);
    border: 1px solid var(--rule-strong);
    border-radius: var(--round);
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  a {
    color: var(--accent);
  }
  summary {
    cursor: pointer;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.35rem 0.6rem;
    text-align: left;
    border-bottom: 1px solid var(--rule);
    vertical-align: top;
  }
  th {
    font-weight: 600;
    font-size: var(--size-0);
    color: var(--ink-quiet);
  }
  .scroll {
    position: relative; /* what is hidden in it scrolls with it, instead of making the page wider */
    overflow: auto;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      transition-duration: 0.01ms !important;
    }
  }
`;

/** Levels that have a colour of their own in tokens.css. */
export const LEVEL_COLOURS = 8;

/** A level's number on its colour, which the rung gives as `--colour`. */
export const levelBadge = css`
  .level {
    display: grid;
    place-items: center;
    width: 2rem;
    height: 2rem;
    font-weight: 700;
    color: var(--sheet);
    background: var(--colour);
    border-radius: 50%;
  }
`;

/** Colour of a ladder's level, best to worst; always beside the level's number, never alone. */
export function levelColour(level: number): string {
  return `var(--level-${Math.min(level, LEVEL_COLOURS - 1)})`;
}
