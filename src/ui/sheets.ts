// Style of the page's sheets, what stands together, on paper; and of a place that is a column of them.
import { css } from 'lit';

export const sheets = css`
  .sheet {
    padding: var(--gap);
    background: var(--sheet);
    border: 1px solid var(--rule);
    border-radius: 10px;
  }
  .sheet > h2 {
    margin-bottom: 0.2rem;
  }
  .sheet > h2 + p {
    max-width: 46rem;
    margin-bottom: 1.1rem;
  }
`;

export const column = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: clamp(1.5rem, 3vw, 2.5rem);
  }
`;
