// Reads what an element of src/ui offers (tag, properties, events, slots, parts, custom properties) and what its
// docstring says of it. Pure: sources come in as text, so that the law itself can be tried on made-up elements.
import { basename } from 'node:path';
import ts from 'typescript';

/** One custom element: its tag, what is wrong with its file or its documentation, and its events. */
export interface ElementReport {
  readonly tag: string;
  readonly problems: readonly string[];
  /** Dispatched by the element itself. */
  readonly events: ReadonlySet<string>;
  /** Documented; those of elements inside it may come through it. */
  readonly documented: ReadonlySet<string>;
}

/** Tags of a docstring, such as `fires`: what is said there, by name. */
type Documented = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Every element of one file.
 *
 * @param path for the law "file name = tag"
 * @param known the custom properties that need no word: those of tokens.css
 * @param styles CSS of the style modules that the file imports
 */
export function checkElements(
  path: string,
  text: string,
  known: ReadonlySet<string>,
  styles = '',
): ElementReport[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const elements = all(file, ts.isClassDeclaration).flatMap((node) => {
    const tag = tagOf(node);
    return tag === undefined ? [] : [{ node, tag }];
  });
  const registered = new Map(
    all(file, ts.isInterfaceDeclaration)
      .filter(({ name }) => name.text === 'HTMLElementTagNameMap')
      .flatMap(({ members }) => members.filter(ts.isPropertySignature))
      .map(({ name, type }) => [name.getText().slice(1, -1), type?.getText()]),
  );
  return elements.map(({ node, tag }) => {
    const doc = docOf(node);
    const documented = tagsOf(doc);
    const dispatched = eventsOf(node);
    const problems = [...documentation(node, doc, documented, dispatched)];
    const said = documented.get('cssprop');
    for (const name of takenFromOutside(text + styles, known)) {
      if (said?.has(name) !== true) problems.push(`the custom property ${name} has no @cssprop`);
    }
    if (basename(path) !== `${tag}.ts`) problems.push(`stands in ${basename(path)}: its file is ${tag}.ts`);
    if (elements.length > 1) problems.push(`shares ${basename(path)} with other elements`);
    if (node.name?.text !== classOf(tag)) problems.push(`its class is ${classOf(tag)}`);
    if (registered.get(tag) !== node.name?.text) problems.push('is not in HTMLElementTagNameMap');
    const events = new Set(dispatched.keys());
    return { tag, problems, events, documented: new Set(documented.get('fires')?.keys()) };
  });
}

/** The custom properties that a stylesheet, or a part of one, sets. */
export function customProperties(text: string): Set<string> {
  return new Set([...text.matchAll(/(?<![\w-])(--[a-z][\w-]*)\s*:/g)].map(([, name = '']) => name));
}

function* documentation(
  node: ts.ClassDeclaration,
  doc: string,
  documented: Documented,
  dispatched: ReadonlyMap<string, boolean>,
): Generator<string> {
  if (sentence(doc) === '') yield 'its class has no docstring that says what it is';
  const fires = documented.get('fires');
  for (const [name, detail] of dispatched) {
    const about = fires?.get(name);
    if (about === undefined) yield `the event ${name} has no @fires`;
    else if (detail && !about.includes('`detail`')) yield `@fires ${name} does not say what \`detail\` is`;
  }
  const markup: [kind: string, what: string, pattern: RegExp][] = [
    ['slot', 'the slot', /<slot(?:\s+name="([\w-]+)")?[^>]*>/g],
    ['csspart', 'the part', /\spart="([^"$]+)"/g],
  ];
  for (const [kind, what, pattern] of markup) {
    const there = namesIn(node, pattern);
    const said = new Set(documented.get(kind)?.keys());
    for (const name of there) if (!said.has(name)) yield `${what} ${name} has no @${kind}`;
    for (const name of said) if (!there.has(name)) yield `@${kind} ${name}: there is no such thing`;
  }
  for (const member of node.members.filter(ts.isPropertyDeclaration)) {
    const decorators = ts.getDecorators(member) ?? [];
    if (!decorators.some(({ expression }) => expression.getText().startsWith('property('))) continue;
    if (sentence(docOf(member)) === '') yield `the property ${member.name.getText()} has no docstring`;
  }
}

