// Style of the list of rungs: handles on a rail, a drop line, rungs that are tied.
import { css } from 'lit';

export const rungsStyles = css`
  ol {
    position: relative;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.7rem;
    padding: 0.75rem 0;
    background: var(--sheet);
    border-top: 1px solid var(--rule);
  }
  li.joined {
    border-top: 1px dashed transparent;
  }
  li.joined .controls::before {
    position: absolute;
    top: -2.6rem;
    left: 0.95rem;
    height: 2.4rem;
    content: '';
    border-left: 3px double var(--accent);
  }
  li.dragged {
    z-index: 2;
    border-radius: var(--round);
    box-shadow: 0 6px 22px #0005;
  }
  li.onto {
    border-radius: var(--round);
    outline: 3px solid var(--accent);
    outline-offset: -2px;
  }
  li.line {
    position: absolute;
    inset-inline: 0;
    z-index: 3;
    height: 0;
    padding: 0;
    border: 0;
  }
  li.line::before {
    position: absolute;
    inset-inline: 0;
    top: -2px;
    height: 4px;
    content: '';
    background: var(--accent);
    border-radius: 2px;
  }
  li.line::after {
    position: absolute;
    top: -6px;
    left: -4px;
    width: 12px;
    height: 12px;
    content: '';
    background: var(--accent);
    border-radius: 50%;
  }
  .controls {
    position: relative;
  }
  .handle {
    display: flex;
    gap: 0.1rem;
    align-items: center;
    min-height: 0;
    padding: 0;
    color: var(--ink-quiet);
    background: none;
    border: 0;
    border-radius: 1rem;
    cursor: grab;
    touch-action: none;
  }
  .dragging,
  .dragging .handle {
    cursor: grabbing;
  }
  .grip {
    width: 1rem;
    font-size: 1rem;
    line-height: 1;
    opacity: 0.55;
  }
  .handle:hover .grip,
  .handle:focus-visible .grip {
    color: var(--ink);
    opacity: 1;
  }
  .moves {
    display: flex;
    gap: 1px;
    margin-top: 0.3rem;
    opacity: 0;
    transition: opacity 0.12s;
  }
  li:hover .moves,
  li:focus-within .moves {
    opacity: 1;
  }
  @media (pointer: coarse) {
    .moves {
      opacity: 1;
    }
  }
  .moves button {
    display: grid;
    place-items: center;
    width: 1.35rem;
    min-height: 1.5rem;
    padding: 0;
    font-size: var(--size-0);
    line-height: 1;
    color: var(--ink-quiet);
    border-color: var(--rule);
    border-radius: 4px;
  }
  .moves button:hover:not(:disabled) {
    color: var(--ink);
  }
  @media (max-width: 560px) {
    li {
      gap: 0.6rem;
    }
  }
`;
