// What the gallery is made of: an element has states, a state is the element with properties, words in its slot, and
// what is done to it once it stands on the page.
import { FakeLab } from '../fixtures/fakeLab.ts';
import type { GpuReport, QuickstartResult } from '../../src/protocol/lab.ts';
import type { LabClient } from '../../src/ui/client.ts';

/** The tags of the lab's elements. */
export type AmpTag = Extract<keyof HTMLElementTagNameMap, `amp-${string}`>;

type Kind = 'empty' | 'loading' | 'error' | 'full' | 'long';

/** One of the five kinds; what follows a dash tells those of a kind apart, such as `full-tied`. */
export type StateName = Kind | `${Kind}-${string}`;

/** Puts the element into a place and resolves once it shows what it is to show. */
export type State = (place: HTMLElement) => Promise<void>;

/** Every element of a folder with its states. */
export type Entries = Partial<Record<AmpTag, { readonly [name in StateName]?: State }>>;

type Properties<T extends AmpTag> = Partial<HTMLElementTagNameMap[T]>;

interface More<T extends AmpTag> {
  /** HTML of the element's slot. */
  readonly slot?: string;
  /** What is done to it, such as a press of its button. */
  readonly then?: (element: HTMLElementTagNameMap[T]) => void | Promise<void>;
}

/** A state of an element. @param properties may be made when the state is wanted, such as from a lab's records */
export function show<T extends AmpTag>(
  tag: T,
  properties: Properties<T> | (() => Properties<T> | Promise<Properties<T>>) = {},
  { slot = '', then }: More<T> = {},
): State {
  return async (place) => {
    const element = document.createElement(tag);
    Object.assign(element, typeof properties === 'function' ? await properties() : properties);
    element.innerHTML = slot;
    place.append(element);
    await settled(element);
    await then?.(element);
    await settled(element);
  };
}

/** Until an element and those inside it have drawn what they know. */
async function settled(element: Element): Promise<void> {
  await (element as Element & { updateComplete?: Promise<unknown> }).updateComplete;
  await new Promise((resolve) => setTimeout(resolve));
}

interface LabOptions {
  /** With datasets, runs and results from the start. */
  readonly full?: boolean;
  /** Quickstarts of earlier visits. */
  readonly stored?: readonly QuickstartResult[];
  readonly gpu?: GpuReport;
}

/** A made-up lab that answers at once. */
export function makeLab({ full = false, stored = [], gpu }: LabOptions = {}): LabClient {
  return new FakeLab(0, gpu, stored, full);
}

/** A lab with everything in it; states share what they only read. */
export const lab = makeLab({ full: true });

/** A lab of nothing: no datasets, runs or results yet. */
export const newLab = makeLab();

/** A lab that differs in some answers. */
export function labWith(changes: Partial<LabClient>, from = lab): LabClient {
  return Object.assign(Object.create(from) as LabClient, changes);
}

/** An answer that does not come. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);

/** An answer that is an error, by default one that every long piece of work may end with. */
export function refuse(
  message = 'The GPU was lost while working. Open it again and start again.',
  name = 'DeviceLostError',
): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(message), { name }));
}

/** A job that tells so much and then stands still. */
export function still<E>(
  job: (onEvent: (event: E) => void) => Promise<unknown>,
  events: number,
): (onEvent: (event: E) => void) => Promise<never> {
  return (onEvent) => {
    let told = 0;
    void job((event) => {
      if (told++ < events) onEvent(event);
    });
    return never();
  };
}

/** Everything that a job tells. */
export async function told<E>(job: (onEvent: (event: E) => void) => Promise<unknown>): Promise<E[]> {
  const events: E[] = [];
  await job((event) => events.push(event));
  return events;
}

/** Remembers a record that several states share. */
export function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}

/** The first that a selector finds, in the element's shadow or in those inside it. @throws Error where there is none */
export function within<T extends Element = HTMLElement>(root: Element, selector: string): T {
  const found = find(root, selector);
  if (found === undefined) throw new Error(`${root.localName} has no ${selector}.`);
  return found as T;
}

function find(root: Element, selector: string): Element | undefined {
  const { shadowRoot } = root;
  const here = shadowRoot?.querySelector(selector) ?? undefined;
  if (here !== undefined || shadowRoot === null) return here;
  for (const child of shadowRoot.querySelectorAll('*')) {
    const deeper = find(child, selector);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** The button that says this, as `within` finds it. */
export function press(root: Element, words: string): void {
  const button = buttons(root).find(({ textContent }) => textContent.replace(/\s+/g, ' ').includes(words));
  if (button === undefined) throw new Error(`${root.localName} has no button “${words}”.`);
  button.click();
}

function buttons(root: Element): HTMLElement[] {
  const all = [...(root.shadowRoot?.querySelectorAll('*') ?? [])];
  return all.flatMap((one) =>
    one.localName === 'button' || one.localName === 'summary' ? [one as HTMLElement] : buttons(one),
  );
}

/** Gives an element's file input a file, as a user would. */
export function give(root: Element, name: string, text = '{}', type = 'application/json'): void {
  const input = within<HTMLInputElement>(root, 'input[type=file]');
  const files = new DataTransfer();
  files.items.add(new File([text], name, { type }));
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Until a moment has passed, for what an element does by itself. */
export const moment = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
