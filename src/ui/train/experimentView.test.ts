import { expect, test } from 'vitest';
import type { Claim, Experiment, ExperimentSpec } from '../../protocol/experiment.ts';
import {
  addExperimentEvent,
  axisOf,
  canGoOn,
  claimInWords,
  experimentCsv,
  fileNameOf,
  gridArms,
  isResultFile,
  outcomeInWords,
  planInWords,
  sideOf,
  startExperiment,
} from './experimentView.ts';
import { failed } from '../jobProgress.ts';

const spec: ExperimentSpec = {
  name: 'Penalty & levels',
  about: 'Which?',
  model: 'm',
  questions: { kind: 'scenes', count: 96, rounds: 2, style: 'noto', priorDefying: false },
  ladders: { sources: ['m', 's'], order: 'truth' },
  ladderCount: 48,
  temperature: 0.7,
  bench: { dialogues: 210, first: 0 },
  preset: 'paper',
  base: { steps: 60 },
  grid: { penalty: ['none', 'paper'], levels: [[0, 3], []] },
  arms: [{ name: 'auto-check', set: { ladders: { order: 'auto-check' } } }],
  seeds: [1, 2, 3],
  baseline: 'untrained',
  claims: [],
};

const estimate = (value: number): { value: number; low: number; high: number } => ({
  value,
  low: value - 0.1,
  high: value + 0.1,
});

const experiment = {
  id: 'e',
  spec,
  status: 'stopped',
  trials: [],
  total: 16,
  summary: [
    {
      arm: 'a, "b"',
      seeds: 3,
      hallucination: estimate(0.4),
      recall: estimate(0.5),
      rating: estimate(3),
      accuracy: estimate(0.8),
      ordered: estimate(0.5),
    },
  ],
} as unknown as Experiment;

test('a grid is every combination; no grid is no arm', () => {
  expect(gridArms(spec)).toBe(4);
  expect(gridArms({ grid: {} })).toBe(0);
});

test('what it will do, in words', () => {
  const plan = Object.fromEntries(planInWords(spec));
  expect(plan.Arms).toBe('5, each with 3 seeds: 15 trainings');
  expect(plan.Grid).toBe('penalty: none, paper; levels: [0, 3], []');
  expect(plan['Named arms']).toBe('auto-check (ladders order auto-check)');
  expect(plan.Loss).toBe('paper, with steps 60');
});

test('events add up, and a stop is not a failure', () => {
  const view = addExperimentEvent(startExperiment(spec), { kind: 'experiment', experiment });
  expect(view.experiment?.id).toBe('e');
  expect(failed(view, { name: 'CancelledError', message: '' }).state).toBe('stopped');
  expect(canGoOn(experiment, undefined)).toBe(true);
  expect(canGoOn(experiment, 'e')).toBe(false);
});

test('an axis holds every interval and 0', () => {
  const [low, high] = axisOf([{ value: -0.2, low: -0.3, high: -0.1 }, undefined]);
  expect(low).toBeLessThan(-0.3);
  expect(high).toBe(0);
  expect(axisOf([{ value: 0, low: 0, high: 0 }])).toEqual([-0.1, 0.1]);
});

test('a claim with a margin says what it asks for and what became of it', () => {
  const claim: Claim = {
    text: '',
    source: '',
    better: 'K = 4',
    worse: 'K = 2',
    measure: 'hallucination',
    margin: 2,
  };
  expect(claimInWords(claim)).toBe('K = 4 is no worse than K = 2 by 2 points of hallucination');
  const difference = { value: 0.009, low: -0.002, high: 0.019 };
  expect(outcomeInWords({ claim, difference, outcome: 'held' })).toMatch(
    /leaves out being worse by the margin/,
  );
  expect(outcomeInWords({ claim, difference, outcome: 'undecided' })).toMatch(/^undecided/);
});

test('an interval that holds 0 says nothing', () => {
  expect(sideOf({ value: -0.1, low: -0.2, high: 0.01 }, true)).toBe('unclear');
  expect(sideOf({ value: -0.1, low: -0.2, high: -0.01 }, true)).toBe('better');
  expect(sideOf({ value: 0.1, low: 0.01, high: 0.2 }, true)).toBe('worse');
});

test('CSV has a line an arm, and nothing where there is no figure', () => {
  const [header = '', line = ''] = experimentCsv(experiment).split('\n');
  expect(header).toMatch(/^arm,seeds,hallucination,hallucination_low,hallucination_high,recall/);
  expect(line).toMatch(/^"a, ""b""",3,0\.4,0\.30*\d*,0\.5,0\.5/);
  expect(line.split(',').length - 1).toBe(header.split(',').length); // the arm's name has a comma of its own
  expect(line).not.toContain('NaN');
});

test('results are told from what is to be done', () => {
  expect(isResultFile(JSON.stringify(experiment))).toBe(true);
  expect(isResultFile(JSON.stringify(spec))).toBe(false);
  expect(isResultFile('{')).toBe(false);
  expect(fileNameOf(spec.name, 'csv')).toBe('penalty-levels.csv');
});
