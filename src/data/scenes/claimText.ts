// Claims in words, and as the plain records that ladders and benchmark results keep.
import type { Claim as ClaimRecord } from '../../protocol/ladder.ts';
import type { Check } from './check.ts';
import type { Claim } from './claims.ts';
import { noun } from './nouns.ts';
import { CATEGORY_WORDS } from './phrasing.ts';
import { nounFor, numberWord, withArticle } from './words.ts';

/** A claim as a short statement: "three apples", "the apple is red". */
export function claimText(claim: Claim): string {
  switch (claim.kind) {
    case 'exists':
      return claim.present ? `there is ${withArticle(noun(claim.a).word)}` : `no ${noun(claim.a).word}`;
    case 'count':
      return `${numberWord(claim.count)} ${nounFor(claim.a, claim.count)}`;
    case 'colour':
      return `the ${noun(claim.a).word} is ${not(claim.is)}${claim.colour}`;
    case 'where':
      return `the ${noun(claim.a).word} is ${not(claim.is)}at the ${claim.place}`;
    case 'relation':
      return `the ${noun(claim.a).word} is ${not(claim.is)}${claim.relation} the ${noun(claim.b).word}`;
    case 'compare':
      return claim.sign === 'more'
        ? `more ${noun(claim.a).plural} than ${noun(claim.b).plural}`
        : `as many ${noun(claim.a).plural} as ${noun(claim.b).plural}`;
    case 'member':
      return `the ${noun(claim.a).word} is ${CATEGORY_WORDS[claim.category][0]}`;
    case 'some':
      return `there are ${claim.present ? '' : 'no '}${CATEGORY_WORDS[claim.category][1]}`;
    case 'kinds':
      return `${numberWord(claim.count)} kinds of ${CATEGORY_WORDS[claim.category][1]}`;
    case 'total':
      return `${numberWord(claim.count)} objects in total`;
    case 'polarity':
      return claim.yes ? 'yes' : 'no';
  }
}

const not = (is: boolean): string => (is ? '' : 'not ');

/** The claims of a check as records. */
export function claimRecords(check: Check): ClaimRecord[] {
  return check.claims.map(({ claim, start, end, verdict }) => ({
    text: claimText(claim),
    start,
    end,
    verdict: verdict ? 'true' : 'false',
  }));
}
