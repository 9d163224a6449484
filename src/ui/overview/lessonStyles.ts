// Style of amp-lesson: rungs in rows, each with its place on one axis of likelihood.
import { css } from 'lit';

export const lessonStyles = css`
  :host {
    container-type: inline-size;
  }
  .layout {
    display: grid;
    grid-template-columns: minmax(0, 13rem) minmax(0, 1fr);
    gap: 1rem clamp(1rem, 3cqw, 2.2rem);
  }
  .question {
    margin-top: 0.6rem;
    font-size: var(--size-2);
    font-weight: 600;
  }
  .head,
  li {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr) 6.4rem minmax(7rem, 13rem);
    gap: 0 0.9rem;
    align-items: center;
  }
  .head span:first-child {
    grid-column: 1 / 3;
  }
  .head span:last-child {
    grid-column: 3 / 5;
    text-align: right;
  }
  ol {
    list-style: none;
  }
  li {
    min-height: 4.4rem;
    padding-block: 0.5rem;
    border-top: 1px solid var(--rule);
  }
  .head + ol li:first-child {
    margin-top: 0.4rem;
  }
  .chance {
    font-size: var(--size-2);
    text-align: right;
    white-space: nowrap;
  }
  .top .chance {
    font-weight: 700;
    color: var(--colour);
  }
  .favourite {
    display: block;
    min-height: 1.2em;
    font-family: var(--sans);
    font-weight: 600;
  }
  .track {
    position: relative;
    align-self: stretch;
    margin-block: -0.5rem;
    background: linear-gradient(var(--rule), var(--rule)) center / 100% 1px no-repeat;
  }
  .track i {
    position: absolute;
    top: 50%;
    width: 1.05rem;
    height: 1.05rem;
    margin: -0.525rem 0 0 -0.525rem;
    border-radius: 50%;
  }
  .start {
    border: 2px solid color-mix(in srgb, var(--colour) 55%, transparent);
  }
  .now {
    background: var(--colour);
    transition: left 0.38s ease-in-out;
  }
  .axis {
    position: relative;
    width: clamp(7rem, 13rem, 100%);
    height: 1.4rem;
    margin-left: auto;
    border-top: 1px solid var(--rule);
  }
  .axis span {
    position: absolute;
    top: 0.15rem;
    font-size: 0.6875rem;
    white-space: nowrap;
    transform: translateX(-50%);
  }
  .axis span:first-child {
    transform: none;
  }
  .axis span:last-child {
    transform: translateX(-100%);
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1.2rem;
    align-items: center;
    min-height: 3.4rem;
    margin-top: 0.7rem;
  }
  .says {
    flex: 1 1 22rem;
    font-weight: 600;
  }
  label {
    display: flex;
    gap: 0.7rem;
    align-items: center;
  }
  input {
    min-height: 0;
    width: 11rem;
    padding: 0;
    accent-color: var(--accent);
  }
  label span {
    min-width: 6.2rem;
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  @container (max-width: 44rem) {
    .layout {
      grid-template-columns: minmax(0, 1fr);
    }
    .asked {
      display: grid;
      grid-template-columns: 7rem minmax(0, 1fr);
      gap: 0.9rem;
      align-items: center;
    }
    .question {
      margin: 0;
    }
  }
  @container (max-width: 32rem) {
    li,
    .head {
      grid-template-columns: 2rem minmax(0, 1fr) auto;
    }
    .head span:last-child {
      display: none;
    }
    .track {
      grid-column: 2 / 4;
      height: 1.6rem;
      margin-block: 0.2rem -0.2rem;
    }
    .axis {
      width: calc(100% - 2.9rem);
    }
    .chance {
      align-self: start;
    }
  }
`;
