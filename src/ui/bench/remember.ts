// What the forms of the benchmarks keep in this browser between visits. A browser that forbids it forgets.

/** The text kept under this name; null when there is none. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is switched off
  }
}

/** Keeps a text under this name; undefined forgets it. */
export function remember(name: string, text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // storage is switched off or full: the form works all the same
  }
}
