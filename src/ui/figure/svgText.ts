// A drawing of the page as the text of a file that stands alone: what the page's styles say is written out, as it is now.

const SPACE = 'http://www.w3.org/2000/svg';

/** Fonts that papers, browsers and drawing programs have: a file brings none along and asks for none. */
const FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** Inherited properties of style sheets that an SVG file has as attributes. */
const INHERITED = ['fill', 'stroke', 'stroke-dasharray', 'stroke-width'] as const;
const OF_TEXT = ['font-size', 'font-weight', 'text-anchor'] as const;

/**
 * The text of an SVG file that looks as the drawing does in the page at this moment.
 * @param drawing need not be in the page
 */
export function svgText(drawing: SVGSVGElement): string {
  if (!drawing.isConnected) return whileInPage(drawing, svgText);
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const copied = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [i, shown] of [drawing, ...drawing.querySelectorAll<SVGElement>('*')].entries()) {
    const target = copied[i];
    if (target !== undefined && shown.namespaceURI === SPACE) writeOut(shown, target);
  }
  for (const style of copy.querySelectorAll('style')) style.remove();
  copy.setAttribute('xmlns', SPACE);
  copy.setAttribute('font-family', FONTS);
  return new XMLSerializer().serializeToString(copy);
}

/** Its colours, lines, type and place as attributes, without the page's classes and styles. */
function writeOut(shown: SVGElement, target: SVGElement): void {
  const style = getComputedStyle(shown);
  const text = shown instanceof SVGTextContentElement;
  const above = shown instanceof SVGSVGElement ? undefined : shown.parentElement;
  const inherited = above instanceof SVGElement ? getComputedStyle(above) : undefined;
  for (const name of text ? [...INHERITED, ...OF_TEXT] : INHERITED) {
    const value = style.getPropertyValue(name).replaceAll('px', '');
    if (value === inherited?.getPropertyValue(name).replaceAll('px', '')) target.removeAttribute(name);
    else target.setAttribute(name, value);
  }
  if (style.opacity !== '1') target.setAttribute('opacity', style.opacity);
  if (style.transform !== 'none') target.setAttribute('transform', style.transform);
  for (const name of ['style', 'class', 'color', 'font-family']) target.removeAttribute(name);
  if (text && style.fontFamily.includes('mono')) target.setAttribute('font-family', 'monospace');
  for (const child of [...target.childNodes]) if (child.nodeType === Node.COMMENT_NODE) child.remove();
}

/** A style is computed only of what is in the document; there it takes the theme's colours. */
function whileInPage<T>(drawing: SVGSVGElement, ask: (drawing: SVGSVGElement) => T): T {
  const place = document.createElement('div');
  place.style.cssText = 'position:absolute;width:0;height:0;overflow:hidden;visibility:hidden';
  place.append(drawing);
  document.body.append(place);
  try {
    return ask(drawing);
  } finally {
    place.remove();
  }
}
