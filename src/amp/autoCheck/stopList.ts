// The paper's stop list (section on auto-check): nouns that name the picture or its mood, not something in it.

export const STOP_NOUNS: ReadonlySet<string> = new Set(
  (
    'photo image photograph picture figure painting harmony beauty feel concentration life matter feature features ' +
    'effect skill detail emotion emotions nature time background placement perspective universality attention essence ' +
    'peace composition element foreground appreciation atmosphere artwork subject'
  ).split(' '),
);

/** Whether a noun is on the list, in the singular or the plural. */
export function isStopNoun(noun: { readonly word: string; readonly lemma: string }): boolean {
  return STOP_NOUNS.has(noun.word.toLowerCase()) || STOP_NOUNS.has(noun.lemma);
}
