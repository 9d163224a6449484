// Zoom and pan of an image in a square frame: the image is scaled by `scale` and moved by (x, y), in shares of the
// frame's side, and never leaves a gap. Pure.

export interface Zoom {
  /** 1 = the image fills the frame. */
  readonly scale: number;
  /** Where the image's left upper corner is; 0 or less. */
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
export const MAX_SCALE = 8;
/** What a key or a button multiplies by. */
export const ZOOM_STEP = 1.5;

function clamped({ scale, x, y }: Zoom): Zoom {
  const s = Math.max(1, Math.min(MAX_SCALE, scale));
  const within = (at: number): number => Math.max(1 - s, Math.min(0, at));
  return { scale: s, x: within(x), y: within(y) };
}

/** Scales by a factor; what is at the point (px, py) of the frame stays there. */
export function zoomAt({ scale, x, y }: Zoom, factor: number, px = 0.5, py = 0.5): Zoom {
  const next = Math.max(1, Math.min(MAX_SCALE, scale * factor));
  const kept = next / scale;
  return clamped({ scale: next, x: px - (px - x) * kept, y: py - (py - y) * kept });
}

/** Moves the image by shares of the frame. */
export function panBy({ scale, x, y }: Zoom, dx: number, dy: number): Zoom {
  return clamped({ scale, x: x + dx, y: y + dy });
}
