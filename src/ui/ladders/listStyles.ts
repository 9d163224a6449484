// Style of the list of ladders.
import { css } from 'lit';

/** Pixels; every row is as high as every other, so that a row's place is known without drawing those before it. */
export const ROW = 84;

export const listStyles = css`
  input {
    width: 100%;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
    margin: 0.5rem 0;
  }
  button.filter {
    min-height: 1.75rem;
    padding: 0.05rem 0.5rem;
    font-size: 0.75rem;
  }
  amp-order {
    --chip: 1rem;
  }
  .list {
    position: relative;
    height: var(--list-height, 36rem);
    max-height: 80vh;
    overflow-y: auto;
    background: var(--paper);
    border: 1px solid var(--rule);
    border-radius: var(--round);
    contain: strict;
  }
  .row {
    position: absolute;
    inset-inline: 0;
    display: grid;
    grid-template-columns: 54px minmax(0, 1fr);
    gap: 0 0.7rem;
    align-items: center;
    height: ${ROW}px;
    padding: 0 0.7rem;
    border-bottom: 1px solid var(--rule);
    cursor: pointer;
  }
  .row:hover {
    background: var(--sunk);
  }
  .row[aria-selected='true'] {
    background: var(--sheet);
    box-shadow: inset 4px 0 0 var(--accent);
  }
  amp-scene {
    width: 54px;
  }
  .question {
    display: flex;
    gap: 0.4rem;
    align-items: center;
    justify-content: space-between;
    font-weight: 600;
    white-space: nowrap;
  }
  .question span:first-child {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .question .badge {
    font-size: 0.75rem;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.5rem;
    align-items: center;
    max-height: 2.8rem;
    margin-top: 0.15rem;
    overflow: hidden;
    font-size: 0.75rem;
    color: var(--ink-quiet);
  }
  .badge {
    padding: 0 0.45rem;
    font-weight: 600;
    color: var(--warn);
    background: var(--warn-wash);
    border-radius: 1rem;
    white-space: nowrap;
  }
  .badge.bad {
    color: var(--bad);
    background: var(--bad-wash);
  }
  .badge.said {
    color: var(--accent);
    background: color-mix(in srgb, var(--accent) 12%, transparent);
  }
  .sort {
    display: flex;
    gap: 0.6rem;
    align-items: center;
    margin-bottom: 0.5rem;
    font-size: var(--size-0);
    color: var(--ink-quiet);
  }
  .sort select {
    flex: 1;
    min-width: 0;
    min-height: 2rem;
    font-size: var(--size-0);
  }
  .none {
    padding: 1rem;
  }
`;
