// Light, dark, or as the system has it: the choice is kept in this browser. The colours themselves are in tokens.css.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const choices = new EventTarget();

const KEY = 'amp-lab/theme';

/** The stored choice; `system` where there is none, or the browser forbids storage. */
export function storedTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Shows the page in this theme and keeps the choice. */
export function chooseTheme(theme: Theme): void {
  showTheme(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It lasts as long as the page.
  }
}

/** Shows the page in this theme: `light-dark()` in tokens.css follows the root's colour scheme. */
export function showTheme(theme: Theme): void {
  document.documentElement.style.colorScheme = theme === 'system' ? '' : theme;
  choices.dispatchEvent(new Event('change'));
}

/**
 * Calls `listener` whenever the page's colours have changed, by choice or with the system: for what is drawn on a canvas.
 * @returns ends it
 */
export function onTheme(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  for (const target of [choices, system]) target.addEventListener('change', listener);
  return () => {
    for (const target of [choices, system]) target.removeEventListener('change', listener);
  };
}
