// Style of amp-hub: the two ways in beside each other, what was found, the list of what is there.
import { css } from 'lit';

export const hub = css`
  .ways {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: var(--gap);
    align-items: start;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 0.7rem;
  }
  .field {
    display: grid;
    gap: 0.25rem;
    font-size: var(--size-0);
  }
  .field input {
    width: 100%;
    font-size: var(--size-1);
  }
  .wide {
    grid-column: 1 / -1;
  }
  .found,
  li {
    padding: 0.7rem 0.9rem;
    border: 1px solid var(--rule);
    border-radius: var(--round);
  }
  .found {
    margin-top: 1rem;
    background: var(--paper);
  }
  .found button {
    margin-top: 0.6rem;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1rem;
    font-size: var(--size-0);
    color: var(--ink-quiet);
  }
  ul.list {
    display: grid;
    gap: 0.6rem;
    margin-top: 1.2rem;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.4rem 1rem;
    align-items: start;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
  }
  @media (max-width: 480px) {
    li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  amp-job-bar,
  amp-error,
  .none {
    margin-top: 1rem;
  }
`;
