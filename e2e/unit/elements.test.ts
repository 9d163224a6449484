// Every element of src/ui is documented as the design language asks: held against the sources, and against made-up
// elements that break each rule.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkElements, customProperties, type ElementReport } from './elements.ts';

const ui = new URL('../../src/ui/', import.meta.url);
const read = (name: string, base = ui): string => readFileSync(new URL(name, base), 'utf8');
const tokens = customProperties(read('tokens.css'));

/** The elements of src/ui, each with the style modules that its file imports. */
function elements(): ElementReport[] {
  const names = readdirSync(ui, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.replaceAll('\\', '/'),
  );
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => {
      const text = read(name);
      const styles = [...text.matchAll(/from '(\.[^']*Styles\.ts)'/g)].map(([, path = '']) =>
        read(path, new URL(name, ui)),
      );
      return checkElements(name, text, tokens, styles.join('\n'));
    });
}

test('every element says what it is, what it fires, and what its slots, parts and properties are', () => {
  const reports = elements();
  expect(reports.length).toBeGreaterThan(60);
  expect(tokens.size).toBeGreaterThan(20);
  expect(reports.flatMap(({ tag, problems }) => problems.map((problem) => `${tag}: ${problem}`))).toEqual([]);
  const fired = new Set(reports.flatMap(({ events }) => [...events]));
  const made = reports.flatMap(({ tag, documented }) =>
    [...documented]
      .filter((name) => !fired.has(name))
      .map((name) => `${tag}: @fires ${name}: nobody fires it`),
  );
  expect(made).toEqual([]);
});

const GOOD = `
/**
 * A thing.
 *
 * @fires amp-a - \`detail\` is a number.
 * @fires amp-b - B was pressed.
 * @fires amp-c - \`detail\` is what it was.
 * @slot - Words.
 * @slot more - More words.
 * @csspart box - The box.
 * @cssprop --size - Its size.
 */
@customElement('amp-thing')
export class AmpThing extends LitElement {
  static override readonly styles = css\`p { width: var(--size, 1rem); --own: 1px; height: var(--own); color: var(--ink) }\`;
  /** How many. */
  @property({ type: Number }) count = 0;
  @state() private _open = false;
  override render() {
    return html\`<p part="box" @click=\${() => this._tell('amp-b')}><slot></slot><slot name="more"></slot></p>
      <amp-other @amp-c=\${(event: CustomEvent) => this._pass(event)}></amp-other>\`;
  }
  private readonly _onKey = (): void => this._tell('amp-a', 1);
  private _tell(type: string, detail?: number): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
  private _pass({ type, detail }: CustomEvent): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
declare global { interface HTMLElementTagNameMap { 'amp-thing': AmpThing } }
`;

const problemsOf = (text: string, path = 'amp-thing.ts'): readonly string[] =>
  checkElements(path, text, new Set(['--ink'])).flatMap(({ problems }) => problems);

test('an element that says everything has no problems', () => {
  expect(problemsOf(GOOD)).toEqual([]);
  expect(checkElements('amp-thing.ts', GOOD, tokens)[0]?.events).toEqual(
    new Set(['amp-a', 'amp-b', 'amp-c']),
  );
});

test.each([
  ['no docstring', ' * A thing.', ' *', 'its class has no docstring that says what it is'],
  ['an event', / \* @fires amp-b.*\n/, '', 'the event amp-b has no @fires'],
  ['an event that is passed on', / \* @fires amp-c.*\n/, '', 'the event amp-c has no @fires'],
  ['an event without a word', ' - B was pressed.', '', 'the event amp-b has no @fires'],
  ['a detail', '`detail` is a number', 'A', '@fires amp-a does not say what `detail` is'],
  ['a slot', / \* @slot - .*\n/, '', 'the slot - has no @slot'],
  ['a named slot', / \* @slot more.*\n/, '', 'the slot more has no @slot'],
  ['a slot that is gone', '<slot name="more"></slot>', '', '@slot more: there is no such thing'],
  ['a part', / \* @csspart.*\n/, '', 'the part box has no @csspart'],
  ['a part that is gone', ' part="box"', '', '@csspart box: there is no such thing'],
  ['a custom property', / \* @cssprop.*\n/, '', 'the custom property --size has no @cssprop'],
  ['a property', '/** How many. */', '', 'the property count has no docstring'],
  ['the map of tags', /declare global.*/, '', 'is not in HTMLElementTagNameMap'],
])('finds what is missing: %s', (_, what, instead, problem) => {
  const text = GOOD.replace(what, instead);
  expect(text).not.toBe(GOOD);
  expect(problemsOf(text)).toEqual([problem]);
});

test('an element has its own file, under its tag', () => {
  expect(problemsOf(GOOD, 'amp-things.ts')).toEqual(['stands in amp-things.ts: its file is amp-thing.ts']);
  const second = GOOD.replaceAll('amp-thing', 'amp-other').replaceAll('AmpThing', 'AmpOther');
  expect(problemsOf(GOOD + second)).toEqual([
    'shares amp-thing.ts with other elements',
    'stands in amp-thing.ts: its file is amp-other.ts',
    'shares amp-thing.ts with other elements',
  ]);
  expect(problemsOf(GOOD.replaceAll('AmpThing', 'AmpThings'))).toEqual(['its class is AmpThing']);
});
