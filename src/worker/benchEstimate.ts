// What a benchmark will take, told before it starts and without a GPU: what is known already, and what a text judge will
// be asked and cost.
import { costOf, estimateQuestion, estimateReply } from '../bench/judges/judgeCost.ts';
import type { BenchEstimate, BenchExample, BenchOptions } from '../protocol/benchmark.ts';
import type { LabStore } from '../store/store.ts';
import type { Assets } from './assets.ts';
import { planBenchmark } from './benchPlan.ts';
import { knownJudgements, protocolOf } from './benchTextJudge.ts';
import { knownAnswers } from './cachedAnswers.ts';

/** @throws ConfigError naming the option that is wrong */
export async function estimateBenchmark(
  assets: Assets,
  store: LabStore,
  options: BenchOptions,
): Promise<BenchEstimate> {
  const { benchmark, examples, model, decoding } = await planBenchmark(assets, store, options);
  const answers = await knownAnswers(store, model.weightsHash, examples, decoding);
  const count = {
    examples: examples.length,
    rounds: examples.reduce((n, { rounds }) => n + rounds.length, 0),
    answered: answers.filter((known) => known !== undefined).length,
  };
  if (options.judge.kind === 'rule') return { ...count, calls: 0, tokensIn: 0, tokensOut: 0, cost: 0 };
  const { text } = options.judge;
  const protocol = protocolOf(benchmark.task);
  // An answer that is not known is taken to be as long as the standard one; no reply is known to that.
  const supposed = examples.map((example, i) => answers[i] ?? standardAnswers(example));
  const { known } = await knownJudgements(store, text, protocol, examples, supposed);
  let [calls, tokensIn, tokensOut] = [0, 0, 0];
  for (const [i, example] of examples.entries()) {
    if (answers[i] !== undefined && known[i] !== undefined) continue;
    calls++;
    tokensIn += estimateQuestion(protocol.messages(example, supposed[i] ?? []));
    tokensOut += estimateReply(protocol, example.rounds.length);
  }
  return { ...count, calls, tokensIn, tokensOut, cost: costOf(text, tokensIn, tokensOut) };
}

function standardAnswers({ rounds }: BenchExample): string[] {
  return rounds.map(({ answer }) => answer);
}
