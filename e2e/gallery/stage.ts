// Elements in their states, one below the other. `?show=` names an element (`amp-rung`) or one of its states
// (`amp-rung/full`); without it, everything. `?theme=` is light or dark. A state that throws says so in its place and
// leaves the others alone. `data-thrown` on the body counts them once all have been shown.
import '../../src/ui/tokens.css';
import { showTheme } from '../../src/ui/theme.ts';
import { FOLDERS } from './entries.ts';
import type { State } from './states.ts';

const query = new URLSearchParams(location.search);
const [only = '', onlyState = ''] = (query.get('show') ?? '').split('/');
const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') showTheme(theme);

const main = document.querySelector('main') ?? document.body;
let thrown = 0;
/** Where an error is shown that comes from a listener or a promise: it cannot be told from which state. */
let now: Element = main;

function say(place: Element, error: unknown): void {
  thrown++;
  const words = document.createElement('pre');
  words.className = 'thrown';
  words.textContent = error instanceof Error ? (error.stack ?? error.message) : String(error);
  place.append(words);
}

addEventListener('error', ({ error, message }) => say(now, error ?? message));
addEventListener('unhandledrejection', ({ reason }) => say(now, reason));

/** One state under its name. */
async function stage(section: Element, tag: string, name: string, state: State): Promise<void> {
  const heading = document.createElement('h3');
  heading.textContent = name;
  const place = document.createElement('div');
  place.className = 'place';
  place.dataset.state = `${tag}/${name}`;
  section.append(heading, place);
  try {
    await state(place);
  } catch (error) {
    say(place, error);
  }
}

/** Whether an element takes no room, or only what its place has by itself. */
function isEmpty(place: HTMLElement): boolean {
  return [...place.children].every((child) => child.getBoundingClientRect().height === 0);
}

for (const entries of Object.values(FOLDERS)) {
  for (const [tag, states] of Object.entries(entries)) {
    if (only !== '' && tag !== only) continue;
    const section = document.createElement('section');
    const heading = document.createElement('h2');
    heading.textContent = tag;
    section.append(heading);
    main.append(section);
    now = section;
    const shown = Object.entries(states).filter(([name]) => onlyState === '' || name === onlyState);
    await Promise.all(shown.map(async ([name, state]) => state && stage(section, tag, name, state)));
  }
}
if (main.querySelector('h2') === null) say(main, new Error(`There is no element “${only}” in the gallery.`));
for (const place of document.querySelectorAll<HTMLElement>('.place')) {
  place.classList.toggle('nothing', isEmpty(place));
}
document.body.dataset.thrown = String(thrown);
