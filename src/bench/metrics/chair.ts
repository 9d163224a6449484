// CHAIR (Rohrbach et al., 1809.02156; LisaAnne/Hallucination, utils/chair.py): which objects a caption mentions by the
// published rules, and how many of the mentions the image bears out. Pure.
import { tokenise, type Mention, type Token } from './objectWords.ts';

/** Each word (or two words) of the synonym table with its node word, the first of its line. */
export type ChairNodes = ReadonlyMap<string, string>;

/** Where a word stands on two lines, the later one holds, as in the published code. */
export function chairNodes(synonyms: readonly (readonly string[])[]): ChairNodes {
  return new Map(synonyms.flatMap((words) => words.map((word) => [word, words[0] as string] as const)));
}

/** Two words that are read as one, whether or not the table knows it: "home plate" is no plate. */
const DOUBLE_WORDS = new Set(
  (
    'air plane,baseball bat,baseball glove,cell phone,fire hydrant,hair drier,home plate,hot dog,laptop computer,' +
    'mobile phone,motor bike,motor cycle,parking meter,potted plant,sports ball,stop light,stop sign,street light,' +
    'suit case,teddy bear,tennis racket,traffic light,traffic signal,train track,wine glass'
  ).split(','),
);
const ANIMAL = /^(?:baby|adult) (animal|bear|bird|cat|cow|cub|dog|elephant|giraffe|horse|sheep|zebra)$/;
const VEHICLE = /^passenger (jet|train)$/;
/** What else two words are read as. A glass is a "glas" to the rule for plurals. */
const RENAMED: Readonly<Record<string, string>> = {
  'bow tie': 'tie',
  'toilet seat': 'toilet',
  'wine glas': 'wine glass',
};

/** "Baby" before an animal and "passenger" before a vehicle are no persons. */
function doubleWord(words: string): string | undefined {
  if (Object.hasOwn(RENAMED, words)) return RENAMED[words];
  return (ANIMAL.exec(words) ?? VEHICLE.exec(words))?.[1] ?? (DOUBLE_WORDS.has(words) ? words : undefined);
}

/** Plurals by the end of a word: the first that fits. */
const SINGULARS: readonly (readonly [RegExp, string])[] = [
  [/(?:scissors|pliers|shears|clippers|pincers|headquarters|debris|series|species|chassis|gallows)$/, '$&'],
  // These stay as they are, so that "cookies" is not found under "cookie".
  [/(?:auntie|beanie|birdie|bogie|collie|cookie|doggie|hoagie|junkie|rookie|veggie|zombie)s$/, '$&'],
  [/axes$/, 'axe'],
  [/children$/, 'child'],
  [/feet$/, 'foot'],
  [/geese$/, 'goose'],
  [/helves$/, 'helve'],
  [/kine$/, 'cow'],
  [/leaves$/, 'leaf'],
  [/loaves$/, 'loaf'],
  [/men$/, 'man'],
  [/moves$/, 'move'],
  [/people$/, 'person'],
  [/teeth$/, 'tooth'],
  [/^oxen/, 'ox'],
  [/([octpvir])i$/, '$1us'],
  [/shoes$/, 'shoe'],
  [/oes$/, 'o'],
  [/buses$/, 'bus'],
  [/([ml])ice$/, '$1ouse'],
  [/(x|ch|ss|sh)es$/, '$1'],
  [/movies$/, 'movie'],
  [/([^aeiouy]|qu)ies$/, '$1y'],
  [/([aeo]l|[^d]ea|ar)ves$/, '$1f'],
  [/erves$/, 'erve'],
  [/([nlw]i)ves$/, '$1fe'],
  [/([lr])ves$/, '$1f'],
  [/([aeo]|hi|si|ti)ves$/, '$1ve'],
  [/([^f])ves$/, '$1fe'],
  [/([ti])a$/, '$1um'],
  [/news$/, 'news'],
  [/s$/, ''],
];

/**
 * The singular of a lower-case word as the published code's pattern.en 3.6 forms it, in as far as that is a matter of
 * objects. It takes an s off words that are no plurals too: "bus" becomes "bu" and is not found, nor are "ties" ("ty")
 * and "canoes" ("cano"). Checked against pattern's own function on the 83,143 words of WordNet 3.0 and of COCO's synonym
 * table with their plurals, 260,231 forms: where either result is a word of that table the other is the same.
 */
export function singular(word: string): string {
  const rule = SINGULARS.find(([pattern]) => pattern.test(word));
  return rule === undefined ? word : word.replace(rule[0], rule[1]);
}

/** The objects that a caption mentions, in its order, by the published rules. */
export function chairMentions(caption: string, nodes: ChairNodes): Mention[] {
  const words = joined(tokenise(caption));
  const named = new Set(words.map(({ word }) => word));
  // The seat of a toilet is no chair.
  const toilet = named.has('toilet') && named.has('seat');
  return words.flatMap(({ word, start, end }): Mention[] => {
    const object = nodes.get(word);
    return object === undefined || (toilet && word === 'seat') ? [] : [{ object, word, start, end }];
  });
}

/** Lower case, singular, double words as one. */
function joined(tokens: readonly Token[]): Token[] {
  const words = tokens.map(({ word, ...at }) => ({ word: singular(word.toLowerCase()), ...at }));
  const read: Token[] = [];
  for (let i = 0; i < words.length; i++) {
    const [one, next] = [words[i] as Token, words[i + 1]];
    const double = next && doubleWord(`${one.word} ${next.word}`);
    read.push(double === undefined ? one : { word: double, start: one.start, end: (next as Token).end });
    if (double !== undefined) i++;
  }
  return read;
}

/** What a caption adds to the sums. */
export interface ChairCounts {
  readonly captions: 1;
  readonly mentions: number;
  readonly hallucinatedMentions: number;
  /** 1 when some mention is hallucinated. */
  readonly hallucinated: 0 | 1;
  /** Annotated objects, each once, and those of them that are mentioned. */
  readonly objects: number;
  readonly recalled: number;
}

/**
 * Counts of a caption against the image's objects (node words). CHAIR_i = hallucinatedMentions / mentions, CHAIR_s =
 * hallucinated / captions; object recall, which the published code does not have, is recalled / objects.
 */
export function chairCounts(mentions: readonly Mention[], objects: ReadonlySet<string>): ChairCounts {
  const hallucinatedMentions = mentions.filter(({ object }) => !objects.has(object)).length;
  const named = new Set(mentions.map(({ object }) => object));
  return {
    captions: 1,
    mentions: mentions.length,
    hallucinatedMentions,
    hallucinated: hallucinatedMentions > 0 ? 1 : 0,
    objects: objects.size,
    recalled: [...objects].filter((object) => named.has(object)).length,
  };
}
