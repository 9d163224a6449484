// The gallery, on the development server only: every element of src/ui in every state. The address names what is shown,
// `#amp-rung` or `#amp-rung/full`; frames show it (stage.ts), so that widths are real and an element cannot break the
// list. Theme and width stay chosen from visit to visit.
import '../../src/ui/tokens.css';
import { FOLDERS } from './entries.ts';

const KEPT = 'amp-gallery';

/** @throws Error where gallery.html has no such element */
function part<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`internal: gallery.html has no ${selector}.`);
  return found;
}

const list = part('#list');
const frames = part('#frames');
const search = part<HTMLInputElement>('input[type=search]');
const theme = part<HTMLSelectElement>('[name=theme]');
const width = part<HTMLSelectElement>('[name=width]');

const shown = (): string => decodeURIComponent(location.hash.slice(1));

function link(path: string, words: string): HTMLElement {
  const anchor = document.createElement('a');
  anchor.href = `#${path}`;
  anchor.textContent = words;
  if (path === shown()) anchor.ariaCurrent = 'page';
  return anchor;
}

function make(tag: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

/** The elements whose names hold what is searched for; the states of the one that is shown. */
function renderList(): void {
  const words = search.value.trim().toLowerCase();
  const [open] = shown().split('/');
  const folders = Object.entries(FOLDERS).flatMap(([folder, entries]) => {
    const items = Object.entries(entries)
      .filter(([tag]) => tag.includes(words))
      .map(([tag, states]) => {
        const names = tag === open ? Object.keys(states) : [];
        const inner = names.map((name) => make('li', link(`${tag}/${name}`, name)));
        return make('li', link(tag, tag), ...(inner.length > 0 ? [make('ul', ...inner)] : []));
      });
    return items.length === 0 ? [] : [make('h2', folder), make('ul', ...items)];
  });
  list.replaceChildren(...(folders.length > 0 ? folders : [make('p', 'No element is called that.')]));
}

function renderFrames(): void {
  const themes = theme.value === 'both' ? ['light', 'dark'] : [theme.value];
  const made = themes.map((name) => {
    const frame = document.createElement('iframe');
    frame.title = `${shown()}, ${name}`;
    frame.src = `stage.html?${new URLSearchParams({ show: shown(), theme: name }).toString()}`;
    if (width.value !== '') frame.style.cssText = `flex:none;width:${width.value}px`;
    return frame;
  });
  frames.replaceChildren(...made);
}

function render(): void {
  renderList();
  renderFrames();
}

const [keptTheme, keptWidth] = (localStorage.getItem(KEPT) ?? 'light,').split(',');
theme.value = keptTheme ?? 'light';
width.value = keptWidth ?? '';
if (shown() === '')
  history.replaceState(null, '', `#${Object.keys(Object.values(FOLDERS)[0] ?? {})[0] ?? ''}`);

search.addEventListener('input', renderList);
part('form').addEventListener('change', () => {
  localStorage.setItem(KEPT, `${theme.value},${width.value}`);
  renderFrames();
});
addEventListener('hashchange', render);
render();
