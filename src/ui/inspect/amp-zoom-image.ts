import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ImageRef } from '../../protocol/dialogue.ts';
import type { SceneObject } from '../../protocol/inspect.ts';
import '../amp-scene.ts';
import type { Draw } from '../client.ts';
import { shared } from '../styles.ts';
import { zoomStyles } from './zoomStyles.ts';
import { MAX_SCALE, panBy, WHOLE, ZOOM_STEP, zoomAt, type Zoom } from './zoomView.ts';

/** A wheel that has just scrolled the page goes on scrolling it, in milliseconds. */
const SCROLLING = 400;
/** Share of the frame that an arrow key moves the image by. */
const PAN = 0.12;

/**
 * The image of a ladder, to be looked at closely: wheel, pinch, buttons or + and - zoom, 0 shows all of it, dragging or
 * the arrows move it. Where the truth is known, pointing at an object or focusing it says what it is.
 */
@customElement('amp-zoom-image')
export class AmpZoomImage extends LitElement {
  static override readonly styles = [shared, zoomStyles];

  /** Which image. */
  @property({ attribute: false }) image: ImageRef | undefined;
  /** What is known to stand in it; empty where nothing is. */
  @property({ attribute: false }) objects: readonly SceneObject[] = [];
  /** Who draws it. */
  @property({ attribute: false }) draw: Draw | undefined;

  @state() private _zoom: Zoom = WHOLE;
  /** Index of the object that is pointed at, and of the one that has the focus; -1 = none. */
  @state() private _pointed = -1;
  @state() private _focused = -1;
  /** Which object the Tab key leads to. */
  @state() private _entry = 0;
  @state() private _moving = false;

  @query('.frame') private readonly _frame!: HTMLElement;

  private readonly _pointers = new Map<number, { x: number; y: number }>();
  private _scrolled = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('scroll', this._onScroll, { passive: true, capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('scroll', this._onScroll, { capture: true });
  }

  protected override firstUpdated(): void {
    this._frame.addEventListener('wheel', this._onWheel, { passive: false });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('image')) return;
    this._zoom = WHOLE;
    this._pointed = -1;
    this._focused = -1;
    this._entry = 0;
  }

  override render(): TemplateResult {
    const { scale, x, y } = this._zoom;
    const zoomed = scale > 1;
    const active = this.objects[this._active];
    return html`<div
        class="frame ${zoomed ? 'zoomed' : ''} ${this._moving ? 'moving' : ''}"
        role="group"
        tabindex="0"
        aria-label="The image, at ${scale.toFixed(1)} times its size. Plus and minus zoom, arrows move it."
        @keydown=${this._onKey}
        @pointerdown=${this._onPointerDown}
        @pointermove=${this._onPointerMove}
        @pointerup=${this._onPointerUp}
        @pointercancel=${this._onPointerUp}
        @dblclick=${this._onDoubleClick}
      >
        <amp-scene
          style="transform:translate(${x * 100}%,${y * 100}%) scale(${scale})"
          .image=${this.image}
          .draw=${this.draw}
          alt="The image that the questions are about"
        ></amp-scene>
        ${
          this.objects.length === 0
            ? nothing
            : html`<div role="group" aria-label="What is in the image">
                ${this.objects.map((object, i) => this._object(object, i, active))}
              </div>`
        }
        ${active === undefined ? nothing : this._label(active)}
      </div>
      <div class="below">
        <span class="small quiet">${this._caption()}</span>
        ${button('−', 'Zoom out', !zoomed, () => this._scale(1 / ZOOM_STEP))}
        ${button('+', 'Zoom in', scale >= MAX_SCALE, () => this._scale(ZOOM_STEP))}
        ${button('⤢', 'Show the whole image', !zoomed, () => (this._zoom = WHOLE))}
      </div>`;
  }

  private get _active(): number {
    return this._pointed >= 0 ? this._pointed : this._focused;
  }

  private _caption(): string {
    const { scale } = this._zoom;
    if (scale > 1) return `${scale.toFixed(1)} ×`;
    const n = this.objects.length;
    return n === 0 ? '' : n === 1 ? 'Point at the object' : `Point at the ${n} objects`;
  }

  private _object(object: SceneObject, i: number, active: SceneObject | undefined): TemplateResult {
    const { scale, x, y } = this._zoom;
    const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
    const kind = i === this._active ? 'active' : object.noun === active?.noun ? 'alike' : '';
    return html`<button
      class="object ${kind}"
      type="button"
      tabindex=${i === this._entry ? 0 : -1}
      aria-label=${object.label}
      style="left:${percent(x + object.x * scale)};top:${percent(y + object.y * scale)};width:${percent(object.w * scale)};height:${percent(object.h * scale)}"
      @pointerenter=${() => (this._pointed = i)}
      @pointerleave=${() => (this._pointed = -1)}
      @focus=${() => {
        this._focused = i;
        this._entry = i;
      }}
      @blur=${() => (this._focused = -1)}
    ></button>`;
  }

