// Observable Plot, loaded when the first figure is drawn and not before, and what every drawing has in common.
import type * as Plot from '@observablehq/plot';

export type Library = typeof Plot;
export type { Markish, PlotOptions } from '@observablehq/plot';

/**
 * @param options of the drawing; width and height in pixels
 * @param words the drawing in a sentence, for who cannot see it
 * @returns an image that takes its colours from the page's custom properties
 */
export async function plotDrawing(
  options: (plot: Library) => Plot.PlotOptions,
  words: string,
): Promise<SVGSVGElement> {
  const plot = await import('@observablehq/plot');
  const drawing = plot.plot({
    style: { background: 'none', fontFamily: 'inherit', fontSize: '12px', overflow: 'visible' },
    ariaLabel: words,
    ...options(plot),
  }) as SVGSVGElement;
  drawing.setAttribute('role', 'img');
  // The image has one name; those that Plot gives its groups are of no use inside it.
  for (const group of drawing.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  return drawing;
}
