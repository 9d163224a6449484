// Benchmark results without a model: the first examples of a bundled benchmark with answers that are given. Tests only.
import { bundledBenchmarks } from '../bench/benchmarks.ts';
import { scoredResult } from '../bench/result.ts';
import { examplesHash, judged } from '../bench/task.ts';
import type { BenchResult } from '../protocol/bench.ts';
import type { BenchExample } from '../protocol/benchmark.ts';
import type { RuleJudge } from '../protocol/judge.ts';

/** @param answer of round r of an example; the standard answer by default */
export async function testResult(
  id: string,
  benchmark: string,
  n: number,
  rule: RuleJudge,
  answer: (example: BenchExample, r: number) => string = ({ rounds }, r) => rounds[r]?.answer ?? '',
): Promise<BenchResult> {
  const found = bundledBenchmarks().find(({ info }) => info.id === benchmark);
  const judge = found?.task.rules[rule]?.(found.tables);
  if (found === undefined || judge === undefined) throw new Error(`no ${benchmark} with ${rule}`);
  const { task, info } = found;
  const examples = found.examples.slice(0, n);
  const dialogues = examples.map((example) => {
    const answers = example.rounds.map((_, r) => answer(example, r));
    return judged(task, example, answers, judge(example, answers));
  });
  return scoredResult(
    task,
    {
      id,
      benchmark,
      name: info.name,
      examplesHash: await examplesHash(examples),
      model: 'model',
      modelName: 'Model',
      weightsHash: 'w'.repeat(64),
      decoding: task.decoding,
      judge: { kind: rule, name: rule, version: `${rule}/1` },
      createdAt: '2026-11-25T00:00:00.000Z',
    },
    dialogues,
  );
}
