// Reads the imports of TypeScript sources and holds them against the import law. Pure: files come in as text, so that
// the law itself can be tried on sources that break it.
import { posix } from 'node:path';
import ts from 'typescript';

/** One reference from a file to another module. */
interface Reference {
  readonly specifier: string;
  /** value: loaded as code; type: erased; glob: import.meta.glob; address: new URL(..., import.meta.url). */
  readonly kind: 'value' | 'type' | 'glob' | 'address';
  /** Patterns that take away from a glob. */
  readonly except?: readonly string[];
}

/** Folder (or `main.ts`) -> the folders that it may import. */
export type Law = ReadonlyMap<string, readonly string[]>;

/** Rows of docs/layers.md. */
export function readLaw(markdown: string): Law {
  const law = new Map<string, string[]>();
  for (const line of markdown.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const folder = /^`([\w.]+?)\/?`$/.exec(cells[1] ?? '')?.[1];
    if (cells.length !== 5 || folder === undefined) continue;
    const allowed = (cells[3] ?? '').split(',').map((name) => name.trim());
    law.set(
      folder,
      allowed.filter((name) => name !== 'nothing'),
    );
  }
  return law;
}

function isImportMeta(node: ts.Expression | undefined, property: string): boolean {
  return (
    node !== undefined &&
    ts.isPropertyAccessExpression(node) &&
    ts.isMetaProperty(node.expression) &&
    node.name.text === property
  );
}

function stringsOf(node: ts.Node | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  return ts.isArrayLiteralExpression(node) ? node.elements.flatMap(stringsOf) : [];
}

/** Every module that a source names, and every `GPU...` identifier in it. */
function parse(path: string, text: string): { references: Reference[]; gpuNames: Set<string> } {
  const references: Reference[] = [];
  const gpuNames = new Set<string>();
  const add = (node: ts.Node | undefined, kind: Reference['kind']): void => {
    for (const specifier of stringsOf(node)) references.push({ specifier, kind });
  };
  const addGlob = (patterns: readonly string[]): void => {
    const except = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
    for (const specifier of patterns.filter((pattern) => !pattern.startsWith('!'))) {
      references.push({ specifier, kind: 'glob', except });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(
        node.moduleSpecifier,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'value',
      );
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, 'type');
    } else if (ts.isCallExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], 'value');
      if (isImportMeta(node.expression, 'glob')) addGlob(stringsOf(node.arguments[0]));
    } else if (ts.isNewExpression(node) && isImportMeta(node.arguments?.[1], 'url')) {
      add(node.arguments?.[0], 'address');
    } else if (ts.isIdentifier(node) && /^GPU[A-Z]/.test(node.text)) {
      gpuNames.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return { references, gpuNames };
}

/** Where a package may be imported; `undefined` = no rule. Paths are relative to src/. */
function packageRule(name: string): ((path: string) => boolean) | undefined {
  if (name === 'lit' || name.startsWith('lit/') || name.startsWith('@lit/'))
    return (path) => path.startsWith('ui/');
  if (name === 'idb') return (path) => path.startsWith('store/');
  if (name === 'comlink') return (path) => path.startsWith('worker/') || path === 'ui/client.ts';
  if (name === 'webgpu' || name.startsWith('node:')) return (path) => path.startsWith('host/');
  return undefined;
}

const folderOf = (path: string): string => path.split('/')[0] ?? '';
const isTest = (path: string): boolean => path.endsWith('.test.ts');

/** What a relative reference points at, relative to the repository's root: `src/gpu/device.ts`, `shaders/gelu.wgsl`. */
function resolve(path: string, specifier: string): string {
  return posix.join('src', posix.dirname(path), specifier.replace(/\?.*$/, ''));
}

/** Whether a glob pattern of `path` names the candidate (both relative to src/). */
function names(path: string, pattern: string, candidate: string): boolean {
  const source = resolve(path, pattern)
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*|\{[^}]*\}/g, (wild) => (wild === '**/' ? '(?:.*/)?' : wild === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}$`).test(`src/${candidate}`);
}

/** The files of src/ that a reference reaches. */
function targetsOf(path: string, reference: Reference, paths: readonly string[]): string[] {
  const { specifier, kind, except = [] } = reference;
  if (!specifier.startsWith('.') || kind === 'address') return [];
  if (kind !== 'glob') return paths.filter((candidate) => `src/${candidate}` === resolve(path, specifier));
  return paths.filter(
    (candidate) =>
      candidate !== path &&
      names(path, specifier, candidate) &&
      !except.some((pattern) => names(path, pattern, candidate)),
  );
}

function breakOfLaw(path: string, reference: Reference, law: Law): string | undefined {
  const { specifier, kind } = reference;
  if (!specifier.startsWith('.')) {
    const rule = packageRule(specifier);
    return rule === undefined || isTest(path) || rule(path)
      ? undefined
      : 'this package has one home (docs/layers.md)';
  }
  const target = resolve(path, specifier);
  const folder = folderOf(path);
  if (!target.startsWith('src/')) {
    if (isTest(path) || folder === 'host') return undefined;
    const text = /\.wgsl$/.test(target) && specifier.endsWith('?raw');
    return text && (folder === 'ops' || folder === 'gpu')
      ? undefined
      : 'outside src/ only shaders may be imported';
  }
  const inside = target.slice('src/'.length);
  const to = folderOf(inside);
  if (isTest(inside)) return 'nothing imports a test';
  if (to === folder) return undefined;
  if (law.get(folder)?.includes(to)) return undefined;
  if (isTest(path) && (to === 'graph' || to === 'host')) return undefined;
  const starts = folder === 'ui' || folder === 'main.ts';
  if (starts && to === 'worker' && (kind === 'type' || kind === 'address')) return undefined;
  return `${folder} may import ${law.get(folder)?.join(', ') || 'nothing'}`;
}

/** Cycles of files, each as the path `a -> b -> a`; every cycle is reported once, from where it was found. */
function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const walk = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const next of edges.get(path) ?? []) walk(next);
    trail.pop();
    done.add(path);
  };
  for (const path of edges.keys()) walk(path);
  return cycles;
}

/**
 * Every breach of the law, as a sentence that starts with the offending file.
 * @param files path relative to src/ -> source text
 */
export function checkLayers(files: ReadonlyMap<string, string>, law: Law): string[] {
  const breaches: string[] = [];
  const edges = new Map<string, string[]>();
  const paths = [...files.keys()];
  for (const [path, text] of files) {
    const folder = folderOf(path);
    if (!law.has(folder)) breaches.push(`src/${path}: ${folder} is not in the table of docs/layers.md`);
    const { references, gpuNames } = parse(path, text);
    for (const reference of references) {
      const reason = breakOfLaw(path, reference, law);
      if (reason !== undefined) breaches.push(`src/${path} imports '${reference.specifier}': ${reason}`);
    }
    if (folder !== 'gpu' && folder !== 'host' && !isTest(path)) {
      for (const name of gpuNames) breaches.push(`src/${path} uses ${name}: WebGPU's types stay in gpu/`);
    }
    edges.set(
      path,
      references.flatMap((reference) => targetsOf(path, reference, paths)),
    );
  }
  return [...breaches, ...findCycles(edges).map((cycle) => `import cycle: ${cycle}`)];
}
