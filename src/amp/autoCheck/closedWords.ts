// The small closed classes of English that a chunk's meaning hangs on: numbers, colours, places, relations, negation.
// Each word is given with the word that it is read as.

/** "crimson scarlet=red" -> crimson: red, scarlet: red; a word alone stands for itself. */
function synonyms(text: string): ReadonlyMap<string, string> {
  const entries = text.split(/\s+/).flatMap((group): [string, string][] => {
    const [words = '', meaning] = group.split('=');
    return words.split(',').map((w) => [w, meaning ?? w]);
  });
  return new Map(entries.map(([word, meaning]) => [word.replaceAll('_', ' '), meaning.replaceAll('_', ' ')]));
}

export const NUMBERS = synonyms(
  'no,none,nothing,zero,0=0 one,single,1=1 two,both,pair,2=2 three,3=3 four,4=4 five,5=5 six,6=6 seven,7=7 eight,8=8 nine,9=9 ' +
    'ten,10=10 eleven,11=11 twelve,dozen,12=12 several,some,few,many,multiple,numerous=many',
);

export const COLOURS = synonyms(
  'red,crimson,scarlet,maroon=red orange yellow,golden,gold=yellow green,olive,lime=green blue,navy,azure,turquoise=blue ' +
    'purple,violet,lilac=purple pink,magenta,rose=pink brown,tan,beige=brown gray,grey,silver=gray black white',
);

export const PLACES = synonyms(
  'top,upper=top bottom,lower=bottom left,leftmost=left right,rightmost=right middle,center,centre,central=middle ' +
    'foreground,background corner=corner',
);

/** Nouns that only carry a place: "the top left corner", "the left side". */
export const PLACE_NOUNS: ReadonlySet<string> = new Set([
  'side',
  'part',
  'half',
  'portion',
  'quadrant',
  'area',
  'hand',
]);

export const RELATIONS = synonyms(
  'above,over,atop=above below,under,beneath,underneath=below on,onto,upon=on in,inside,within,into=in behind ' +
    'beside,near,by,alongside,next,against,around,adjacent=near between with without outside,off=outside of at from through ' +
    'across along toward,towards=toward than front=in_front_of',
);

/** A relation said from the other side: "a below b" is "b above a". */
export const INVERSES: ReadonlyMap<string, string> = new Map([
  ['below', 'above'],
  ['right of', 'left of'],
  ['behind', 'in front of'],
  ['fewer', 'more'],
]);

/** Relations that read the same from both sides. */
export const SYMMETRIC: ReadonlySet<string> = new Set(['as many', 'near', 'between']);

export const COMPARATIVES = synonyms('more,most=more fewer,less,fewest=fewer');

export const NEGATIONS: ReadonlySet<string> = new Set([
  'not',
  "n't",
  'n’t',
  'never',
  'neither',
  'nor',
  'without',
]);

export const POLARITIES: ReadonlyMap<string, number> = new Map([
  ['yes', 1],
  ['yeah', 1],
  ['yep', 1],
  ['no', -1],
  ['nope', -1],
]);

/** Adjectives that say nearly the same. */
export const ADJECTIVES = synonyms(
  'large,big,huge,giant,enormous=large small,little,tiny=small young,baby=young old,elderly=old',
);
