// Style of the ladders' browser: the list beside the opened ladder, above it where the window is narrow.
import { css } from 'lit';

export const browserStyles = css`
  .sides {
    display: grid;
    grid-template-columns: minmax(0, 19.5rem) minmax(0, 1fr);
    gap: var(--gap);
    align-items: start;
    margin-top: 0.7rem;
  }
  .list {
    position: sticky;
    top: 0.8rem;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
  }
  amp-ladder-bar {
    margin-bottom: 0.8rem;
  }
  .opened:focus {
    outline: none;
  }
  .opened:focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 6px;
  }
  @media (max-width: 960px) {
    .sides {
      grid-template-columns: minmax(0, 1fr);
    }
    .list {
      position: static;
    }
    amp-ladder-list {
      --list-height: 19rem;
    }
  }
`;
