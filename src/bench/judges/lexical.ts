// The lexical judge: the objects that an answer names against those that are annotated, and its numbers, colours, places
// and yes or no against the standard answer's. It knows words and no images, so it runs on real ones; how far it can be
// trusted is measured on scenes, against the exact judge.
import { FormatError } from '../../base/errors.ts';
import { noun } from '../../data/scenes/nouns.ts';
import { sceneOf } from '../../data/scenes/scene.ts';
import type { BenchExample, BenchQuestion, BenchTables } from '../../protocol/benchmark.ts';
import type { JudgeRecord } from '../../protocol/judge.ts';
import type { Claim } from '../../protocol/ladder.ts';
import type { Rule, Verdict } from '../task.ts';
import { EVERYDAY, objectForms, type ObjectForms } from './everydayObjects.ts';
import { looseDetails, objectMentions, type Detail, type ObjectMention } from './objectMentions.ts';

export const LEXICAL_JUDGE: JudgeRecord = { kind: 'lexical', name: 'lexical', version: 'lexical/1' };

/**
 * Judges examples with annotated objects (`contents`; a scene's nouns). An answer hallucinates when it
 *
 * - names an object as there that is neither annotated nor in the standard answer, nor taken for granted by a question
 *   that is not a yes/no question; or denies an annotated one ("there is no dog");
 * - says yes where the standard answer begins with no, or the other way round;
 * - gives an object of the standard answer another number or colour; an answer or a standard answer that names no
 *   object: any other number or colour;
 * - takes one of left and right, top and bottom, above and below, more and fewer and as many, and their like, where the
 *   standard answer takes only another.
 *
 * Informativeness is the share of the standard answer's facts that the answer gives: its yes or no, the objects, numbers,
 * colours and places that the question does not name already. The rating is the exact judge's table with that share for
 * recall: without hallucination 6 for all of several facts, 5 for all, 4 for half, else 3; with one 2, 1, 0. An answer
 * without a word is rated 3.
 *
 * It does not see which of two objects is left of the other or more, nor actions, nor whatever has no word in the
 * vocabulary: it hallucinates less than a person would say. An object that nobody annotated is held for one that is not
 * there: in that it hallucinates more. A word for a kind of an object (man, person) counts as the object.
 *
 * On 314 rounds about held-out scenes, answered by the bundled sft-1of3, sft-3of3 and expert-S, its ratings agree with the
 * exact judge's by a weighted kappa of 0.93, 0.93 and 0.95, hallucination or not by a kappa of 0.93, 0.95 and 0.95
 * (intervals about 0.08 wide). Scenes flatter it: their answers are worded as the standard answers.
 * @param tables `synonyms` [lines][words] takes the place of the built-in vocabulary
 * @throws FormatError when the table is not of that form; the rule, for an example about a file without contents
 */
export function lexicalRule(tables: BenchTables): Rule {
  const forms = objectForms(linesOf(tables.synonyms));
  return (example, answers) => {
    const contents = contentsOf(example);
    const own = new Map([...forms, ...objectForms(unknownOf(contents, forms))]);
    const annotated = new Set(contents.flatMap((name) => objectsIn(name, own)));
    return example.rounds.map((round, r) => judgeLexically(round, answers[r] ?? '', annotated, own));
  };
}

function linesOf(synonyms: unknown): readonly (readonly string[])[] {
  if (synonyms === undefined) return EVERYDAY;
  const isWords = (line: unknown): line is string[] =>
    Array.isArray(line) && line.length > 0 && line.every((word) => typeof word === 'string');
  if (Array.isArray(synonyms) && synonyms.every(isWords)) return synonyms;
  throw new FormatError('The table of synonyms is not a list of lists of words.', 'Import it once more.');
}

function contentsOf({ id, image, contents }: BenchExample): readonly string[] {
  if (contents !== undefined) return contents;
  if (image.kind === 'scene') return sceneOf(image).kinds.map((kind) => noun(kind.noun).word);
  throw new FormatError(
    `Example ${id} has no annotated objects.`,
    'Import a file with contents, or choose another judge.',
  );
}

/** Annotated names that the vocabulary does not know: each is an object of its own. */
function unknownOf(contents: readonly string[], forms: ObjectForms): string[][] {
  return contents.filter((name) => objectsIn(name, forms).length === 0).map((name) => [name.toLowerCase()]);
}

function objectsIn(name: string, forms: ObjectForms): string[] {
  return objectMentions(name, forms).map(({ object }) => object);
}

function judgeLexically(
  { question, answer: standard }: BenchQuestion,
  answer: string,
  annotated: ReadonlySet<string>,
  forms: ObjectForms,
): Verdict {
  const truth = truthOf(question, standard, annotated, forms);
  const mentions = objectMentions(answer, forms);
  const claims = [
    ...polarityClaims(answer, truth),
    ...mentions.flatMap((mention) => mentionClaims(answer, mention, truth)),
    ...(mentions.length === 0 || truth.mentions.length === 0 ? looseClaims(answer, truth) : []),
    ...contrastClaims(answer, truth),
  ].sort((a, b) => a.start - b.start);
  const said = new Set(factsOf(answer, mentions));
  if (claims.some(({ verdict, text }) => verdict === 'true' && text !== 'yes' && text !== 'no')) {
    // What is true of the matter answers a yes/no question without the word.
    if (truth.polarity !== undefined && polarityOf(answer) === undefined) said.add(truth.polarity);
  }
  const given = truth.facts.filter((fact) => said.has(fact)).length;
  const empty = answer.trim() === '';
  const recall = truth.facts.length > 0 ? given / truth.facts.length : empty ? 0 : 1;
  const hallucinated = claims.some(({ verdict }) => verdict === 'false');
  return {
    rating: empty ? 3 : ratingOf(hallucinated, recall, truth.facts.length),
    claims,
    counts: { recall, recallOf: 1 },
  };
}

