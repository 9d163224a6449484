// An experiment's table, CSV and document: benchmarks and claims in words. Figures are those of its summary.
import { expect, test } from 'vitest';
import { trialBenchmark } from '../bench/experimentBenchmarks.ts';
import { summarise, verdictsOf } from '../bench/experimentSummary.ts';
import { judged } from '../bench/task.ts';
import { pope } from '../bench/tasks/pope.ts';
import type { Claim, Experiment, Trial } from '../protocol/experiment.ts';
import { parseExperiment } from '../worker/experimentFile.ts';
import { experimentDocument } from './experimentDocument.ts';
import { benchmarkCells, experimentCsv, experimentTable, outcomeInWords } from './experimentReport.ts';

/** A trial that answers four yes/no questions, two of them yes, so many of them right. */
function trial(arm: string, seed: number, right: number, version = pope.version): Trial {
  const dialogues = ['yes', 'no', 'yes', 'no'].map((truth, i) => {
    const image = { kind: 'scene', seed: i, split: 'bench', style: 'noto' } as const;
    const parsed = i < right ? truth : truth === 'yes' ? 'no' : 'yes';
    const rounds = [{ question: '', answer: truth, type: 'random' }];
    return judged(pope, { id: String(i), image, rounds }, [parsed], [{ parsed }]);
  });
  const judge = { kind: 'published', name: 'published', version: '1' } as const;
  return {
    key: `${arm}${seed}`,
    arm,
    seed,
    metrics: { loss: seed },
    dialogues: Array.from({ length: 8 }, (_, d) => ({
      rounds: 2,
      hallucinated: d % 2,
      recall: 1,
      rating: 8,
    })),
    benchmarks: [trialBenchmark({ id: 'p', name: 'POPE here', task: 'pope', version, judge }, dialogues)],
    weightsHash: 'w',
    seconds: 60,
  };
}

function experiment(trials: readonly Trial[], claims: readonly Claim[] = []): Experiment {
  const spec = { ...parseExperiment('{"name": "x", "arms": [{"name": "a", "set": {}}]}'), claims };
  return {
    id: 'x',
    spec,
    createdAt: '',
    status: 'finished',
    adapter: 'test',
    codeVersion: '1',
    trials,
    total: trials.length,
    summary: summarise(trials, 'untrained'),
    verdicts: verdictsOf(trials, claims),
  };
}
const trials = [trial('untrained', 0, 2), trial('a', 1, 4), trial('a', 2, 3)];

test('a table for each benchmark: scores, arms, n over all seeds, difference against the baseline', () => {
  const [table] = benchmarkCells(experiment(trials));
  expect(table?.name).toBe('POPE here');
  const accuracy = table?.cells.filter(([score]) => score === 'Accuracy, %') ?? [];
  expect(accuracy.map(([, arm, value, n]) => [arm, value?.split(' ')[0], n])).toEqual([
    ['untrained', '50.0', '4'],
    ['a', '87.5', '8'],
  ]);
  expect(accuracy[0]?.[4]).toBe('');
  expect(accuracy[1]?.[4]).toMatch(/^37\.5 \[-?\d+\.\d, \d+\.\d\]$/);
  expect(table?.cells.find(([score, arm]) => score === 'Length' && arm === 'a')?.[2]).toBe('1.0 [1.0, 1.0]');
  const text = experimentTable(experiment(trials));
  expect(text).toMatch(/\n\nPOPE here\nscore +arm +value +n +against untrained\n/);
  const document = experimentDocument([{ path: 'x.json', experiment: experiment(trials) }]);
  expect(document).toMatch(/### POPE here\n\n\| score +\| arm +\| value +\| n +\| against untrained +\|\n/);
});

test('CSV: the scores of every trial', () => {
  const [header = '', ...lines] = experimentCsv(experiment(trials)).trim().split('\n');
  const at = header.split(',').indexOf('p/accuracy');
  expect(lines.map((line) => line.split(',')[at])).toEqual(['0.5', '1', '0.75']);
});

test('sums of another version are not shown, and named', () => {
  const old = experiment(trials.map((one) => ({ ...one, ...trial(one.arm, one.seed, 2, 'pope/0') })));
  expect(benchmarkCells(old)).toEqual([]);
  expect(experimentTable(old)).toMatch(/Not shown, .*POPE here \(pope\/0\)\. Run it anew\.$/);
  expect(experimentDocument([{ path: 'x.json', experiment: old }])).toContain('POPE here (pope/0)');
});

test('claims in words, with their margin', () => {
  const claim = { text: 'No worse.', source: '', better: 'a', worse: 'untrained' } as const;
  const claims: Claim[] = [
    { ...claim, measure: 'hallucination', margin: 2 },
    { ...claim, measure: 'recall', margin: 1 },
    { ...claim, measure: 'rating', margin: 0.5 },
    { ...claim, measure: 'hallucination' },
  ];
  const made = experiment(trials, claims);
  expect(made.verdicts.map(outcomeInWords)).toEqual([
    'held (margin 2 points)',
    'held (margin 1 point)',
    'held (margin 0.5 of the rating)',
    'not decided',
  ]);
  const [verdict] = made.verdicts;
  expect(verdict && outcomeInWords({ ...verdict, outcome: 'reversed' })).toBe('worse (margin 2 points)');
  expect(experimentTable(made)).toContain('held (margin 2 points): No worse.; 0.0 [0.0, 0.0] points');
  const document = experimentDocument([{ path: 'x.json', experiment: made }]);
  expect(document).toMatch(
    /\| No worse\. +\| this lab +\| held \(margin 2 points\) +\| 0\.0 \[0\.0, 0\.0\] points/,
  );
});
