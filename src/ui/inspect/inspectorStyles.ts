// Style of the opened ladder: who reads on top, the image and the margins on the left, the rungs on the right.
import { css } from 'lit';

export const inspectorStyles = css`
  :host {
    container-type: inline-size;
  }
  amp-reading {
    position: relative;
    min-height: 3.6rem;
    padding-bottom: 1.25rem;
    margin-bottom: 1rem;
    border-bottom: 1px solid var(--rule);
  }
  amp-reading > amp-error {
    margin-top: 0.5rem;
  }
  .state {
    position: absolute; /* it comes and goes, and nothing jumps */
    inset-inline: 0;
    bottom: 0.05rem;
    overflow: hidden;
    font-size: 0.75rem;
    color: var(--ink-quiet);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (max-width: 480px) {
    amp-reading {
      padding-bottom: 2.4rem;
    }
    .state {
      height: 2.2rem; /* two lines, whether there is anything to say or not */
      line-height: 1.1rem;
      white-space: normal;
    }
  }
  .layout {
    display: grid;
    grid-template: auto 1fr / minmax(0, 15rem) minmax(0, 1fr);
    grid-template-areas: 'image main' 'beside main';
    gap: 1.1rem 1.5rem;
    align-items: start;
  }
  amp-zoom-image {
    grid-area: image;
  }
  .main {
    grid-area: main;
  }
  .beside {
    display: grid;
    grid-area: beside;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.1rem;
  }
  .questions {
    font-size: var(--size-2);
    font-weight: 600;
    list-style: none;
  }
  amp-inspect-tools {
    margin: 0.7rem 0 0.5rem;
  }
  .warning {
    padding: 0.5rem 0.8rem;
    margin-bottom: 0.4rem;
    font-size: var(--size-0);
    color: var(--warn);
    background: var(--warn-wash);
    border-radius: var(--round);
  }
  amp-margins {
    --margins-size: 0.75rem;
    --margins-gap: 0.22rem;
  }
  @container (max-width: 44rem) {
    .layout {
      grid-template: auto / minmax(0, 1fr);
      grid-template-areas: 'image' 'main' 'beside';
    }
    .beside {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
      align-items: start;
    }
    amp-zoom-image {
      width: 100%;
      max-width: 17rem;
    }
  }
`;
