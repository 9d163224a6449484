// The scoreboard's table: rows of results with numbers above and marks below; blocks where it is narrow.
import { css } from 'lit';

export const tableStyles = css`
  :host {
    container-type: inline-size;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1rem;
    align-items: center;
    justify-content: space-between;
  }
  h4 {
    font-size: var(--size-2);
  }
  .choice {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
    align-items: center;
  }
  .note {
    color: var(--warn);
  }
  table {
    width: 100%;
    margin-top: 0.4rem;
  }
  thead th {
    vertical-align: bottom;
  }
  .who {
    width: 17rem;
    min-width: 14rem;
    overflow-wrap: anywhere;
  }
  tbody .who {
    color: var(--ink);
    font-size: var(--size-1);
  }
  .facts {
    display: block;
    font-weight: 400;
    font-size: var(--size-0);
    color: var(--ink-quiet);
  }
  .why {
    color: var(--warn);
  }
  .figure {
    width: 6.5rem;
    min-width: 6rem;
  }
  td.figure {
    white-space: nowrap;
  }
  td.figure b {
    font-size: var(--size-2);
  }
  .axis {
    display: flex;
    justify-content: space-between;
    margin-top: 0.2rem;
    padding-top: 0.1rem;
    font-weight: 400;
    border-top: 1px solid var(--rule-strong);
  }
  td.actions {
    width: 6rem;
  }
  .actions label {
    display: flex;
    gap: 0.35rem;
    align-items: center;
    margin-top: 0.4rem;
    white-space: nowrap;
    cursor: pointer;
  }
  .actions input {
    width: 1.05rem;
    height: 1.05rem;
    min-height: 0;
    margin: 0;
    accent-color: var(--accent);
  }
  .badge {
    padding: 0 0.45rem;
    font-weight: 600;
    font-size: var(--size-0);
    color: var(--warn);
    background: var(--warn-wash);
    border-radius: 1rem;
  }
  tr.open > * {
    background: var(--paper);
  }
  tr.open > :first-child {
    box-shadow: inset 4px 0 0 var(--accent);
  }
  tr.stale td.figure b {
    color: var(--ink-quiet);
  }
  .published .about th {
    padding-top: 0.9rem;
    font-weight: 400;
    font-style: italic;
    border-bottom-style: dotted;
  }
  .published :is(th, td) {
    border-bottom-style: dotted;
  }
  .published :is(.who, td) {
    font-weight: 400;
    color: var(--ink-quiet);
  }
  .who .plain {
    margin-top: 0.3rem;
  }
  @container (max-width: 50rem) {
    table,
    tbody,
    tr,
    th,
    td {
      display: block;
    }
    thead {
      position: absolute;
      clip-path: inset(50%);
    }
    tr {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
      gap: 0.5rem 1rem;
      padding: 0.8rem 0.6rem;
      border-bottom: 1px solid var(--rule);
    }
    .published tr {
      border-bottom-style: dotted;
    }
    th,
    td {
      padding: 0;
      border: 0;
    }
    .who,
    .actions,
    .about th {
      grid-column: 1 / -1;
    }
    .actions:empty,
    td.figure:has(> .facts:only-child) {
      display: none;
    }
    .actions {
      display: flex;
      gap: 1rem;
      align-items: center;
    }
    .actions label {
      margin: 0;
    }
    .figure,
    .who {
      width: auto;
    }
    td.figure::before {
      display: block;
      content: attr(data-label);
      white-space: normal;
      font-size: var(--size-0);
      color: var(--ink-quiet);
    }
    td.figure .facts {
      display: inline;
    }
  }
`;
