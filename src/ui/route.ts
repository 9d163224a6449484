// Where the page is: a place and what is open in it, as the part of the address after `#`. Links to a run, a sample or
// a comparison are such addresses, and so back, forward and bookmarks work. Pure.

/** The places, in the order of the navigation. */
export const PLACES = [
  { place: 'overview', title: 'Overview' },
  { place: 'data', title: 'Data' },
  { place: 'models', title: 'Models' },
  { place: 'train', title: 'Train' },
  { place: 'experiments', title: 'Experiments' },
  { place: 'bench', title: 'Bench' },
  { place: 'settings', title: 'Settings' },
] as const;
export type Place = (typeof PLACES)[number]['place'];

export interface Route {
  readonly place: Place;
  /** What is open there, such as a run's id, or a dataset's id and the number of a ladder. */
  readonly path: readonly string[];
}

export const HOME: Route = { place: 'overview', path: [] };

/** Reads `#/train/run-1`; an address that nobody knows leads home. */
export function parseRoute(hash: string): Route {
  const [first = '', ...path] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .filter(Boolean)
    .map(decoded);
  const known = PLACES.find(({ place }) => place === first);
  return known === undefined ? HOME : { place: known.place, path };
}

/** The address of a route, for a link's `href`. */
export function routeHash({ place, path }: Route): string {
  return `#/${[place, ...path].map(encodeURIComponent).join('/')}`;
}

export function sameRoute(a: Route, b: Route): boolean {
  return routeHash(a) === routeHash(b);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a lone percent sign, typed by hand
  }
}
