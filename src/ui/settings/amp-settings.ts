import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatBytes } from '../../base/format.ts';
import '../amp-error.ts';
import { errorRecord } from '../amp-error.ts';
import type { LabClient } from '../client.ts';
import { download } from '../data/download.ts';
import type { ErrorRecord } from '../quickstartView.ts';
import { column, sheets } from '../sheets.ts';
import { shared } from '../styles.ts';
import { chooseTheme, storedTheme, THEMES, type Theme } from '../theme.ts';
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
      .danger {
        color: var(--bad);
        border-color: var(--bad);
      }
      .outcome {
        margin-top: 0.7rem;
        padding: 0.5rem 0.8rem;
        background: var(--good-wash);
        border-radius: var(--round);
      }
      ul {
        padding-left: 1.2rem;
      }
    `,
  ];

  @property({ attribute: false }) client: LabClient | undefined;
  /** Why records cannot be moved now; empty = they can. */
  @property() blocked = '';

  @state() private _theme: Theme = storedTheme();
  @state() private _storage: StorageReport | undefined;
  @state() private _keys: readonly string[] = keptKeys();
  @state() private _working = '';
  @state() private _done = '';
  /** Whether the user has pressed Clear once. */
  @state() private _sure = false;
  @state() private _error: ErrorRecord | undefined;

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
          ? html`<p>No key is kept.</p>`
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
    const disabled = this.blocked !== '' || this._working !== '';
    return html`<section class="sheet" aria-labelledby="whole">
      <h2 id="whole">The whole lab</h2>
      <p class="quiet">
        One zip with all ladders, data, runs, weights, results and experiments: for a backup, another browser,
        or someone else.
      </p>
      <div class="row">
        <button type="button" ?disabled=${disabled} @click=${this._onExport}>Export the lab</button>
        <label class="button">
          Import a lab
          <input
            class="visually-hidden"
            type="file"
            accept=".zip"
            ?disabled=${disabled}
            @change=${this._onImport}
          />
        </label>
        ${
          this._sure
            ? html`<button class="danger" type="button" ?disabled=${disabled} @click=${this._onClear}>
                  Clear it all: this cannot be undone
                </button>
                <button type="button" @click=${() => (this._sure = false)}>Keep it</button>`
            : html`<button
                class="danger"
                type="button"
                ?disabled=${disabled}
                @click=${() => (this._sure = true)}
              >
                Clear the lab…
              </button>`
        }
      </div>
      ${this._sure ? html`<p class="small quiet">Export it first if you may want it back.</p>` : nothing}
      ${this.blocked === '' ? nothing : html`<p class="small quiet">${this.blocked}</p>`}
      <p class="outcome" role="status" ?hidden=${this._working === '' && this._done === ''}>
        ${this._working || this._done}
      </p>
      <amp-error .error=${this._error}></amp-error>
    </section>`;
  }

  /** One thing at a time, with its error shown here. */
  private async _work(words: string, work: () => Promise<string>): Promise<void> {
    this._working = words;
    this._done = '';
    this._error = undefined;
    try {
      this._done = await work();
    } catch (error) {
      this._error = errorRecord(error);
    } finally {
      this._working = '';
      await this.refresh();
    }
  }

  private _changed(): void {
    this.dispatchEvent(new CustomEvent('amp-changed'));
  }

  private _onTheme(theme: Theme): void {
    this._theme = theme;
    chooseTheme(theme);
  }

  private readonly _onPersist = async (): Promise<void> => {
    const kept = await navigator.storage.persist();
    if (!kept)
      this._done = 'The browser did not agree. It does for sites that are installed or often visited.';
    await this.refresh();
  };

  private readonly _onForgetKeys = (): void => {
    forgetKeys();
    this._keys = keptKeys();
  };

  private readonly _onExport = (): Promise<void> =>
    this._work('Packing the lab…', async () => {
      const packed = await this.client?.exportLab();
      if (packed === undefined) return '';
      download(packed.name, packed.blob);
      return `${packed.name}, ${formatBytes(packed.blob.size)}.`;
    });

  private readonly _onImport = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file === undefined) return;
    await this._work(`Reading ${file.name}…`, async () => {
      const records = await this.client?.importLab({ path: file.name, blob: file });
      this._changed();
      return `${(records ?? 0).toLocaleString('en')} records came in.`;
    });
    input.value = ''; // so that the same file can be chosen again
  };

  private readonly _onClear = async (): Promise<void> => {
    this._sure = false;
    await this._work('Clearing…', async () => {
      await this.client?.clearAll();
      this._changed();
      return 'The lab is empty.';
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-settings': AmpSettings;
  }
}
