// What a chunk or sentence says, read from its parts of speech: things with attributes, numbers and places, relations
// between them, and yes or no. A shallow reading from left to right; what it does not understand, it keeps as words.
import {
  ADJECTIVES,
  COLOURS,
  COMPARATIVES,
  INVERSES,
  NEGATIONS,
  NUMBERS,
  PLACE_NOUNS,
  PLACES,
  POLARITIES,
  RELATIONS,
} from './closedWords.ts';
import type { Token } from './token.ts';
import { isStopNoun } from './stopList.ts';

/** A thing; `noun` is empty for what stands without one ("Three.", "Blue."). */
export interface Thing {
  readonly noun: string;
  /** Colours, adjectives, verbs, compound nouns; "not red" for what is denied. */
  readonly attributes: Set<string>;
  /** "0".."12", "many", or "a" for an indefinite article. */
  readonly counts: Set<string>;
  readonly places: Set<string>;
}

/** `subject` and `object` index things; said from one side only, see INVERSES. */
export interface Relation {
  readonly name: string;
  readonly subject: number;
  readonly object: number;
}

export interface Meaning {
  readonly things: Thing[];
  readonly relations: Relation[];
  /** 1 for yes, -1 for no, 0 when neither is said. */
  polarity: number;
  /** Words outside all that. */
  readonly words: string[];
}

const newThing = (noun: string): Thing => ({
  noun,
  attributes: new Set(),
  counts: new Set(),
  places: new Set(),
});

/** Reads the sentences of a text. Never throws. */
export function readMeaning(sentences: readonly (readonly Token[])[]): Meaning {
  const meaning: Meaning = { things: [], relations: [], polarity: 0, words: [] };
  sentences.forEach((tokens, s) => new Reader(meaning).read(tokens, s === 0));
  return meaning;
}

class Reader {
  /** What has been said before its noun comes. */
  private pending = newThing('');
  /** The things that the next predicate is about: "the apples and the dress". */
  private subjects: number[] = [];
  private link = '';
  private comparison = '';
  private denied = false;
  private verbSeen = false;

  constructor(private readonly meaning: Meaning) {}

  read(tokens: readonly Token[], first: boolean): void {
    let i = 0;
    const start = POLARITIES.get(tokens[0]?.lemma ?? '');
    if (first && start !== undefined && (tokens.length === 1 || tokens[1]?.pos === 'PUNCT')) {
      this.meaning.polarity = start;
      i = 1;
    }
    for (; i < tokens.length; i++) this.take(tokens, i);
    this.flush();
  }

  private take(tokens: readonly Token[], i: number): void {
    const token = tokens[i] as Token;
    const word = token.word.toLowerCase();
    const next = tokens[i + 1];
    const colour = COLOURS.get(word);
    const place = PLACES.get(word);
    const relation = RELATIONS.get(word);
    const number = NUMBERS.get(word);
    if (token.pos === 'PUNCT') {
      if (word === ';') this.flush();
    } else if (NEGATIONS.has(word)) {
      this.denied = true;
    } else if (COMPARATIVES.has(word)) {
      this.comparison = COMPARATIVES.get(word) as string;
    } else if (word === 'many' && tokens[i - 1]?.lemma === 'as') {
      this.comparison = 'as many';
    } else if (number !== undefined && (token.pos !== 'NOUN' || next?.lemma === 'of')) {
      this.pending.counts.add(number);
    } else if (word === 'a' || word === 'an') {
      this.pending.counts.add('a');
    } else if (place !== undefined && (token.pos !== 'VERB' || next?.lemma === 'of')) {
      if (next?.lemma === 'of' && (place === 'left' || place === 'right')) this.link = `${place} of`;
      else this.addPlace(place);
    } else if (relation !== undefined && token.pos !== 'VERB') {
      if (!(relation === 'of' && this.link !== '')) this.link = relation;
    } else if (colour !== undefined && !this.names(tokens, i)) {
      this.describe(colour, continues(tokens, i));
    } else if (token.pos === 'NOUN' || token.pos === 'PROPN') {
      this.noun(token, next);
    } else if (token.pos === 'ADJ') {
      this.describe(ADJECTIVES.get(token.lemma) ?? token.lemma, continues(tokens, i));
    } else if (token.pos === 'VERB') {
      this.verb(token.lemma);
    } else if (token.pos === 'AUX') {
      this.verbSeen = true;
    } else if ((token.pos === 'ADV' && word !== 'as') || token.pos === 'X') {
      this.meaning.words.push(token.lemma);
    }
  }