  /** Beside the object, on the side where there is room. */
  private _label({ label, x, y, w, h }: SceneObject): TemplateResult {
    const { scale, x: dx, y: dy } = this._zoom;
    const [left, top] = [dx + x * scale, dy + y * scale];
    const middle = left + (w * scale) / 2;
    const across =
      middle < 0.5
        ? `left:${Math.max(1, left * 100)}%`
        : `right:${Math.max(1, (1 - left - w * scale) * 100)}%`;
    const below = top + (h * scale) / 2 < 0.5;
    const along = below
      ? `top:calc(${Math.max(0, top + h * scale) * 100}% + 4px)`
      : `bottom:calc(${Math.max(0, 1 - top) * 100}% + 4px)`;
    return html`<span class="label" aria-hidden="true" style="${across};${along}">${label}</span>`;
  }

  private _scale(factor: number, px = 0.5, py = 0.5): void {
    this._zoom = zoomAt(this._zoom, factor, px, py);
  }

  /** A place on the screen in shares of the frame. */
  private _at({ x, y }: { x: number; y: number }): [number, number] {
    const box = this._frame.getBoundingClientRect();
    return [(x - box.left) / box.width, (y - box.top) / box.height];
  }

  private readonly _onScroll = (): void => {
    this._scrolled = performance.now();
  };

  private readonly _onWheel = (event: WheelEvent): void => {
    const pinch = event.ctrlKey;
    if (!pinch && performance.now() - this._scrolled < SCROLLING) return;
    const next = zoomAt(this._zoom, Math.exp(-event.deltaY * (pinch ? 0.01 : 0.002)), ...this._at(event));
    if (next.scale === this._zoom.scale && !pinch) return; // the page may scroll
    event.preventDefault();
    this._zoom = next;
  };

  private readonly _onKey = (event: KeyboardEvent): void => {
    const onObject = (event.target as HTMLElement).classList.contains('object');
    const by = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') this._scale(ZOOM_STEP);
    else if (event.key === '-') this._scale(1 / ZOOM_STEP);
    else if (event.key === '0') this._zoom = WHOLE;
    else if (by !== undefined && onObject) this._focusNext(by[0] === -1 || by[1] === -1 ? 1 : -1);
    else if (by !== undefined && this._zoom.scale > 1)
      this._zoom = panBy(this._zoom, (by[0] ?? 0) * PAN, (by[1] ?? 0) * PAN);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private _focusNext(by: number): void {
    const all = this.renderRoot.querySelectorAll<HTMLElement>('.object');
    all[(this._entry + by + all.length) % all.length]?.focus();
  }

  private readonly _onPointerDown = (event: PointerEvent): void => {
    this._pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this._zoom.scale > 1 || this._pointers.size > 1) {
      this._frame.setPointerCapture(event.pointerId);
      this._moving = true;
    }
  };

  /** One pointer moves the image, two zoom it. */
  private readonly _onPointerMove = (event: PointerEvent): void => {
    const before = this._pointers.get(event.pointerId);
    if (before === undefined || !this._moving) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this._pointers].find(([id]) => id !== event.pointerId)?.[1];
    const side = this._frame.clientWidth;
    if (other === undefined)
      this._zoom = panBy(this._zoom, (now.x - before.x) / side, (now.y - before.y) / side);
    else {
      const apart = (p: { x: number; y: number }): number =>
        Math.max(1, Math.hypot(p.x - other.x, p.y - other.y));
      this._scale(
        apart(now) / apart(before),
        ...this._at({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }),
      );
    }
    this._pointers.set(event.pointerId, now);
  };

  private readonly _onPointerUp = (event: PointerEvent): void => {
    this._pointers.delete(event.pointerId);
    if (this._pointers.size === 0) this._moving = false;
  };

  private readonly _onDoubleClick = (event: MouseEvent): void => {
    if (this._zoom.scale > 1) this._zoom = WHOLE;
    else this._scale(2.5, ...this._at(event));
  };
}

function button(sign: string, label: string, disabled: boolean, onClick: () => void): TemplateResult {
  return html`<button
    type="button"
    title=${label}
    aria-label=${label}
    ?disabled=${disabled}
    @click=${onClick}
  >
    ${sign}
  </button>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'amp-zoom-image': AmpZoomImage;
  }
}
