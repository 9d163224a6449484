// The nouns that scenes are made of: words, icon, category, theme, usual colour. Their order is their
// index everywhere (icon atlas, per-cell truth, tokenizer), so append only, and rebuild all three.
// Within a theme the first nouns are drawn more often, so that some nouns are popular.
import type { Colour } from './colours.ts';

/** What kind of thing a noun is; reasoning questions ask about it. */
export const CATEGORIES = [
  'animal',
  'food',
  'vehicle',
  'toy',
  'instrument',
  'tool',
  'household',
  'clothing',
  'plant',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Where things are usually seen together; a scene draws most of its kinds from one theme. */
export const THEMES = [
  'farm',
  'safari',
  'beach',
  'orchard',
  'kitchen',
  'travel',
  'park',
  'music',
  'workshop',
  'home',
  'wardrobe',
  'garden',
] as const;
export type Theme = (typeof THEMES)[number];

export interface Noun {
  /** Singular. */
  word: string;
  plural: string;
  /** The icon's name in both Iconify sets (noto, fluent-emoji-flat). */
  icon: string;
  category: Category;
  theme: Theme;
  /** The colour that the noun usually has: the language prior. */
  colour: Colour;
  /** Whether the noto art shows that colour itself; otherwise it is tinted even in its usual colour. */
  art: 'natural' | 'tinted';
}

type Row = [string, string, string, Category, Theme, Colour, 'tinted'?];

const ROWS: readonly Row[] = [
  ['pig', 'pigs', 'pig', 'animal', 'farm', 'pink', 'tinted'],
  ['horse', 'horses', 'horse', 'animal', 'farm', 'brown', 'tinted'],
  ['goat', 'goats', 'goat', 'animal', 'farm', 'brown'],
  ['chick', 'chicks', 'baby-chick', 'animal', 'farm', 'yellow'],
  ['tractor', 'tractors', 'tractor', 'vehicle', 'farm', 'green'],
  ['elephant', 'elephants', 'elephant', 'animal', 'safari', 'gray'],
  ['tiger', 'tigers', 'tiger-face', 'animal', 'safari', 'orange'],
  ['monkey', 'monkeys', 'monkey-face', 'animal', 'safari', 'brown', 'tinted'],
  ['bear', 'bears', 'bear', 'animal', 'safari', 'brown'],
  ['snake', 'snakes', 'snake', 'animal', 'safari', 'green'],
  ['turtle', 'turtles', 'turtle', 'animal', 'safari', 'green'],
  ['crab', 'crabs', 'crab', 'animal', 'beach', 'orange'],
  ['dolphin', 'dolphins', 'dolphin', 'animal', 'beach', 'blue'],
  ['umbrella', 'umbrellas', 'umbrella', 'household', 'beach', 'purple', 'tinted'],
  ['bucket', 'buckets', 'bucket', 'tool', 'beach', 'blue'],
  ['lobster', 'lobsters', 'lobster', 'animal', 'beach', 'red'],
  ['shark', 'sharks', 'shark', 'animal', 'beach', 'gray'],
  ['apple', 'apples', 'red-apple', 'food', 'orchard', 'red'],
  ['banana', 'bananas', 'banana', 'food', 'orchard', 'yellow'],
  ['pear', 'pears', 'pear', 'food', 'orchard', 'green'],
  ['grape', 'grapes', 'grapes', 'food', 'orchard', 'purple'],
  ['cherry', 'cherries', 'cherries', 'food', 'orchard', 'red'],
  ['strawberry', 'strawberries', 'strawberry', 'food', 'orchard', 'red'],
  ['carrot', 'carrots', 'carrot', 'food', 'kitchen', 'orange'],
  ['cheese', 'cheeses', 'cheese-wedge', 'food', 'kitchen', 'yellow', 'tinted'],
  ['teapot', 'teapots', 'teapot', 'household', 'kitchen', 'red'],
  ['eggplant', 'eggplants', 'eggplant', 'food', 'kitchen', 'purple'],
  ['mushroom', 'mushrooms', 'mushroom', 'food', 'kitchen', 'red'],
  ['car', 'cars', 'automobile', 'vehicle', 'travel', 'red'],
  ['truck', 'trucks', 'delivery-truck', 'vehicle', 'travel', 'orange', 'tinted'],
  ['airplane', 'airplanes', 'airplane', 'vehicle', 'travel', 'blue', 'tinted'],
  ['ship', 'ships', 'ship', 'vehicle', 'travel', 'red'],
  ['helicopter', 'helicopters', 'helicopter', 'vehicle', 'travel', 'yellow'],
  ['motorcycle', 'motorcycles', 'motorcycle', 'vehicle', 'travel', 'red', 'tinted'],
  ['basketball', 'basketballs', 'basketball', 'toy', 'park', 'orange'],
  ['balloon', 'balloons', 'balloon', 'toy', 'park', 'red'],
  ['football', 'footballs', 'american-football', 'toy', 'park', 'brown'],
  ['frisbee', 'frisbees', 'flying-disc', 'toy', 'park', 'blue'],
  ['trophy', 'trophies', 'trophy', 'household', 'park', 'yellow', 'tinted'],
  ['guitar', 'guitars', 'guitar', 'instrument', 'music', 'red'],
  ['trumpet', 'trumpets', 'trumpet', 'instrument', 'music', 'yellow'],
  ['violin', 'violins', 'violin', 'instrument', 'music', 'brown', 'tinted'],
  ['bell', 'bells', 'bell', 'instrument', 'music', 'yellow'],
  ['accordion', 'accordions', 'accordion', 'instrument', 'music', 'purple', 'tinted'],
  ['key', 'keys', 'key', 'tool', 'workshop', 'yellow'],
  ['ladder', 'ladders', 'ladder', 'tool', 'workshop', 'brown', 'tinted'],
  ['axe', 'axes', 'axe', 'tool', 'workshop', 'gray', 'tinted'],
  ['magnet', 'magnets', 'magnet', 'tool', 'workshop', 'red'],
  ['wrench', 'wrenches', 'wrench', 'tool', 'workshop', 'gray', 'tinted'],
  ['chair', 'chairs', 'chair', 'household', 'home', 'brown', 'tinted'],
  ['clock', 'clocks', 'alarm-clock', 'household', 'home', 'red'],
  ['book', 'books', 'closed-book', 'household', 'home', 'red'],
  ['couch', 'couches', 'couch-and-lamp', 'household', 'home', 'blue'],
  ['lantern', 'lanterns', 'red-paper-lantern', 'household', 'home', 'orange', 'tinted'],
  ['dress', 'dresses', 'dress', 'clothing', 'wardrobe', 'blue'],
  ['boot', 'boots', 'womans-boot', 'clothing', 'wardrobe', 'brown', 'tinted'],
  ['crown', 'crowns', 'crown', 'clothing', 'wardrobe', 'yellow'],
  ['backpack', 'backpacks', 'backpack', 'clothing', 'wardrobe', 'red'],
  ['purse', 'purses', 'purse', 'clothing', 'wardrobe', 'pink'],
  ['tree', 'trees', 'deciduous-tree', 'plant', 'garden', 'green'],
  ['tulip', 'tulips', 'tulip', 'plant', 'garden', 'pink'],
  ['cactus', 'cacti', 'cactus', 'plant', 'garden', 'green'],
  ['butterfly', 'butterflies', 'butterfly', 'animal', 'garden', 'blue'],
  ['sunflower', 'sunflowers', 'sunflower', 'plant', 'garden', 'yellow'],
];

export const NOUNS: readonly Noun[] = ROWS.map(([word, plural, icon, category, theme, colour, art]) => ({
  word,
  plural,
  icon,
  category,
  theme,
  colour,
  art: art ?? 'natural',
}));

/** Noun indices of one theme, most popular first. */
export function nounsOfTheme(theme: Theme): number[] {
  return NOUNS.flatMap((noun, i) => (noun.theme === theme ? [i] : []));
}

/** Noun indices of one category. */
export function nounsOfCategory(category: Category): number[] {
  return NOUNS.flatMap((noun, i) => (noun.category === category ? [i] : []));
}

/** The noun at an index; throws on an index outside the table. */
export function noun(index: number): Noun {
  const found = NOUNS[index];
  if (!found) throw new RangeError(`internal: noun ${index} of ${NOUNS.length}`);
  return found;
}
