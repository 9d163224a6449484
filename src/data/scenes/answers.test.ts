import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { QUESTION_TYPES } from '../../protocol/dialogue.ts';
import { standardAnswer } from './answer.ts';
import { ask } from './ask.ts';
import { checkAnswer } from './check.ts';
import { countOf } from './facts.ts';
import { hallucinate } from './hallucinate.ts';
import { parseQuestion, phrase } from './phrasing.ts';
import { TYPE_OF, polarityOf, queryKey } from './query.ts';
import type { Query } from './query.ts';
import { makeScene } from './scene.ts';
import type { Scene } from './scene.ts';

/** Many scenes with a question each, of every type. */
function cases(n: number, priorDefying = false): { scene: Scene; query: Query; random: Random }[] {
  return Array.from({ length: n }, (_, i) => {
    const scene = makeScene('pretrain', i, { priorDefying });
    const random = new Random(i);
    return QUESTION_TYPES.flatMap((type) => {
      const query = ask(scene, type, random);
      return query ? [{ scene, query, random }] : [];
    });
  }).flat();
}

describe('questions', () => {
  it('are read back as what they mean, in every wording', () => {
    const kinds = new Set<string>();
    for (const { scene, query, random } of cases(400)) {
      const text = phrase(query, 'a' in query ? countOf(scene, query.a) : 0, random);
      expect(text).toMatch(/^[A-Z][A-Za-z ,]+[?.]$/);
      const read = parseQuestion(text);
      expect(read && queryKey(read), text).toBe(queryKey(query));
      kinds.add(query.kind);
    }
    expect([...kinds].sort()).toEqual(Object.keys(TYPE_OF).sort());
  });

  it('ask for yes and no about equally often', () => {
    for (const kind of ['exists', 'isColour', 'relation', 'category'] as const) {
      const asked = cases(1500).filter(({ query }) => query.kind === kind);
      const yes = asked.filter(({ scene, query }) => polarityOf(scene, query)).length / asked.length;
      expect(Math.abs(yes - 0.5), kind).toBeLessThan(0.1);
    }
  });

  it('of others are not read', () => {
    for (const text of ['', 'Why?', 'Is there a unicorn in the image?', '}{', 'What color is it?']) {
      expect(parseQuestion(text)).toBeUndefined();
    }
  });
});

describe('standard answers', () => {
  it.each([false, true])('pass the checker with full recall (prior-defying: %s)', (priorDefying) => {
    for (const { scene, query } of cases(500, priorDefying)) {
      const answer = standardAnswer(scene, query);
      const check = checkAnswer(scene, query, answer);
      const note = `${JSON.stringify(query)} ${answer} ${JSON.stringify(check.claims)}`;
      expect(check.hallucinated, note).toBe(false);
      expect(check.recall, note).toBe(1);
      expect(check.facts.length, note).toBeGreaterThan(0);
      expect(check.unparsed).toBe(false);
    }
  });
});

describe('hallucinated answers', () => {
  it('exist for every question and fail the checker', () => {
    for (const { scene, query, random } of cases(500)) {
      const answer = hallucinate(scene, query, random);
      const note = `${JSON.stringify(query)} ${JSON.stringify(scene.kinds)} ${answer}`;
      expect(answer, note).toBeDefined();
      expect(checkAnswer(scene, query, answer as string).hallucinated, note).toBe(true);
    }
  });

  it('give the usual colour where the true one is another', () => {
    const truth = { kinds: [{ noun: 18, colour: 'blue' as const, cells: [0] }] };
    expect(hallucinate(truth, 'What color is the banana?', new Random(1))).toBe('The banana is yellow.');
  });
});

describe('the checker', () => {
  // Two blue apples (17) above, one brown horse (1) at the bottom right.
  const truth = {
    kinds: [
      { noun: 17, colour: 'blue' as const, cells: [0, 1] },
      { noun: 1, colour: 'brown' as const, cells: [15] },
    ],
  };
  const verdicts = (question: string, answer: string): string =>
    checkAnswer(truth, question, answer)
      .claims.map((c) => `${c.claim.kind}${c.verdict ? '+' : '-'}`)
      .join(' ');

  it.each([
    ['Is there a horse in the image?', 'Yes.', 'polarity+', 1],
    ['Is there a horse in the image?', 'No', 'polarity-', 0],
    ['Is there a horse in the image?', 'There is a horse', 'exists+', 1],
    ['Is there an apple in the image?', 'Yes, there is an apple.', 'polarity+ exists+', 1],
    ['Is there an apple in the image?', 'Yes, there are three apples.', 'polarity+ exists+ count-', 1],
    ['Is there a pig in the image?', 'Yes, there is a pig in the image.', 'polarity- exists-', 0],
    ['How many apples are there?', 'two two', 'count+', 1],
    ['How many apples are there?', 'There are no apples.', 'exists-', 0],
    ['How many pigs are there?', 'There are no pigs.', 'exists+', 1],
    ['What color are the apples?', 'Red.', 'colour-', 0],
    ['What color are the apples?', 'The apples are blue blue.', 'exists+ colour+', 1],
    ['Where is the horse?', 'at the bottom right', 'where+', 1],
    ['Where is the horse?', 'The horse is at the top right.', 'exists+ where-', 0],
    ['Where is the horse?', 'The horse is at the bottom.', 'exists+ where+', 0],
    ['Are there more horses than apples?', 'No, there are more apples than horses.', 'polarity+ compare+', 1],
    ['Are there more horses than apples?', 'No.', 'polarity+', 0.5],
    ['Is there something to eat?', 'Yes, the apples can be eaten.', 'polarity+ exists+ member+', 1],
    ['Is there something to eat?', 'Yes, the horse can be eaten.', 'polarity+ exists+ member-', 0.5],
    ['How many kinds of animals are there?', 'There is one kind of animal.', 'kinds+', 1],
    ['How many objects are there in total?', 'There are four objects.', 'total-', 0],
    [
      'Describe the image.',
      'The image shows two red apples and a horse',
      'exists+ count+ colour- exists+ count+',
      4 / 6,
    ],
    ['Describe the image.', 'image the the image.', '', 0],
    ['Describe the image.', '', '', 0],
  ])('%s %s', (question, answer, expected, recall) => {
    expect(verdicts(question, answer)).toBe(expected);
    expect(checkAnswer(truth, question, answer).recall).toBeCloseTo(recall);
  });

  it('names the characters that make a claim', () => {
    const answer = 'The image shows two red apples.';
    const claim = checkAnswer(truth, 'Describe the image.', answer).claims.find((c) => !c.verdict);
    expect(answer.slice(claim?.start, claim?.end)).toBe('two red apples');
  });

  it('never throws, whatever is said', () => {
    const words =
      'Yes No there is are a the two red horse apples more than as many left of top and , . not can be eaten kinds animals objects nothing household'.split(
        ' ',
      );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom(...words)).map((w) => w.join(' ')),
        ),
        fc.constantFrom(...cases(30).map((c) => c.query)),
        (answer, query) => {
          for (const c of checkAnswer(truth, query, answer).claims) {
            expect(c.start).toBeLessThan(c.end);
            expect(c.end).toBeLessThanOrEqual(answer.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