  /** Whether a colour word is a noun of its own here: "an orange", "the violet". */
  private names(tokens: readonly Token[], i: number): boolean {
    const [before, token] = [tokens[i - 1], tokens[i] as Token];
    return token.pos === 'NOUN' && COLOURS.has(token.lemma) && before?.pos === 'DET' && !continues(tokens, i);
  }

  private noun(token: Token, next: Token | undefined): void {
    if (PLACE_NOUNS.has(token.lemma) && this.pending.places.size + this.placesOfSubjects() > 0) return;
    if (isStopNoun(token)) {
      this.pending = newThing('');
      this.link = '';
      return;
    }
    const compound = next?.pos === 'NOUN' || next?.pos === 'PROPN';
    if (compound && !COLOURS.has(next.lemma) && !PLACES.has(next.lemma)) {
      this.pending.attributes.add(token.lemma);
      return;
    }
    this.add({ ...this.pending, noun: token.lemma });
  }

  private add(thing: Thing): void {
    const { things, relations } = this.meaning;
    const object = things.push(thing) - 1;
    this.pending = newThing('');
    const name = this.relationName();
    if (name !== '' && this.subjects.length > 0) {
      for (const subject of this.subjects) relations.push(oriented({ name, subject, object }));
    }
    if (name !== '' || this.verbSeen) this.subjects = [];
    this.subjects.push(object);
    this.link = '';
    this.verbSeen = false;
    if (name !== '') this.denied = false;
  }

  private relationName(): string {
    const compared = this.link === 'than' || (this.link === '' && this.comparison === 'as many');
    const said = this.link || (this.verbSeen ? 'be' : '');
    const name = compared && this.subjects.length > 0 ? this.comparison : said;
    return name !== '' && this.denied ? `not ${name}` : name;
  }

  private placesOfSubjects(): number {
    return this.subjects.reduce((n, i) => n + (this.meaning.things[i]?.places.size ?? 0), 0);
  }

  private addPlace(place: string): void {
    for (const thing of this.about()) thing.places.add(this.denied ? `not ${place}` : place);
    this.link = '';
  }

  /** A verb is an attribute of its subject, and its relation to what follows unless a preposition comes between. */
  private verb(lemma: string): void {
    if (this.subjects.length === 0) {
      this.meaning.words.push(lemma);
      return;
    }
    this.describe(lemma, false);
    this.link = lemma;
    this.verbSeen = true;
  }

  /** An attribute of the noun that follows, or of what was spoken of. */
  private describe(attribute: string, before: boolean): void {
    const said = this.denied ? `not ${attribute}` : attribute;
    for (const thing of before ? [this.pending] : this.about()) thing.attributes.add(said);
    if (!before) this.denied = false;
  }

  private about(): Thing[] {
    return this.subjects.length > 0
      ? this.subjects.map((i) => this.meaning.things[i] as Thing)
      : [this.pending];
  }

  /** What is left without a noun becomes a thing of its own. */
  private flush(): void {
    const { attributes, counts, places } = this.pending;
    if (attributes.size + counts.size + places.size > 0) this.meaning.things.push(this.pending);
    this.pending = newThing('');
    this.subjects = [];
    this.link = this.comparison = '';
    this.denied = this.verbSeen = false;
  }
}

/** Whether a noun follows that the word at i is said of. */
function continues(tokens: readonly Token[], i: number): boolean {
  for (let j = i + 1; j < tokens.length; j++) {
    const { pos, lemma } = tokens[j] as Token;
    if (pos === 'NOUN' || pos === 'PROPN') return true;
    if (pos !== 'ADJ' && pos !== 'NUM' && lemma !== 'and' && lemma !== ',') return false;
  }
  return false;
}

function oriented(relation: Relation): Relation {
  const denied = relation.name.startsWith('not ');
  const inverse = INVERSES.get(denied ? relation.name.slice(4) : relation.name);
  if (inverse === undefined) return relation;
  return {
    name: denied ? `not ${inverse}` : inverse,
    subject: relation.object,
    object: relation.subject,
  };
}