/** The events that a class dispatches, and whether they have a detail; a name that comes by a parameter is read off the calls. */
function eventsOf(node: ts.ClassDeclaration): Map<string, boolean> {
  const events = new Map<string, boolean>();
  const add = (names: readonly string[], detail: boolean): void => {
    for (const name of names) events.set(name, detail || events.get(name) === true);
  };
  const made = all(node, ts.isNewExpression).filter(({ expression }) => /Event$/.test(expression.getText()));
  for (const { arguments: [name, init] = [], parent } of made) {
    if (name === undefined) continue;
    const detail = init !== undefined && /\bdetail\b/.test(init.getText());
    add(literals(name), detail);
    if (!ts.isIdentifier(name)) continue;
    const method = enclosing(parent);
    const called = method?.name.getText() ?? '';
    const at = method?.parameters.findIndex((parameter) => parameter.name.getText() === name.text) ?? -1;
    if (at < 0) {
      // `type` of an event that is passed on: its name stands where it is listened to.
      add(namesListened(node, called), detail);
      continue;
    }
    const calls = all(node, ts.isCallExpression).filter(
      ({ expression }) => ts.isPropertyAccessExpression(expression) && expression.name.text === called,
    );
    for (const call of calls) {
      const argument = call.arguments[at];
      const last = call.arguments[at + 1];
      const given = last !== undefined && last.getText() !== 'undefined';
      if (argument !== undefined) add(literals(argument), detail && given);
    }
    const type = method?.parameters[at]?.type;
    if (type !== undefined) add(literals(type), false);
  }
  return events;
}

/** Events whose listeners in the templates call a method. */
function namesListened(node: ts.ClassDeclaration, method: string): string[] {
  const listeners = node.getText().matchAll(/@([\w-]+)=\$\{([^}]*)\}/g);
  return [...listeners].flatMap(([, name = '', code = '']) =>
    code.includes(`this.${method}`) ? [name] : [],
  );
}

/** The method in which a node stands, or the arrow function that is a member. */
function enclosing(
  node: ts.Node,
): { name: ts.PropertyName; parameters: readonly ts.ParameterDeclaration[] } | undefined {
  for (let at = node; !ts.isClassDeclaration(at); at = at.parent) {
    if (ts.isMethodDeclaration(at)) return { name: at.name, parameters: at.parameters };
    if (ts.isArrowFunction(at) && ts.isPropertyDeclaration(at.parent)) {
      return { name: at.parent.name, parameters: at.parameters };
    }
  }
  return undefined;
}

/** Names in the class's templates; the nameless one is `-`. */
function namesIn(node: ts.ClassDeclaration, pattern: RegExp): Set<string> {
  const found = [...node.getText().matchAll(pattern)];
  return new Set(found.flatMap(([, names = '-']) => names.trim().split(/\s+/)));
}

/** Custom properties that are used, and that neither the text nor the design language sets. */
function takenFromOutside(text: string, known: ReadonlySet<string>): Set<string> {
  const own = customProperties(text);
  const used = [...text.matchAll(/var\(\s*(--[\w-]+)(?=\s*[,)])/g)].map(([, name = '']) => name);
  return new Set(used.filter((name) => !own.has(name) && !known.has(name)));
}

/** The docstring right above a node, without its stars. */
function docOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter((doc) => ts.isJSDoc(doc));
  return (comments.at(-1)?.getText() ?? '').replace(/^\/\*\*|\*\/$/g, '').replace(/^[ \t]*\* ?/gm, '');
}

/** What a docstring says before its first tag. */
function sentence(doc: string): string {
  return (/^[^]*?(?=^@|(?![^]))/m.exec(doc)?.[0] ?? '').trim();
}

/** `@fires amp-x - ...`, `@slot - ...`; a name without a word about it does not count. */
function tagsOf(doc: string): Documented {
  const tags = new Map<string, Map<string, string>>();
  for (const line of doc.split(/^(?=@)/m)) {
    const [, tag, name, about] = /^@(\w+)\s+(?:([\w-]*\w)\s+)?-\s+(\S[^]*)$/.exec(line) ?? [];
    if (tag === undefined || about === undefined) continue;
    tags.set(tag, (tags.get(tag) ?? new Map<string, string>()).set(name ?? '-', about.trim()));
  }
  return tags;
}

function literals(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  return ts.isTypeNode(node) || ts.isConditionalExpression(node) || ts.isParenthesizedExpression(node)
    ? childrenOf(node).flatMap(literals)
    : [];
}

function tagOf(node: ts.ClassDeclaration): string | undefined {
  for (const { expression } of ts.getDecorators(node) ?? []) {
    if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'customElement') continue;
    const [name] = expression.arguments;
    if (name !== undefined && ts.isStringLiteralLike(name)) return name.text;
  }
  return undefined;
}

/** `amp-no-gpu` is AmpNoGpu. */
function classOf(tag: string): string {
  return tag.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  return children;
}

function all<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T[] {
  return [...(is(node) ? [node] : []), ...childrenOf(node).flatMap((child) => all(child, is))];
}