function ratingOf(hallucinated: boolean, recall: number, facts: number): number {
  if (hallucinated) return recall === 1 ? 2 : recall >= 0.5 ? 1 : 0;
  if (recall === 1) return facts > 1 ? 6 : 5;
  return recall >= 0.5 ? 4 : 3;
}

/** What an answer is held against. */
interface Truth {
  readonly there: ReadonlySet<string>;
  readonly polarity: string | undefined;
  readonly mentions: readonly ObjectMention[];
  readonly details: readonly Detail[];
  readonly contrasts: ReadonlySet<string>;
  /** What the standard answer says and the question does not. */
  readonly facts: readonly string[];
}

function truthOf(
  question: string,
  standard: string,
  annotated: ReadonlySet<string>,
  forms: ObjectForms,
): Truth {
  const [asked, mentions] = [objectMentions(question, forms), objectMentions(standard, forms)];
  const polarity = polarityOf(standard);
  const denied = new Set(namesOf(mentions, 'denied'));
  const granted =
    polarity === undefined ? namesOf(asked, 'there').filter((object) => !denied.has(object)) : [];
  // That there is none of what a yes/no question names is its "no".
  const none = polarity === undefined ? [] : asked.map(({ object }) => `no ${object}`);
  const known = new Set([...factsOf(question, asked), ...none]);
  return {
    there: new Set([...annotated, ...namesOf(mentions, 'there'), ...granted]),
    polarity,
    mentions,
    details: looseDetails(standard),
    contrasts: new Set(contrastsIn(standard).map(({ word }) => word)),
    facts: factsOf(standard, mentions).filter((fact) => !known.has(fact)),
  };
}

function namesOf(mentions: readonly ObjectMention[], stance: ObjectMention['stance']): string[] {
  return mentions.filter((mention) => mention.stance === stance).map(({ object }) => object);
}

/** What a text says, each once: yes or no, objects, "no" and an object, numbers, colours and places. */
function factsOf(text: string, mentions: readonly ObjectMention[]): string[] {
  const polarity = polarityOf(text);
  const facts = [
    ...(polarity === undefined ? [] : [polarity]),
    ...namesOf(mentions, 'there'),
    ...namesOf(mentions, 'denied').map((object) => `no ${object}`),
    ...looseDetails(text).map(({ value }) => value),
    ...contrastsIn(text).map(({ word }) => word),
  ];
  return [...new Set(facts)];
}

function polarityOf(text: string): string | undefined {
  return /^\W*(yes|no)\b/i.exec(text)?.[1]?.toLowerCase();
}

function polarityClaims(answer: string, { polarity }: Truth): Claim[] {
  const said = polarityOf(answer);
  if (said === undefined || polarity === undefined) return [];
  const start = answer.toLowerCase().indexOf(said);
  return [{ text: said, start, end: start + said.length, verdict: said === polarity ? 'true' : 'false' }];
}

/** That an object is there, or is not; and its numbers and colours, where the standard answer gives it some. */
function mentionClaims(answer: string, mention: ObjectMention, { there, mentions }: Truth): Claim[] {
  const { object, start, end, stance, details } = mention;
  if (stance === 'open') return [];
  const isThere = stance === 'there';
  const text = isThere ? object : `no ${object}`;
  const claim: Claim = { text, start, end, verdict: there.has(object) === isThere ? 'true' : 'false' };
  const same = mentions.filter((other) => other.object === object).flatMap((other) => other.details);
  return [claim, ...details.flatMap((detail) => detailClaim(answer, detail, same))];
}

function looseClaims(answer: string, { details }: Truth): Claim[] {
  return looseDetails(answer).flatMap((detail) => detailClaim(answer, detail, details));
}

/**
 * Nothing where the standard answer has no number or no colour to compare. What it calls "a dog" are not two dogs; but who
 * says "a dog" of two may mean one of them.
 */
function detailClaim(answer: string, detail: Detail, truth: readonly Detail[]): Claim[] {
  const { kind, value, start, end, hint } = detail;
  const values = truth.filter((other) => other.kind === kind).map((other) => other.value);
  if (values.length === 0 || hint === true) return [];
  const verdict = values.includes(value) ? 'true' : 'false';
  return [{ text: answer.slice(start, end).toLowerCase(), start, end, verdict }];
}

/** Words of which a statement takes one. */
const CONTRASTS: readonly (readonly string[])[] = [
  ['left', 'right'],
  ['top', 'bottom'],
  ['upper', 'lower'],
  ['above', 'below'],
  ['over', 'under'],
  ['inside', 'outside'],
  ['indoors', 'outdoors'],
  ['front', 'behind'],
  ['more', 'fewer', 'as many'],
];
const CONTRAST = new RegExp(`\\b(not )?(${CONTRASTS.flat().join('|')})\\b`, 'gi');

/** "Not above" says nothing of where it is. */
function contrastsIn(text: string): { word: string; start: number; end: number }[] {
  return [...text.matchAll(CONTRAST)].flatMap(({ 0: all, 1: not, 2: word = '', index }) =>
    not === undefined ? [{ word: word.toLowerCase(), start: index, end: index + all.length }] : [],
  );
}

function contrastClaims(answer: string, { contrasts }: Truth): Claim[] {
  return contrastsIn(answer).flatMap(({ word, start, end }): Claim[] => {
    if (contrasts.has(word)) return [{ text: word, start, end, verdict: 'true' }];
    const others = CONTRASTS.find((words) => words.includes(word)) ?? [];
    return others.some((other) => contrasts.has(other)) ? [{ text: word, start, end, verdict: 'false' }] : [];
  });
}
