// Writes out the short loops of a kernel whose lengths are known when it is compiled, so that what would be a
// private array (slow memory on software adapters, spills elsewhere) becomes plain variables.

/**
 * Expands a WGSL template. `counts` gives the length of each one-letter index.
 * - A line that mentions `$i` is repeated for i = 0..n-1; one that mentions `$r` and `$i`, for every pair.
 * - `$for k i {` ... `}` (closed at the same indentation) repeats its lines as a block for every pair.
 */
export function unroll(code: string, counts: Readonly<Record<string, number>>): string {
  return expand(code.split('\n'), counts).join('\n');
}

function expand(lines: readonly string[], counts: Readonly<Record<string, number>>): string[] {
  const out: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const head = /^(\s*)\$for ([a-z ]+) \{$/.exec(line);
    if (head === null) {
      out.push(...repeat([line], indices(line), counts));
      continue;
    }
    const indent = head[1] as string;
    const end = lines.indexOf(`${indent}}`, at);
    if (end === -1) throw new Error(`internal: "${line.trim()}" is not closed at its indentation.`);
    const block = [`${indent}{`, ...lines.slice(at + 1, end), `${indent}}`];
    out.push(...expand(repeat(block, (head[2] as string).trim().split(/\s+/), counts), counts));
    at = end;
  }
  return out;
}

function indices(line: string): string[] {
  const code = line.replace(/\/\/.*/, '');
  return [...new Set([...code.matchAll(/\$([a-z])/g)].map((match) => match[1] as string))];
}

function repeat(
  lines: readonly string[],
  names: readonly string[],
  counts: Readonly<Record<string, number>>,
): string[] {
  const [name, ...rest] = names;
  if (name === undefined) return lines.slice();
  const count = counts[name];
  if (count === undefined)
    throw new Error(`internal: the kernel uses $${name}, but no length is given for it.`);
  const out: string[] = [];
  for (let n = 0; n < count; n++) {
    out.push(
      ...repeat(
        lines.map((line) => line.replaceAll(`$${name}`, String(n))),
        rest,
        counts,
      ),
    );
  }
  return out;
}

/**
 * Rows of D numbers as lanes: four numbers a lane where D allows, else one. `code` stands before kernels that work
 * on `Lane`s and their LANES; `total` sums a lane.
 */
export function lanePrelude(D: number): { readonly lanes: number; readonly code: string } {
  const vector = D % 4 === 0;
  const lanes = vector ? D / 4 : D;
  const total = vector ? '(x.x + x.y) + (x.z + x.w)' : 'x';
  return {
    lanes,
    code: `alias Lane = ${vector ? 'vec4f' : 'f32'};\nfn total(x: Lane) -> f32 { return ${total}; }\n`,
  };
}
