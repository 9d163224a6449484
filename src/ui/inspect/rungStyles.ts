// Style of one rung in the inspector.
import { css } from 'lit';

export const rungStyles = css`
  :host {
    container-type: inline-size;
  }
  .rung {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 8.4rem;
    gap: 0.3rem 1rem;
  }
  .answer {
    display: flex;
    gap: 0.4rem;
  }
  .answer + .answer {
    margin-top: 0.2rem;
  }
  amp-rung-text {
    flex: 1;
    min-width: 0;
  }
  .source {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.7rem;
    margin-top: 0.15rem;
    font-size: var(--size-0);
    color: var(--ink-quiet);
  }
  .source b {
    color: var(--colour);
  }
  .false {
    font-weight: 600;
    color: var(--bad);
  }
  .moved,
  .human {
    padding: 0 0.45rem;
    font-weight: 600;
    border-radius: 1rem;
  }
  .moved {
    color: var(--warn);
    background: var(--warn-wash);
  }
  .human {
    color: var(--accent);
    background: color-mix(in srgb, var(--accent) 12%, transparent);
  }
  .numbers {
    font-size: var(--size-0);
  }
  dl div {
    display: flex;
    gap: 0.6rem;
    justify-content: space-between;
  }
  dt {
    color: var(--ink-quiet);
  }
  dd {
    text-align: right;
    font-family: var(--mono);
    font-variant-numeric: tabular-nums;
  }
  .bar {
    height: 0.5rem;
    margin: 0.2rem 0 0.3rem;
    overflow: hidden;
    background: var(--sunk);
    border-radius: 3px;
  }
  svg {
    display: block;
    width: 100%;
    height: 100%;
  }
  .bar rect {
    transition:
      x 0.35s,
      width 0.35s;
  }
  .why {
    min-height: 0;
    margin-top: 0.2rem;
    padding: 0.1rem 0;
    font-size: var(--size-0);
    font-weight: 500;
    color: var(--accent);
    background: none;
    border: 0;
  }
  .why:hover {
    text-decoration: underline;
  }
  .reasons {
    grid-column: 1 / -1;
    padding: 0.7rem 0.9rem;
    background: var(--sunk);
    border-radius: var(--round);
  }
  .reasons table {
    margin: 0 0 0.6rem;
    font-size: var(--size-0);
  }
  .reasons :is(th, td) {
    padding: 0.05rem 1.2rem 0.05rem 0;
    text-align: right;
    border: 0;
  }
  .reasons tbody th {
    text-align: left;
  }
  .ranks :is(td, th) {
    color: var(--ink);
    border-top: 1px solid var(--rule);
  }
  @container (max-width: 27rem) {
    .rung {
      grid-template-columns: minmax(0, 1fr);
    }
    .numbers {
      display: flex;
      flex-wrap: wrap;
      gap: 0.2rem 1.2rem;
      align-items: center;
    }
    .numbers dl {
      display: flex;
      flex-wrap: wrap;
      gap: 0 0.9rem;
    }
    .numbers dl div {
      gap: 0.35rem;
    }
    .bar {
      flex: 1 1 8rem;
      max-width: 14rem;
      margin: 0;
    }
  }
`;
