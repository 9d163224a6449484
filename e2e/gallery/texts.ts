// Texts and numbers that no layout likes: words without a place to break, compounds, other scripts and directions, signs
// outside the basic plane, thousands of characters, numbers of many digits.

/** 240 characters without a place to break. */
export const UNBROKEN = 'unbroken_'.padEnd(240, 'abcdefghij0123456789');

export const COMPOUNDS =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';

/** Right to left, with a number and a Latin word in it. */
export const RIGHT_TO_LEFT = 'القطة الخضراء تجلس بجانب 3 كرات حمراء (goat) تحت شجرة كبيرة جدا';

/** Families, flags, skin tones: signs of many code points. */
export const SIGNS = '👩‍👩‍👧‍👦🏳️‍🌈👍🏽🐐🐐🐐'.repeat(6);

/** A name that somebody gave something. */
export const NAME = `${COMPOUNDS} ${UNBROKEN} ${RIGHT_TO_LEFT} ${SIGNS}`;

/** A sentence in which all of it happens. */
export const SENTENCE = `It says “${COMPOUNDS}”, then ${UNBROKEN}, then ${RIGHT_TO_LEFT}, then ${SIGNS}.`;

/** Thousands of characters. */
export const PROSE = `${SENTENCE} ${'The goats are green, the tractor is not, and nothing of this is in the image. '.repeat(20)}`;

/** The largest whole number that is exact. */
export const HUGE = Number.MAX_SAFE_INTEGER;

/**
 * The record with other values in the fields of these names, wherever they stand in it; a field of another kind of value
 * stays, and so does what is no plain record, such as a Blob.
 */
export function stretch<T>(record: T, fields: Readonly<Record<string, string | number>>): T {
  if (Array.isArray(record)) return record.map((one: unknown) => stretch(one, fields)) as T;
  if (typeof record !== 'object' || record === null || Object.getPrototypeOf(record) !== Object.prototype) {
    return record;
  }
  const entries = Object.entries(record).map(([key, value]: [string, unknown]) => {
    const other = fields[key];
    if (typeof value === typeof other) return [key, other];
    if (Array.isArray(value) && typeof value[0] === typeof other) return [key, value.map(() => other)];
    return [key, stretch(value, fields)];
  });
  return Object.fromEntries(entries) as T;
}
