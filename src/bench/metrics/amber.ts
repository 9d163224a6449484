// AMBER (Wang et al., 2311.07397; junyangwang0410/AMBER, inference.py): which of its objects a description names and
// what that counts, and how an answer to a question is read. Pure.
import { tokenise, wordForms, type Mention, type Token } from './objectWords.ts';

/** AMBER's word lists, ready to look words up. */
export interface AmberWords {
  /** Objects, each with words that stand for it too (relation.json). */
  readonly association: ReadonlyMap<string, readonly string[]>;
  /** Words that never count as hallucinated (safe_words.txt). */
  readonly safe: ReadonlySet<string>;
  /** Forms of all objects and associated words, each with the word. */
  readonly forms: ReadonlyMap<string, string>;
}

/** Plurals that WordNet's lemmatizer, which the published script asks, does not lead back to their word. */
const NOT_REDUCED =
  /^(?:men|people|leaves|vases|TVs|bedsheets|cooktops|e-?books|kiwifruits|paragliders|sanitizers|streetlamps)$/;
/** Plurals that are objects of AMBER and are led back to a word that is not: none of them is ever found. */
const REDUCED = /^(?:chopsticks|earrings|slippers|sunglasses)$/;

export function amberWords(
  association: Readonly<Record<string, readonly string[]>>,
  safeWords: readonly string[],
): AmberWords {
  const words = new Set(Object.entries(association).flatMap(([word, others]) => [word, ...others]));
  const forms = new Map(
    [...wordForms(words)].filter(([form]) =>
      words.has(form) ? !REDUCED.test(form) : !NOT_REDUCED.test(form),
    ),
  );
  return { association: new Map(Object.entries(association)), safe: new Set(safeWords), forms };
}

/**
 * The objects that a description names, in its order. The published script takes what nltk's tagger holds for nouns,
 * brings it to the singular by WordNet and keeps what is in the lists. Tagger and WordNet do not come to a browser: here
 * it is what is in the lists, singular or plural, less what a look at its neighbours shows to be no noun (`isNoun`).
 *
 * Measured with AMBER's own lists: of 344,401 words of WordNet 3.0 and their plurals both make the same, but for 65
 * misspelt ones ("boxs"). On 491 captions, descriptions and answers about COCO images (of LLaVA's repository) all of the
 * script's 1,315 nouns are found and 66 more (5 %): nearly all are nouns that the tagger takes for adjectives, such as
 * the elephant in "an elephant standing alone".
 */
export function amberMentions(text: string, { forms }: AmberWords): Mention[] {
  const tokens = tokenise(text);
  return tokens.flatMap(({ word, start, end }, i): Mention[] => {
    const object = forms.get(word);
    return object === undefined || !isNoun(tokens, i) ? [] : [{ object, word: object, start, end }];
  });
}

/** Objects of AMBER's lists whose names are verbs as well. */
const VERBS =
  /^(?:bridge|brush|drain|drink|duck|file|fish|fork|grill|leave|line|lock|lounge|mirror|monitor|net|note|pack|paddle|plug|rack|range|ring|screen|shovel|sign|signal|skate|ski|sled|sound|spray|stage|star|string|support|switch|tap|tape|tie|track|train|watch|wire)(?:e?s)?$/;
const BEFORE_VERB =
  /^(?:can|could|he|i|may|might|must|n't|not|shall|she|should|that|they|to|we|which|who|will|would|you)$/i;
const BEHIND_VERB = /^(?:them|it|him|us|me)$/i;
const COLOURS = /^(?:beige|blue|brown|gray|green|grey|orange|pink|purple|red|yellow)$/;

/** "Can" and "hot" are no nouns to nltk's tagger; others are none behind a pronoun, a modal or "to", or before "them". */
function isNoun(tokens: readonly Token[], i: number): boolean {
  const [before = '', word = '', behind = ''] = [i - 1, i, i + 1].map((at) => tokens[at]?.word);
  if (word === 'can' || word === 'hot') return false;
  if (word === 'light' && COLOURS.test(behind)) return false;
  return !(VERBS.test(word) && (BEFORE_VERB.test(before) || BEHIND_VERB.test(behind)));
}

/** What a description adds to the sums. */
export interface AmberCounts {
  readonly descriptions: 1;
  readonly mentions: number;
  readonly hallucinatedMentions: number;
  /** 1 when some mention is hallucinated. */
  readonly hallucinated: 0 | 1;
  /** Annotated objects, and those of them that are named. */
  readonly objects: number;
  readonly covered: number;
  /** Objects that models like to name, and those of them that are named. */
  readonly prone: number;
  readonly named: number;
}

/**
 * Counts of the objects that a description names, by the published rules: an object is there when it is annotated or
 * associated with one that is; a word covers the first annotated object that it is associated with, or else is; safe
 * words count as mentions and cover nothing. CHAIR = hallucinatedMentions / mentions, Cover = covered / objects, Hal =
 * hallucinated / descriptions, Cog = named / prone.
 *
 * The published script also holds words for one that spaCy's en_core_web_lg finds more than 0.8 alike. Those vectors
 * (400 MB) cannot come to a browser: that step is left out, so CHAIR and Hal come out somewhat higher here.
 */
export function amberCounts(
  nouns: readonly string[],
  truth: readonly string[],
  prone: readonly string[],
  words: AmberWords,
): AmberCounts {
  const [isThere, isProne] = [placesOf(truth, words), placesOf(prone, words)];
  const hallucinated = nouns.filter((noun) => !words.safe.has(noun) && !isThere.has(noun));
  const places = (names: readonly string[], of: ReadonlyMap<string, number>): number =>
    new Set(names.flatMap((name) => of.get(name) ?? [])).size;
  return {
    descriptions: 1,
    mentions: nouns.length,
    hallucinatedMentions: hallucinated.length,
    hallucinated: hallucinated.length > 0 ? 1 : 0,
    objects: truth.length,
    covered: places(
      nouns.filter((noun) => !words.safe.has(noun)),
      isThere,
    ),
    prone: prone.length,
    named: places(hallucinated, isProne),
  };
}

/** Every word that stands for an object of the list, with the place of the first one: associated words come first. */
function placesOf(objects: readonly string[], { association }: AmberWords): Map<string, number> {
  const places = new Map<string, number>();
  const associated = objects.map((object) => association.get(object) ?? []);
  for (const names of [associated, objects.map((object) => [object])]) {
    names.forEach((own, at) => {
      for (const name of own) if (!places.has(name)) places.set(name, at);
    });
  }
  return places;
}

/** Whether an object that is named is there: `unknown` for a safe word that is not annotated. */
export function amberVerdict(
  noun: string,
  truth: readonly string[],
  words: AmberWords,
): 'true' | 'false' | 'unknown' {
  if (placesOf(truth, words).has(noun)) return 'true';
  return words.safe.has(noun) ? 'unknown' : 'false';
}

/** As published: the answer is Yes or No, that very word, and everything else is neither. */
export function amberAnswer(answer: string): 'yes' | 'no' | 'unclear' {
  if (answer === 'Yes') return 'yes';
  return answer === 'No' ? 'no' : 'unclear';
}

export const AMBER_DIMENSIONS = ['existence', 'attribute', 'relation'] as const;
export type AmberDimension = (typeof AMBER_DIMENSIONS)[number];

/** The dimension of a discriminative question's type; as published, what is neither of the others is a relation. */
export function dimensionOf(type: string): AmberDimension {
  if (type === 'discriminative-hallucination') return 'existence';
  return type.startsWith('discriminative-attribute') ? 'attribute' : 'relation';
}
