// The benchmarks that are there at once: each task on held-out scenes. Imported ones lie in the store.
import type { BenchExample, BenchmarkInfo, ImportedBenchmark, TaskId } from '../protocol/benchmark.ts';
import type { RuleJudge } from '../protocol/judge.ts';
import type { Task } from './task.ts';
import { amber, amberScenes } from './tasks/amber.ts';
import { chair, chairScenes } from './tasks/chair.ts';
import { llavaBench } from './tasks/llavaBench.ts';
import { mmhal } from './tasks/mmhal.ts';
import { mrhal, mrhalScenes } from './tasks/mrhal.ts';
import { pope, popeScenes } from './tasks/pope.ts';

/** Tasks by id. */
export const TASK: Readonly<Partial<Record<TaskId, Task>>> = {
  mrhal,
  pope,
  chair,
  amber,
  mmhal,
  'llava-bench': llavaBench,
};

interface Bundled {
  readonly id: string;
  readonly task: Task;
  readonly name: string;
  readonly about: string;
  readonly examples: () => readonly BenchExample[];
}

/** As many dialogues as MRHal-Bench has. */
const DIALOGUES = 105;

const BUNDLED: readonly Bundled[] = [
  {
    id: 'mrhal-scenes',
    task: mrhal,
    name: 'MRHal-Bench on scenes',
    about:
      'Dialogues of 2 to 5 rounds about scenes that no bundled model has seen; the judge knows the truth.',
    examples: () => mrhalScenes(DIALOGUES),
  },
  {
    id: 'mrhal-fluent',
    task: mrhal,
    name: 'MRHal-Bench, held-out style',
    about: 'The same on an art style that no bundled model has seen.',
    examples: () => mrhalScenes(DIALOGUES, { style: 'fluent' }),
  },
  {
    id: 'mrhal-priors',
    task: mrhal,
    name: 'MRHal-Bench, colours against the prior',
    about: 'The same on scenes in which nothing has its usual colour: who guesses, errs.',
    examples: () => mrhalScenes(DIALOGUES, { priorDefying: true }),
  },
  {
    id: 'pope-scenes',
    task: pope,
    name: 'POPE on scenes',
    about:
      'Is it in the image? Absent objects drawn at random, among popular ones, or from what usually stands with it.',
    examples: () => popeScenes(100),
  },
  {
    id: 'chair-scenes',
    task: chair,
    name: 'CHAIR on scenes',
    about:
      'Descriptions: what share of the objects named is not there, and what share of those there is named.',
    examples: () => chairScenes(100),
  },
  {
    id: 'amber-scenes',
    task: amber,
    name: 'AMBER on scenes',
    about:
      'Descriptions, and questions with yes and no for an answer: is it there, what colour, which is more, how do they ' +
      'stand. AMBER’s step of words that mean nearly the same is left out.',
    examples: () => amberScenes(100),
  },
];

/** A benchmark with all that running it takes. */
export interface Benchmark {
  readonly info: BenchmarkInfo;
  readonly task: Task;
  readonly examples: readonly BenchExample[];
  readonly tables: ImportedBenchmark['tables'];
}

/** The bundled benchmarks, in the order in which they are shown. */
export function bundledBenchmarks(): Benchmark[] {
  return BUNDLED.map(({ id, task, name, about, examples }) =>
    benchmarkOf(task, { id, name, about, bundled: true }, examples(), {}),
  );
}

/** An imported benchmark; undefined when this version of the lab does not know its task. */
export function importedBenchmark(stored: ImportedBenchmark): Benchmark | undefined {
  const task = TASK[stored.task];
  if (task === undefined) return undefined;
  const { id, name, createdAt, files, examples, tables } = stored;
  const about = `Imported from ${files.join(', ')}.`;
  return benchmarkOf(task, { id, name, about, bundled: false, createdAt }, examples, tables);
}

function benchmarkOf(
  task: Task,
  named: Pick<BenchmarkInfo, 'id' | 'name' | 'about' | 'bundled' | 'createdAt'>,
  examples: readonly BenchExample[],
  tables: ImportedBenchmark['tables'],
): Benchmark {
  const onScenes = examples.every(({ image }) => image.kind === 'scene');
  const rules = (Object.keys(task.rules) as RuleJudge[]).filter((rule) => rule !== 'exact' || onScenes);
  const info: BenchmarkInfo = {
    ...named,
    task: task.id,
    harnessVersion: task.version,
    examples: examples.length,
    rounds: examples.reduce((n, { rounds }) => n + rounds.length, 0),
    judges: [...rules, ...(task.text === undefined ? [] : (['text'] as const))],
    decoding: task.decoding,
  };
  return { info, task, examples, tables };
}
