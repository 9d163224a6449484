// Every element of src/ui is in the gallery, in the file of its folder, with the states that it can have.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** What the gallery has of each element: the names of its states, and the file that they stand in. */
function gallery(): Map<string, { readonly file: string; readonly states: readonly string[] }> {
  const found = new Map<string, { file: string; states: string[] }>();
  for (const file of readdirSync(new URL('e2e/gallery/', root)).filter((name) => name.endsWith('.ts'))) {
    const source = ts.createSourceFile(file, read(`e2e/gallery/${file}`), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.initializer)) {
        const tag = nameOf(node.name);
        const states = node.initializer.properties.flatMap(({ name }) => (name ? [nameOf(name)] : []));
        if (tag.startsWith('amp-')) found.set(tag, { file, states });
      }
      node.forEachChild(visit);
    };
    visit(source);
  }
  return found;
}

function nameOf(name: ts.PropertyName): string {
  return ts.isStringLiteralLike(name) || ts.isIdentifier(name) ? name.text : '';
}

/** Elements by tag: where they are, and their sources. */
function elements(): Map<string, { readonly path: string; readonly text: string }> {
  const names = readdirSync(new URL('src/ui/', root), { recursive: true, encoding: 'utf8' });
  const paths = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.ts'));
  return new Map(
    paths.flatMap((path) => {
      const text = read(`src/ui/${path}`);
      const tag = /@customElement\('(amp-[\w-]+)'\)/.exec(text)?.[1];
      return tag === undefined ? [] : [[tag, { path, text }]];
    }),
  );
}

/** The states that an element's source says it can be in. */
function wanted(text: string): string[] {
  return [
    'full',
    ...(text.includes('<amp-error') ? ['error'] : []),
    ...(/nothing is shown without/i.test(text) ? ['empty'] : []),
  ];
}

test('every element is in the gallery, and nothing else', () => {
  const there = elements();
  const shown = gallery();
  expect(there.size).toBeGreaterThan(60);
  expect([...there.keys()].filter((tag) => !shown.has(tag))).toEqual([]);
  expect([...shown.keys()].filter((tag) => !there.has(tag))).toEqual([]);
});

test('every element is shown full, empty and with its error where it has them', () => {
  const shown = gallery();
  const missing = [...elements()].flatMap(([tag, { text }]) => {
    const names = shown.get(tag)?.states ?? [];
    const has = (kind: string): boolean => names.some((name) => name === kind || name.startsWith(`${kind}-`));
    return wanted(text).flatMap((kind) => (has(kind) ? [] : [`${tag} is not shown ${kind}`]));
  });
  expect(missing).toEqual([]);
});

test('each folder of src/ui has its file, which the gallery shows', () => {
  const folders = [...elements().values()].map(({ path }) =>
    path.includes('/') ? path.split('/')[0] : 'ui',
  );
  const entries = read('e2e/gallery/entries.ts');
  for (const folder of new Set(folders)) {
    expect(existsSync(new URL(`e2e/gallery/${folder}.ts`, root)), `e2e/gallery/${folder}.ts`).toBe(true);
    expect(entries).toContain(`  ${folder},\n`);
  }
});

test('the gallery is not in the build', () => {
  const built = ['src/main.ts', 'index.html', 'vite.config.ts'].map(read).join('\n');
  expect(built).not.toContain('gallery');
});
