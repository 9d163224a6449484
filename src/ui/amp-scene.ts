import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ImageRef } from '../protocol/dialogue.ts';
import type { Draw } from './client.ts';
import { shared } from './styles.ts';

/** An image of a record, enlarged with crisp pixels, as the model sees it. */
@customElement('amp-scene')
export class AmpScene extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .frame {
        position: relative;
        aspect-ratio: 1;
        background: var(--sunk);
        border-radius: var(--round);
        overflow: hidden;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        image-rendering: pixelated;
      }
      p {
        position: absolute;
        inset: 0;
        padding: 0.5rem;
        overflow: hidden;
      }
    `,
  ];

  /** Which image. */
  @property({ attribute: false }) image: ImageRef | undefined;
  /** Who draws it. */
  @property({ attribute: false }) draw: Draw | undefined;
  /** What it shows, in words. */
  @property() alt = 'The scene that the question is about';

  @state() private _failure = '';

  override render(): TemplateResult {
    return html`<div class="frame">
      <canvas role="img" aria-label=${this.alt} width="1" height="1"></canvas>
      ${this._failure === '' ? nothing : html`<p class="small" title=${this._failure}>${this._failure}</p>`}
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('image') || changed.has('draw')) void this._paint();
  }

  private async _paint(): Promise<void> {
    const { image, draw } = this;
    if (image === undefined || draw === undefined) return;
    try {
      const { size, rgba } = await draw(image);
      const canvas = this.renderRoot.querySelector('canvas');
      if (image !== this.image || canvas === null) return; // another image was asked for meanwhile
      canvas.width = size;
      canvas.height = size;
      canvas.getContext('2d')?.putImageData(new ImageData(Uint8ClampedArray.from(rgba), size), 0, 0);
      this._failure = '';
    } catch (error) {
      this._failure = error instanceof Error ? error.message : String(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-scene': AmpScene;
  }
}
