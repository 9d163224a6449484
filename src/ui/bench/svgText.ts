// A drawing of the page as a file of its own: the page's custom properties are written out as they are now.

const SPACE = 'http://www.w3.org/2000/svg';

/** The text of an SVG file that looks as the drawing does in the page at this moment. */
export function svgText(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const shown = [drawing, ...drawing.querySelectorAll<SVGElement>('*')];
  const copied = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [i, element] of shown.entries()) {
    const style = getComputedStyle(element);
    for (const name of ['fill', 'stroke'] as const) {
      if (element.getAttribute(name)?.includes('var(') === true) copied[i]?.setAttribute(name, style[name]);
    }
  }
  const { color, fontFamily } = getComputedStyle(drawing);
  copy.setAttribute('xmlns', SPACE);
  copy.style.color = color;
  copy.style.fontFamily = fontFamily;
  return new XMLSerializer().serializeToString(copy);
}
