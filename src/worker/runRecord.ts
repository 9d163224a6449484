// run.json: a run's record and events as a file. Everything is checked on the way in, because it may come from
// anywhere and the page shows it.
import * as v from 'valibot';
import { FormatError } from '../base/errors.ts';
import {
  BASE_STORAGES,
  OBJECTIVES,
  type Run,
  type RunEvent,
  type RunStatus,
  type TrainConfig,
} from '../protocol/run.ts';
import { defaultConfig } from '../train/presets.ts';

const FORMAT = 'amp-lab-run';
const VERSION = 1;

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

function oneOf<T extends string>(names: Record<T, true>): v.GenericSchema<unknown, T> {
  return v.picklist(Object.keys(names) as T[]);
}

/** Fields that are one of several words; the types see to it that none is forgotten. */
const choices = {
  objective: v.picklist(OBJECTIVES),
  pairs: oneOf<TrainConfig['pairs']>({ all: true, adjacent: true, best: true }),
  penalty: oneOf<TrainConfig['penalty']>({ none: true, paper: true, dpop: true, anchor: true }),
  reduction: oneOf<TrainConfig['reduction']>({ sum: true, mean: true }),
  smoothing: oneOf<TrainConfig['smoothing']>({ 'published-code': true, cdpo: true, robust: true }),
  schedule: oneOf<TrainConfig['schedule']>({ constant: true, cosine: true, linear: true }),
  adapter: oneOf<TrainConfig['adapter']>({ none: true, lora: true }),
};

/** Every field of a configuration, of the type that its default has. */
const Config = v.object({
  ...(Object.fromEntries(
    Object.entries(defaultConfig).map(([field, value]) => [field, schemaLike(value)]),
  ) as Record<keyof TrainConfig, v.GenericSchema>),
  ...choices,
  snapshots: v.exactOptional(count),
  baseStorage: v.exactOptional(v.picklist(BASE_STORAGES)),
}) as v.GenericSchema<unknown, TrainConfig>;

function schemaLike(value: unknown): v.GenericSchema {
  if (Array.isArray(value)) return v.array(finite);
  return typeof value === 'number' ? finite : typeof value === 'boolean' ? v.boolean() : v.string();
}

const Checkpoint = v.object({ step: count, evalLoss: v.exactOptional(v.number()) });

const Record: v.GenericSchema<unknown, Run> = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  name: v.string(),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  status: oneOf<RunStatus>({ running: true, paused: true, stopped: true, failed: true, finished: true }),
  config: Config,
  codeVersion: v.string(),
  weightsHash: v.string(),
  dataHash: v.string(),
  adapter: v.string(),
  stepsDone: count,
  error: v.exactOptional(v.string()),
  source: v.exactOptional(
    v.object({
      model: v.string(),
      data: v.variant('kind', [
        v.object({
          kind: v.literal('dataset'),
          id: v.string(),
          order: v.exactOptional(v.literal('human')),
        }),
        v.object({ kind: v.literal('scenes'), count, rounds: count, priorShare: finite }),
      ]),
    }),
  ),
  memory: v.exactOptional(v.array(v.object({ name: v.string(), bytes: count }))),
  last: v.exactOptional(Checkpoint),
  best: v.exactOptional(Checkpoint),
  ending: v.exactOptional(v.string()),
});

/** JSON has no NaN and no infinity: a metric that is one is null in the file, and NaN when read. */
const metric = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? NaN),
);

const File = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  run: Record,
  events: v.array(
    v.object({ runId: v.string(), step: count, seconds: finite, metrics: v.record(v.string(), metric) }),
  ),
});

export function runText(run: Run, events: readonly RunEvent[]): string {
  const lines = events.map((event) => `  ${JSON.stringify(event)}`);
  const head = JSON.stringify({ format: FORMAT, version: VERSION, run }, null, 1).slice(0, -2); // without its "\n}"
  return `${head},\n "events": [\n${lines.join(',\n')}\n ]\n}\n`;
}

/** @throws FormatError naming the field that is missing or wrong, or the event that belongs to another run */
export function parseRun(json: unknown, file: string): { run: Run; events: RunEvent[] } {
  const parsed = v.safeParse(File, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const place = v.getDotPath(issue) ?? '(root)';
    const remedy =
      place === 'version'
        ? 'It was written by another version of AMP Lab: update this one.'
        : 'It should be the run.json of a run that AMP Lab exported.';
    throw new FormatError(`${file}: ${place}: ${issue.message}.`, remedy);
  }
  const { run, events } = parsed.output;
  const foreign = events.findIndex(({ runId }) => runId !== run.id);
  if (foreign >= 0) {
    throw new FormatError(
      `${file}: events.${foreign} belongs to run ${events[foreign]?.runId}, the record is of ${run.id}.`,
      'Export the run again.',
    );
  }
  return { run, events };
}
