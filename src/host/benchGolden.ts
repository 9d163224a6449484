// What well-formed golden files of the benchmarks' metrics, judges and statistics are (e2e/golden/README.md);
// host/verifyBench.ts runs them.
import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());
const share = v.pipe(finite, v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const words = v.array(v.string());
const some = <T extends v.GenericSchema>(schema: T) => v.pipe(v.array(schema), v.minLength(1));

export const ChairFile = v.object({
  kind: v.literal('chair'),
  /** A line for each object, split at ", ". */
  synonyms: v.string(),
  cases: some(
    v.object({
      images: some(
        v.object({
          categories: words,
          /** Reference captions: what they name is annotated too. */
          references: words,
          caption: v.string(),
          /** Word and object. */
          mentions: v.array(v.tuple([v.string(), v.string()])),
          chairS: share,
          chairI: share,
        }),
      ),
      chairS: share,
      chairI: share,
    }),
  ),
});
export type ChairFile = v.InferOutput<typeof ChairFile>;

export const AmberFile = v.object({
  kind: v.literal('amber'),
  association: v.record(v.string(), words),
  safeWords: words,
  cases: some(
    v.object({
      descriptions: v.array(
        v.object({
          truth: words,
          hallu: words,
          /** The nouns of the lists that the script's tagger finds in the response. */
          nouns: words,
        }),
      ),
      questions: v.array(
        v.object({ type: v.string(), truth: v.picklist(['yes', 'no']), response: v.string() }),
      ),
      /** By section and name. */
      printed: v.record(v.string(), v.record(v.string(), finite)),
    }),
  ),
});
export type AmberFile = v.InferOutput<typeof AmberFile>;

const pair = v.tuple([finite, finite]);
const LlavaScores = v.object({ relative: finite, reference: finite, model: finite });
const JudgeCase = v.variant('of', [
  v.object({
    of: v.literal('mmhal'),
    ratings: some(v.pipe(finite, v.minValue(0), v.maxValue(6))),
    expected: v.object({ score: finite, hallucination: finite, byType: v.array(finite) }),
  }),
  v.object({
    of: v.literal('llava-bench'),
    types: words,
    pairs: some(pair),
    expected: v.record(v.string(), LlavaScores),
  }),
  // Of replies, null = the published code cannot read it.
  v.object({
    of: v.literal('mrhal-reply'),
    reply: v.string(),
    rounds: count,
    expected: v.nullable(v.array(finite)),
  }),
  v.object({ of: v.literal('mmhal-reply'), reply: v.string(), expected: v.nullable(finite) }),
  v.object({ of: v.literal('llava-bench-reply'), reply: v.string(), expected: v.nullable(pair) }),
]);
export type JudgeCase = v.InferOutput<typeof JudgeCase>;
export const JudgesFile = v.object({ kind: v.literal('judges'), cases: some(JudgeCase) });

const interval = v.object({ low: finite, high: finite });
const counts = some(some(count));
const StatisticsCase = v.variant('statistic', [
  v.object({ statistic: v.literal('wilson'), successes: count, n: count, expected: interval }),
  v.object({
    statistic: v.literal('mcnemar'),
    onlyFirst: count,
    onlySecond: count,
    expected: v.object({ p: share }),
  }),
  v.object({ statistic: v.literal('quantiles'), values: some(finite), expected: interval }),
  v.object({
    statistic: v.literal('kappa'),
    confusion: counts,
    binary: count,
    expected: v.object({ unweighted: finite, linear: finite, quadratic: finite, binary: finite }),
  }),
  v.object({
    statistic: v.literal('bootstrap'),
    clusters: some(pair),
    seed: count,
    resamples: count,
    expected: v.object({ value: finite, low: finite, high: finite }),
  }),
  v.object({ statistic: v.literal('trend'), dialogues: counts, expected: v.object({ slope: finite }) }),
  v.object({
    statistic: v.literal('designEffect'),
    clusters: some(some(finite)),
    expected: v.object({ designEffect: finite }),
  }),
  v.object({
    statistic: v.literal('power'),
    n: count,
    difference: finite,
    discordant: share,
    expected: v.object({ power: share, needed: v.optional(count) }),
  }),
]);
export type StatisticsCase = v.InferOutput<typeof StatisticsCase>;
export const StatisticsFile = v.object({ kind: v.literal('statistics'), cases: some(StatisticsCase) });
