// Experiment files: what a person writes, checked field by field, with every default filled in; and result files.
import * as v from 'valibot';
import { ConfigError, FormatError } from '../base/errors.ts';
import { PRESETS, type PresetName } from '../amp/preference.ts';
import { bundledBenchmarks } from '../bench/benchmarks.ts';
import { summarise, verdictsOf } from '../bench/experimentSummary.ts';
import { TASKS } from '../protocol/benchmark.ts';
import type { Arm, Experiment, ExperimentSpec } from '../protocol/experiment.ts';
import type { TrainConfig } from '../protocol/run.ts';
import { checkConfig } from '../train/check.ts';
import { defaultConfig, lossPreset } from '../train/presets.ts';

const whole = (low: number) => v.pipe(v.number(), v.integer(), v.minValue(low));
const Choice = {
  sources: v.pipe(v.array(v.string()), v.minLength(1)),
  order: v.picklist(['generated', 'auto-check', 'truth']),
};
const LadderChanges = v.partial(v.strictObject(Choice));
const Options = v.record(v.string(), v.unknown());

const Spec = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty()),
  about: v.optional(v.string(), ''),
  model: v.optional(v.string(), 'sft-3of3'),
  questions: v.optional(
    v.strictObject({
      kind: v.optional(v.literal('scenes'), 'scenes'),
      count: v.optional(whole(1), 576),
      rounds: v.optional(whole(1), 2),
      style: v.optional(v.picklist(['noto', 'fluent']), 'noto'),
      priorDefying: v.optional(v.boolean(), false),
    }),
    {},
  ),
  ladders: v.optional(
    v.strictObject({
      sources: v.optional(Choice.sources, ['sft-3of3', 'sft-2of3', 'sft-1of3']),
      order: v.optional(Choice.order, 'generated'),
    }),
    {},
  ),
  ladderCount: v.optional(whole(1), 384),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0)), 0.7),
  bench: v.optional(
    v.strictObject({ dialogues: v.optional(whole(1), 210), first: v.optional(whole(0), 0) }),
    {},
  ),
  benchmarks: v.optional(
    v.array(v.strictObject({ id: v.pipe(v.string(), v.nonEmpty()), limit: v.optional(whole(1)) })),
  ),
  preset: v.optional(v.picklist(Object.keys(PRESETS) as PresetName[]), 'published-code'),
  base: v.optional(Options, {}),
  grid: v.optional(v.record(v.string(), v.pipe(v.array(v.unknown()), v.minLength(1))), {}),
  arms: v.optional(v.array(v.strictObject({ name: v.pipe(v.string(), v.nonEmpty()), set: Options })), []),
  seeds: v.optional(v.pipe(v.array(whole(0)), v.minLength(1)), [1, 2, 3]),
  baseline: v.optional(v.string(), 'untrained'),
  claims: v.optional(
    v.array(
      v.strictObject({
        text: v.pipe(v.string(), v.nonEmpty()),
        source: v.optional(v.string(), ''),
        better: v.string(),
        worse: v.string(),
        measure: v.optional(v.picklist(['hallucination', 'recall', 'rating']), 'hallucination'),
        margin: v.optional(v.pipe(v.number(), v.minValue(0))),
      }),
    ),
    [],
  ),
});

/** The name of the model as it was, among the arms. */
export const UNTRAINED = 'untrained';

/**
 * Reads an experiment file.
 * @throws FormatError naming the field that is missing or wrong; ConfigError naming the arm and its wrong option
 */
export function parseExperiment(text: string): ExperimentSpec {
  const spec = parsed(Spec, text, 'The experiment file') as ExperimentSpec;
  const arms = armsOf(spec);
  const names = [UNTRAINED, ...arms.map(({ name }) => name)];
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new ConfigError(`Two arms are called "${twice}".`, 'Give each its own name.');
  if (!names.includes(spec.baseline)) {
    throw new ConfigError(`The baseline "${spec.baseline}" is no arm.`, `There are ${names.join(', ')}.`);
  }
  for (const { text: claim, better, worse } of spec.claims) {
    const missing = [better, worse].find((arm) => !names.includes(arm));
    if (missing === undefined) continue;
    throw new ConfigError(
      `The claim "${claim}" names "${missing}", which is no arm.`,
      `There are ${names.join(', ')}.`,
    );
  }
  if (spec.benchmarks !== undefined) checkBenchmarks(spec.benchmarks);
  for (const arm of arms) {
    try {
      checkConfig(configOf(spec, arm, 0));
      checked(v.object({ ladders: LadderChanges }), { ladders: arm.set.ladders ?? {} }, 'an option');
    } catch (error) {
      throw new ConfigError(`Arm "${arm.name}": ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return spec;
}

function checkBenchmarks(choices: NonNullable<ExperimentSpec['benchmarks']>): void {
  const known = bundledBenchmarks().map(({ info }) => info);
  for (const [i, { id }] of choices.entries()) {
    const info = known.find((benchmark) => benchmark.id === id);
    if (info === undefined) {
      throw new ConfigError(
        `There is no benchmark "${id}".`,
        `There are ${known.map((benchmark) => benchmark.id).join(', ')}.`,
      );
    }
    if (info.judges[0] === undefined || info.judges[0] === 'text') {
      throw new ConfigError(`${info.name} has no judge that needs no model.`, 'Leave it out.');
    }
    if (choices.findIndex((other) => other.id === id) < i) {
      throw new ConfigError(`The benchmark "${id}" is named twice.`, 'Name it once.');
    }
  }
}

/** The arms of a specification: every combination of the grid, then the named ones; the base alone if there are none. */
export function armsOf({ grid, arms }: Pick<ExperimentSpec, 'grid' | 'arms'>): Arm[] {
  let products: Arm[] = [{ name: '', set: {} }];
  for (const [option, values] of Object.entries(grid)) {
    products = products.flatMap(({ name, set }) =>
      values.map((value): Arm => ({
        name: `${name}${name && ', '}${option} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
        set: merged(set, option, value),
      })),
    );
  }
  const fromGrid = Object.keys(grid).length > 0 ? products : [];
  const all = [...fromGrid, ...arms];
  return all.length > 0 ? all : [{ name: 'base', set: {} }];
}

