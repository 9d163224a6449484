// The exact checker: which claims an answer makes, whether each is true, and which asked facts it states.
import { factsOf, isTrue, states } from './claims.ts';
import type { Claim } from './claims.ts';
import { readClaims } from './parse.ts';
import type { SaidClaim } from './parse.ts';
import { parseQuestion } from './phrasing.ts';
import { polarityOf } from './query.ts';
import type { Query } from './query.ts';
import type { SceneTruth } from './scene.ts';

export interface CheckedClaim extends SaidClaim {
  verdict: boolean;
}

export interface Check {
  /** The question's meaning; undefined when it is not one of the scenes' questions. */
  query: Query | undefined;
  claims: CheckedClaim[];
  /** The facts that the question asked for, and whether a true claim states each. */
  facts: { fact: Claim; stated: boolean }[];
  /** Share of the facts that are stated, 0..1; 1 when nothing was asked for. */
  recall: number;
  /** Whether some claim is false: a hallucination. */
  hallucinated: boolean;
  /** No claim was found at all. */
  unparsed: boolean;
}

/** Checks an answer to a question (its text, or its meaning where that is known). Never throws. */
export function checkAnswer(truth: SceneTruth, question: string | Query, answer: string): Check {
  const query = typeof question === 'string' ? parseQuestion(question) : question;
  // Without a known question the answer is read like a description.
  const context: Query = query ?? { kind: 'describe' };
  const yesNo = polarityOf(truth, context) !== undefined;
  const claims = readClaims(answer, context)
    .filter(({ claim }) => claim.kind !== 'polarity' || yesNo)
    .map((said) => ({ ...said, verdict: isTrue(truth, context, said.claim) }));
  const facts = (query ? factsOf(truth, query) : []).map((fact) => ({
    fact,
    stated: claims.some((c) => c.verdict && states(c.claim, fact, context)),
  }));
  const stated = facts.filter((f) => f.stated).length;
  return {
    query,
    claims,
    facts,
    recall: facts.length === 0 ? 1 : stated / facts.length,
    hallucinated: claims.some((c) => !c.verdict),
    unparsed: claims.length === 0,
  };
}
