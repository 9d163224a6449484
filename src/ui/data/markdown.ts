// The little Markdown that dataset cards are written in: headings, lists, tables, paragraphs; strong words and code.
// Pure: it gives records, never markup, so that nothing in a card can become part of the page.

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] };

/** Never throws: what it does not know is text. */
export function parseMarkdown(text: string): Block[] {
  return groups(text).map((lines): Block => {
    const first = lines[0] ?? '';
    const heading = /^(#+) (.*)$/.exec(first);
    if (heading) {
      return { kind: 'heading', level: heading[1]?.length ?? 1, text: inline(heading[2] ?? '') };
    }
    if (first.startsWith('- ')) return { kind: 'list', items: lines.map((line) => inline(line.slice(2))) };
    if (first.startsWith('|')) {
      const [head = [], ...rows] = lines
        .filter((line) => !/^[|\s:-]+$/.test(line) || line === first)
        .map(cells);
      return { kind: 'table', head, rows };
    }
    return { kind: 'paragraph', text: inline(lines.join(' ')) };
  });
}

/** Lines that belong together: headings stand alone, other blocks end at an empty line or at another kind of line. */
function groups(text: string): string[][] {
  const found: string[][] = [];
  let before = '';
  for (const line of text.split('\n')) {
    const kind = line.trim() === '' ? '' : (/^(#|- |\|)/.exec(line)?.[0] ?? 'text');
    if (kind !== '') {
      if (kind === before && kind !== '#') found.at(-1)?.push(line);
      else found.push([line]);
    }
    before = kind;
  }
  return found;
}

function cells(line: string): Inline[][] {
  const inner = line.replace(/^\|/, '').replace(/\|\s*$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => inline(cell.trim()));
}

function inline(text: string): Inline[] {
  const found: Inline[] = [];
  const pattern = /`([^`]+)`|\*\*((?:\\.|[^*\\])+)\*\*|((?:\\.|[^`*\\])+|.)/gs;
  for (const [, code, strong, plain] of text.matchAll(pattern)) {
    const last = found.at(-1);
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: unescape(strong) });
    else if (last?.kind === 'text')
      found[found.length - 1] = { ...last, text: last.text + unescape(plain ?? '') };
    else found.push({ kind: 'text', text: unescape(plain ?? '') });
  }
  return found;
}

function unescape(text: string): string {
  return text.replace(/\\([\\|`<>[\]*_])/g, '$1');
}