/** `ladders.order` and `ladders.sources` reach into the ladders, `preset` takes a whole loss; the rest are options. */
function merged(set: Arm['set'], option: string, value: unknown): Arm['set'] {
  const inner = /^ladders\.(\w+)$/.exec(option)?.[1];
  if (inner === undefined) return { ...set, [option]: value };
  return { ...set, ladders: { ...set.ladders, [inner]: value } };
}

/** An arm's whole configuration. @throws ConfigError when it names an option that does not exist, or of another type */
export function configOf(spec: ExperimentSpec, arm: Arm, seed: number): TrainConfig {
  const options = Object.entries(arm.set).filter(([name]) => name !== 'ladders');
  const set = Object.fromEntries(options) as Partial<TrainConfig>;
  const changes: Partial<TrainConfig> = { ...spec.base, ...set };
  const preset = (set.preset ?? spec.preset) as PresetName;
  if (!(preset in PRESETS)) {
    throw new ConfigError(`preset is '${preset}'.`, `It takes one of ${Object.keys(PRESETS).join(', ')}.`);
  }
  for (const [name, value] of Object.entries(changes)) {
    const known = defaultConfig[name as keyof TrainConfig];
    if (known === undefined) {
      throw new ConfigError(
        `There is no option ${name}.`,
        `There are ${Object.keys(defaultConfig).join(', ')}.`,
      );
    }
    if (typeof value !== typeof known || Array.isArray(value) !== Array.isArray(known)) {
      throw new ConfigError(`${name} is ${JSON.stringify(value)}.`, `It is a ${typeof known}.`);
    }
  }
  return { ...defaultConfig, ...lossPreset(preset), ...changes, seed };
}

const Benchmark = v.pipe(
  v.looseObject({
    id: v.string(),
    name: v.string(),
    task: v.picklist(TASKS),
    version: v.string(),
    counts: v.array(v.string()),
    images: v.array(v.array(v.number())),
  }),
  v.check(
    ({ counts, images }) => images.every((row) => row.length === counts.length),
    'an image has not as many sums as there are names',
  ),
);

const Result = v.looseObject({
  id: v.string(),
  spec: v.looseObject({ name: v.string(), baseline: v.string(), claims: v.array(v.looseObject({})) }),
  createdAt: v.string(),
  status: v.picklist(['running', 'stopped', 'failed', 'finished']),
  trials: v.array(
    v.looseObject({
      key: v.string(),
      arm: v.string(),
      seed: v.number(),
      seconds: v.number(),
      metrics: v.record(v.string(), v.number()),
      dialogues: v.pipe(
        v.array(
          v.object({ rounds: v.number(), hallucinated: v.number(), recall: v.number(), rating: v.number() }),
        ),
        v.minLength(1),
      ),
      benchmarks: v.optional(v.array(Benchmark)),
    }),
  ),
});

/** Reads a result file of `npm run experiment`; its table is made anew. @throws FormatError naming what is wrong */
export function parseExperimentResult(text: string): Experiment {
  const experiment = parsed(Result, text, 'The result file') as Experiment;
  const { trials, spec } = experiment;
  return {
    ...experiment,
    summary: summarise(trials, spec.baseline),
    verdicts: verdictsOf(trials, spec.claims),
  };
}

function parsed(schema: v.GenericSchema, text: string, what: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FormatError(`${what} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return checked(schema, json, what);
}

function checked(schema: v.GenericSchema, json: unknown, what: string): unknown {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new FormatError(`${what}: ${v.getDotPath(issue) ?? '(root)'}: ${issue.message}.`);
}
