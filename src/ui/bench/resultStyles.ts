// Style shared by what opens below the scoreboard: a result, and two of them side by side.
import { css } from 'lit';

export const resultStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: start;
    justify-content: space-between;
  }
  h3 {
    font-size: var(--size-3);
    overflow-wrap: anywhere;
  }
  h3:focus {
    outline: none;
  }
  h3 .quiet {
    font-weight: 400;
  }
  h4 {
    margin-bottom: 0.6rem;
    font-size: var(--size-2);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    margin-top: 0.7rem;
  }
  .danger {
    color: var(--bad);
  }
  .part,
  amp-error {
    margin-top: 1.5rem;
  }
  .note {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1rem;
    align-items: center;
    margin-top: 0.8rem;
    padding: 0.5rem 0.8rem;
    background: var(--warn-wash);
    border-radius: var(--round);
  }
  .scores {
    width: 100%;
  }
  .scores tbody th {
    min-width: 11rem;
    color: var(--ink);
    font-size: var(--size-1);
  }
  .scores :is(th, td) > span {
    display: block;
    font-weight: 400;
    font-size: var(--size-0);
    color: var(--ink-quiet);
  }
  .scores td {
    white-space: nowrap;
  }
  .scores td b {
    font-size: var(--size-2);
  }
  .drawn {
    width: 32%;
    min-width: 9rem;
  }
  .n {
    text-align: right;
  }
  .better b {
    color: var(--good);
  }
  .worse b {
    color: var(--bad);
  }
  .trend {
    padding: 0.6rem 0.9rem;
    background: var(--paper);
    border-radius: var(--round);
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
    gap: 1.6rem var(--gap);
  }
  @media (max-width: 680px) {
    .scores,
    .scores :is(tbody, tr, th, td) {
      display: block;
    }
    .scores thead {
      position: absolute;
      clip-path: inset(50%);
    }
    .scores tr {
      padding: 0.6rem 0;
      border-bottom: 1px solid var(--rule);
    }
    .scores :is(th, td) {
      padding: 0.05rem 0;
      border: 0;
    }
    .scores td {
      display: inline-block;
      margin-right: 0.8rem;
      white-space: normal;
    }
    .scores td > span {
      display: inline;
      margin-left: 0.4rem;
    }
    .scores td[data-label]::before {
      content: attr(data-label) ': ';
      font-size: var(--size-0);
      color: var(--ink-quiet);
    }
    .scores td:is(.change, .drawn) {
      display: block;
      width: auto;
      margin-right: 0;
    }
    .scores td.n {
      display: none;
    }
  }
`;
