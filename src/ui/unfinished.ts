// What did not come to its end and can be gone on with, as a list: how it looks, and an entry with its two buttons.
import { css, html, nothing, type TemplateResult } from 'lit';

export const unfinishedStyles = css`
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1rem;
    align-items: center;
    justify-content: space-between;
    padding: 0.7rem 1rem;
    background: var(--paper);
    border: 1px solid var(--rule);
    border-radius: var(--round);
  }
  li.cut {
    background: var(--warn-wash);
    border-color: var(--warn);
  }
  li > span:first-child {
    flex: 1 1 14rem;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .buttons {
    display: flex;
    flex: none;
    gap: 0.4rem;
  }
`;

export interface Unfinished {
  readonly name: string;
  /** How it ended, after the name. */
  readonly words: string;
  /** Why it failed; undefined where it did not. */
  readonly error: string | undefined;
  /** Whether nobody wanted it to end. */
  readonly cut: boolean;
  /** Classes of the button that goes on. */
  readonly goOnClass: string;
  /** What the button says that gives it up. */
  readonly dropWord: string;
  /** Why nothing can be started now; empty = it can. */
  readonly blocked: string;
  readonly onGoOn: () => void;
  readonly onDrop: () => void;
}

export function unfinishedItem(item: Unfinished): TemplateResult {
  const { name, words, error, cut, goOnClass, dropWord, blocked } = item;
  return html`<li class=${cut ? 'cut' : ''}>
    <span>
      <b>${name}</b> ${words}
      ${error === undefined ? nothing : html`<br /><span class="small">${error}</span>`}
    </span>
    <span class="buttons">
      <button
        class=${goOnClass}
        type="button"
        title=${blocked || nothing}
        ?disabled=${blocked !== ''}
        @click=${item.onGoOn}
      >
        Go on<span class="visually-hidden"> with ${name}</span>
      </button>
      <button class="plain" type="button" @click=${item.onDrop}>
        ${dropWord}<span class="visually-hidden"> ${name}</span>
      </button>
    </span>
  </li>`;
}
