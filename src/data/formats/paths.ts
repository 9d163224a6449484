// Paths inside an import. They are keys: nothing is read from or written to a disk by them.

/** With `/`, without leading `/`, `./` and `x/..`; undefined when it climbs out of its root. */
export function normalisePath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** How many parts two paths have in common, from their ends. */
export function commonEnd(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}
