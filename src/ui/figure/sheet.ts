// A figure as it stands in a file: title, a sentence, the legend and the drawings below each other, on the page's colour.

const SPACE = 'http://www.w3.org/2000/svg';
const PAD = 14; // pixels
const LINE = 17;
/** Width of a letter of 12 pixels, generously. */
const LETTER = 6.1;
const SWATCH = 26;

export interface SheetPart {
  /** Above the drawing; none when there is one drawing alone. */
  readonly heading?: string;
  readonly drawing: SVGSVGElement;
}

export interface Sheet {
  readonly title: string;
  /** How to read it, and what was done to the values. */
  readonly about: string;
  /** Nothing for one curve alone, which the title names. */
  readonly legend?: readonly {
    readonly label: string;
    readonly colour: string;
    readonly dash?: readonly number[];
  }[];
  readonly parts: readonly SheetPart[];
  /** Pixels. */
  readonly width: number;
}

/** @returns a drawing that takes its colours from the page's custom properties; it is not in the page */
export function figureSheet({ title, about, legend = [], parts, width }: Sheet): SVGSVGElement {
  const sheet = make('svg', { width, role: 'img', 'font-size': 12, fill: 'var(--ink)' });
  sheet.append(make('title', {}, title), make('desc', {}, about));
  const paper = make('rect', { width, fill: 'var(--sheet)' });
  sheet.append(paper);
  let y = PAD + 12;
  sheet.append(make('text', { x: PAD, y, 'font-size': 15, 'font-weight': 700 }, title));
  for (const line of wrap(about, Math.floor((width - 2 * PAD) / LETTER))) {
    y += LINE;
    sheet.append(make('text', { x: PAD, y, fill: 'var(--ink-quiet)' }, line));
  }
  y += 8;
  let x = PAD;
  for (const [i, { label, colour, dash = [] }] of legend.entries()) {
    const wide = SWATCH + 6 + Math.ceil(label.length * LETTER) + 16;
    if (i === 0 || x + wide > width - PAD) {
      x = PAD;
      y += LINE;
    }
    const at = { x1: x, x2: x + SWATCH, y1: y - 4, y2: y - 4 };
    sheet.append(
      make('line', {
        ...at,
        stroke: colour,
        'stroke-width': 2.5,
        'stroke-dasharray': dash.join(' ') || 'none',
      }),
      make('text', { x: x + SWATCH + 6, y }, label),
    );
    x += wide;
  }
  for (const { heading, drawing } of parts) {
    if (heading !== undefined) {
      y += LINE + 6;
      sheet.append(make('text', { x: PAD, y, 'font-weight': 700 }, heading));
    }
    y += 8;
    sheet.append(moved(drawing, y));
    y += Number(drawing.getAttribute('height'));
  }
  const height = Math.ceil(y + PAD / 2);
  sheet.setAttribute('height', String(height));
  sheet.setAttribute('viewBox', `0 0 ${width} ${height}`);
  paper.setAttribute('height', String(height));
  return sheet;
}

/** A drawing's content as a group: drawing programs know groups better than drawings within drawings. */
function moved(drawing: SVGSVGElement, y: number): SVGElement {
  const group = make('g', { transform: `translate(0,${y})`, color: 'var(--ink-quiet)', 'font-size': 12 });
  for (const name of ['fill', 'text-anchor']) {
    const value = drawing.getAttribute(name);
    if (value !== null) group.setAttribute(name, value);
  }
  group.append(...[...drawing.childNodes].filter(({ nodeName }) => nodeName !== 'style'));
  return group;
}

function make<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
  text = '',
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** Lines of at most so many letters, broken between words. */
export function wrap(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
