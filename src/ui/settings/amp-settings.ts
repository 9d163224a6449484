import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/format.ts';
import type { LabClient } from '../client.ts';
import { routeHash } from '../route.ts';
import { column, sheets } from '../sheets.ts';
import { shared } from '../styles.ts';
import { chooseTheme, storedTheme, THEMES, type Theme } from '../theme.ts';
import { offerPageUndo } from '../undo/undoable.ts';
import './amp-whole-lab.ts';
import { forgetKeys, keptKeys } from './keys.ts';
import { readStorage, type StorageReport } from './storageReport.ts';

const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'as the system',
  light: 'light',
  dark: 'dark',
};

/**
 * Appearance, storage, keys, and the whole lab as one file.
 *
 * @fires amp-busy - `detail` says whether the lab is being packed, unpacked or cleared.
 * @fires amp-changed - Records came in or went: lists have to be read again.
 */
@customElement('amp-settings')
export class AmpSettings extends LitElement {
  static override readonly styles = [
    shared,
    sheets,
    column,
    css`
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 1.4rem;
        padding: 0;
        border: 0;
      }
      fieldset label {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        min-height: 2.5rem;
      }
      input[type='radio'] {
        min-height: 0;
        width: 1.1rem;
        height: 1.1rem;
        accent-color: var(--accent);
      }
      meter {
        width: min(100%, 28rem);
        height: 1.1rem;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
        margin-top: 0.7rem;
      }
      ul {
        padding-left: 1.2rem;
      }
    `,
  ];

  /** The worker's client. */
  @property({ attribute: false }) client: LabClient | undefined;
  /** Why records cannot be moved now; empty = they can. */
  @property() blocked = '';

  @state() private _theme: Theme = storedTheme();
  @state() private _storage: StorageReport | undefined;
  @state() private _keys: readonly string[] = keptKeys();
  /** Why the browser does not promise to keep what is stored. */
  @state() private _refused = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
  }

  /** Looks again at what is stored. */
  async refresh(): Promise<void> {
    this._storage = await readStorage();
    this._keys = keptKeys();
  }

  override render(): TemplateResult {
    return html`${this._appearance()} ${this._stored()} ${this._secrets()} ${this._whole()}`;
  }

  private _appearance(): TemplateResult {
    return html`<section class="sheet" aria-labelledby="appearance">
      <h2 id="appearance">Appearance</h2>
      <p class="quiet">Light or dark. Movement follows the system’s wish for less of it.</p>
      <fieldset aria-label="Theme">
        ${THEMES.map(
          (theme) =>
            html`<label>
              <input
                type="radio"
                name="theme"
                value=${theme}
                .checked=${theme === this._theme}
                @change=${() => this._onTheme(theme)}
              />
              ${THEME_WORDS[theme]}
            </label>`,
        )}
      </fieldset>
    </section>`;
  }

  private _stored(): TemplateResult {
    const storage = this._storage;
    return html`<section class="sheet" aria-labelledby="storage">
      <h2 id="storage">Storage</h2>
      <p class="quiet">
        Everything you make lies in this browser, for this address. Nothing is sent anywhere.
      </p>
      ${
        storage === undefined
          ? html`<p class="quiet">This browser does not say how much it stores.</p>`
          : html`
              <meter min="0" max=${storage.quota} value=${storage.used} aria-label="Storage in use"></meter>
              <p>
                ${formatBytes(storage.used)} of the ${formatBytes(storage.quota)} that the browser allows.
              </p>
              ${
                storage.persistent
                  ? html`<p class="small quiet">The browser keeps it until you clear it yourself.</p>`
                  : html`<p class="small quiet">The browser may drop it when the disk is full.</p>
                      <div class="row">
                        <button type="button" @click=${this._onPersist}>Ask the browser to keep it</button>
                        <span class="small" role="status" ?hidden=${this._refused === ''}
                          >${this._refused}</span
                        >
                      </div>`
              }
            `
      }
    </section>`;
  }

  private _secrets(): TemplateResult {
    return html`<section class="sheet" aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      <p class="quiet">
        A judge’s key is kept in memory, and in this browser only where you ticked the box for it.
      </p>
      ${
        this._keys.length === 0
          ? html`<p>
              No key is kept. One is typed where
              <a href=${routeHash({ place: 'bench', path: [] })}>a text judge</a> is chosen.
            </p>`
          : html`<ul>
                ${this._keys.map((name) => html`<li>${name}</li>`)}
              </ul>
              <div class="row">
                <button type="button" @click=${this._onForgetKeys}>Forget them</button>
              </div>`
      }
    </section>`;
  }

  private _whole(): TemplateResult {
    return html`<section class="sheet" aria-labelledby="whole">
      <h2 id="whole">The whole lab</h2>
      <p class="quiet">
        One zip with all ladders, data, runs, weights, results and experiments: for a backup, another browser,
        or someone else.
      </p>
      <amp-whole-lab .client=${this.client} .blocked=${this.blocked}></amp-whole-lab>
    </section>`;
  }

  private _onTheme(theme: Theme): void {
    this._theme = theme;
    chooseTheme(theme);
  }

  private readonly _onPersist = async (): Promise<void> => {
    this._refused = '';
    if (!(await navigator.storage.persist()))
      this._refused = 'The browser did not agree. It does for sites that are installed or often visited.';
    await this.refresh();
  };

  private readonly _onForgetKeys = (): void => {
    const back = forgetKeys();
    this._keys = keptKeys();
    offerPageUndo(this, 'The judges’ keys are forgotten', () => {
      back();
      this._keys = keptKeys();
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-settings': AmpSettings;
  }
}
