// Worked examples for a text judge that rates answers 0 to 6. Our own: no benchmark has them.

export interface RatedRound {
  readonly question: string;
  /** The standard answer. */
  readonly truth: string;
  readonly answer: string;
  /** Why it gets its rating. */
  readonly why: string;
  readonly rating: number;
}

export interface RatedExample {
  readonly contents: readonly string[];
  readonly rounds: readonly RatedRound[];
}

export const RATED_EXAMPLES: readonly RatedExample[] = [
  {
    contents: ['Bicycle', 'Wall', 'Basket'],
    rounds: [
      {
        question: 'How many bicycles lean against the wall?',
        truth: 'Two bicycles.',
        answer: 'Two bicycles are leaning against the wall.',
        why: 'The number is right and all that was asked for.',
        rating: 5,
      },
      {
        question: 'What lies in the basket of the front bicycle?',
        truth: 'A loaf of bread and some leeks.',
        answer: 'There is a bunch of flowers in it.',
        why: 'There are no flowers in the basket, and nothing that is there is named.',
        rating: 0,
      },
      {
        question: 'Is the front bicycle locked?',
        truth: 'Yes, with a chain around its wheel.',
        answer: 'I cannot tell from here whether it is locked.',
        why: 'It owns that it does not know: that is not false, and of no use.',
        rating: 3,
      },
    ],
  },
  {
    contents: ['Umbrella', 'Person', 'Street', 'Bus'],
    rounds: [
      {
        question: 'What may the weather be like?',
        truth: 'It rains.',
        answer:
          'It is probably raining: everyone holds an open umbrella and the street shines. On such a street braking takes longer, so the people do well to wait for the bus to stop.',
        why: 'It agrees with the standard answer, gives its reasons, and what it adds is sound general knowledge.',
        rating: 6,
      },
      {
        question: 'Describe the image.',
        truth: 'Three people with umbrellas cross a wet street. A bus waits for them.',
        answer: 'Three people are crossing a street under umbrellas, and a taxi is parked at the corner.',
        why: 'The people are right, but a taxi is made up and the bus is missing.',
        rating: 1,
      },
    ],
  },
  {
    contents: ['Dog', 'Sofa', 'Blanket'],
    rounds: [
      {
        question: 'What is the dog lying on, and what does it do there?',
        truth: 'The dog sleeps on a sofa, half under a checked blanket.',
        answer: 'The dog is lying on a sofa.',
        why: 'Half of what was asked is answered, and nothing is false.',
        rating: 4,
      },
    ],
  },
];
