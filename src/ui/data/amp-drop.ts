import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NamedBlob } from '../../protocol/dataset.ts';
import { errorRecord } from '../amp-error.ts';
import { shared } from '../styles.ts';
import { droppedFiles, pickedFiles } from './droppedFiles.ts';

/**
 * A place for files: dropped on it, or picked with its buttons.
 *
 * @slot - What may be dropped, in words.
 * @fires amp-files - `detail` are the files (NamedBlob[]), folders with all that is in them.
 */
@customElement('amp-drop')
export class AmpDrop extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .zone {
        display: grid;
        gap: 0.6rem;
        justify-items: center;
        padding: 1.1rem 1rem;
        text-align: center;
        background: var(--paper);
        border: 2px dashed var(--rule-strong);
        border-radius: var(--round);
      }
      .zone.over {
        background: color-mix(in srgb, var(--accent) 12%, var(--paper));
        border-color: var(--accent);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        justify-content: center;
      }
      label {
        position: relative;
        display: inline-grid;
        align-items: center;
        min-height: 2.25rem;
        padding: 0.2rem 0.9rem;
        font-weight: 600;
        background: var(--sheet);
        border: 1px solid var(--rule-strong);
        border-radius: var(--round);
        cursor: pointer;
      }
      label:hover {
        border-color: var(--ink);
      }
      label:focus-within {
        outline: 3px solid var(--focus);
        outline-offset: 2px;
      }
      label.disabled {
        opacity: 0.55;
        cursor: not-allowed;
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        min-height: 0;
        padding: 0;
        opacity: 0;
        cursor: inherit;
      }
    `,
  ];

  /** File types that the picker offers. */
  @property() accept = '';
  /** Words of the picker's button. */
  @property() label = 'Choose files';
  /** Whether whole folders can be picked. */
  @property({ type: Boolean }) folders = false;
  /** Whether nothing can be dropped or picked now. */
  @property({ type: Boolean }) disabled = false;

  @state() private _over = false;
  @state() private _failure = '';

  override render(): TemplateResult {
    return html`<div
      class="zone ${this._over ? 'over' : ''}"
      @dragover=${this._onOver}
      @dragleave=${() => (this._over = false)}
      @drop=${this._onDrop}
    >
      <slot></slot>
      <div class="buttons">
        ${this._picker(this.label, false)} ${this.folders ? this._picker('Choose a folder', true) : nothing}
      </div>
      ${this._failure === '' ? nothing : html`<p class="small" role="alert">${this._failure}</p>`}
    </div>`;
  }

  private _picker(label: string, folder: boolean): TemplateResult {
    return html`<label class="small ${this.disabled ? 'disabled' : ''}">
      ${label}
      <input
        type="file"
        multiple
        accept=${folder ? '' : this.accept}
        ?webkitdirectory=${folder}
        ?disabled=${this.disabled}
        @change=${this._onPick}
      />
    </label>`;
  }

  private _send(files: readonly NamedBlob[]): void {
    this._failure = files.length === 0 ? 'There is no file in it.' : '';
    if (files.length > 0) this.dispatchEvent(new CustomEvent('amp-files', { detail: files }));
  }

  private readonly _onOver = (event: DragEvent): void => {
    if (this.disabled || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this._over = true;
  };

  private readonly _onDrop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this._over = false;
    if (this.disabled || event.dataTransfer === null) return;
    try {
      this._send(await droppedFiles(event.dataTransfer));
    } catch (error) {
      this._failure = `A dropped file cannot be read (${errorRecord(error).message}). Try the buttons.`;
    }
  };

  private readonly _onPick = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this._send(pickedFiles(input.files));
    input.value = ''; // so that the same file can be chosen again
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-drop': AmpDrop;
  }
}
