// Style shared by the forms of ladders and data: labelled fields, sets of choices, rows of small fields.
import { css } from 'lit';

export const form = css`
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 0.5rem;
    font-size: var(--size-2);
    font-weight: 600;
  }
  .field {
    display: grid;
    gap: 0.2rem;
    font-size: var(--size-0);
    color: var(--ink-quiet);
  }
  .field :is(input, select) {
    width: 100%;
    min-width: 0;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
    gap: 0.6rem;
    align-items: end;
  }
  .check {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.1rem 0.5rem;
    align-items: baseline;
    padding: 0.25rem 0;
    cursor: pointer;
  }
  .check input {
    width: 1rem;
    height: 1rem;
    min-height: 0;
    margin: 0;
    accent-color: var(--accent);
    translate: 0 0.15rem;
  }
  .check .small {
    grid-column: 2;
  }
`;
