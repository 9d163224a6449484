// What the form for making ladders starts with, and what it says of the choices made. Pure.
import { ConfigError } from '../../base/errors.ts';
import { checkDecoding, DECODING_PRESETS, decodingOf, type Decoding } from '../../protocol/decoding.ts';
import type { DecodingPreset } from '../../protocol/decoding.ts';
import type { LadderJobOptions, ModelInfo } from '../../protocol/ladderJob.ts';

/** Answers about scenes are a sentence or two; the paper's limit of 512 is for real photographs. */
const MAX_NEW = 64;
/** Levels of a ladder by incremental generation: the truth, two fine-tuned models, and the base. */
const LEVELS = 4;

/** Models of one family with more than one size, the largest first. */
export interface Family {
  readonly name: string;
  readonly models: readonly ModelInfo[];
}

/** Families that multi-size expert generation can use, the one with most sizes first. */
export function families(models: readonly ModelInfo[]): Family[] {
  const names = [...new Set(models.map(({ family }) => family))];
  return names
    .map((name) => ({
      name,
      models: models
        .filter(({ family }) => family === name)
        .toSorted((a, b) => b.parameters - a.parameters)
        .filter(({ parameters }, i, all) => parameters !== all[i - 1]?.parameters),
    }))
    .filter(({ models: sizes }) => sizes.length > 1)
    .toSorted((a, b) => b.models.length - a.models.length);
}

/** One click makes 48 ladders with all sizes of the bundled family. */
export function defaultOptions(models: readonly ModelInfo[]): LadderJobOptions {
  const [family] = families(models);
  const smallest = models.toSorted((a, b) => a.parameters - b.parameters)[0];
  return {
    name: '',
    method: family === undefined ? 'ig' : 'meg',
    experts: family?.models.map(({ id }) => id) ?? [],
    base: (family?.models.at(-1) ?? smallest)?.id ?? '',
    levels: LEVELS,
    fineTuning: { kind: 'scenes', count: 240, priorShare: 0 },
    epochs: 1,
    batch: 16,
    learningRate: 1e-3,
    questions: { kind: 'scenes', count: 48, rounds: 2, style: 'noto', priorDefying: false },
    decoding: decodingOf('paper-meg', { maxNew: MAX_NEW }),
    autoCheck: true,
    seed: 1,
  };
}

/** K: how many levels the ladders will have. */
export function levelCount({ method, experts, levels }: LadderJobOptions): number {
  return method === 'meg' ? experts.length + 1 : levels;
}

/** How many ladders will be made, where that is known. @param inDataset ladders of the dataset that is asked about */
export function ladderCount({ questions }: LadderJobOptions, inDataset = 0): number {
  switch (questions.kind) {
    case 'scenes':
      return questions.count;
    case 'dialogues':
      return questions.dialogues.length;
    case 'dataset':
      return inDataset;
  }
}

/** A name that says how they were made. */
export function jobName({ name, method, questions, seed }: LadderJobOptions, from = ''): string {
  if (name.trim() !== '') return name.trim();
  const about = { scenes: 'scenes', dialogues: 'own images', dataset: from || 'a dataset' }[questions.kind];
  return `${method.toUpperCase()}, ${about}, seed ${seed}`;
}

/** What stands in the way of these choices, each with its remedy; empty when they can be carried out. */
export function obstacles(
  options: LadderJobOptions,
  models: readonly ModelInfo[],
  ladders: number,
): string[] {
  const { method, experts, base, levels, fineTuning, questions, decoding } = options;
  const found: string[] = [];
  if (method === 'meg' && experts.length === 0) found.push('Choose an expert: somebody has to answer.');
  if (method === 'ig') {
    if (!models.some(({ id }) => id === base)) found.push('Choose the model that is fine-tuned.');
    if (!(levels >= 3)) found.push('Incremental generation needs 3 levels or more.');
    if (fineTuning.kind === 'dataset' && fineTuning.id === '')
      found.push('Choose the dataset to fine-tune on.');
    if (fineTuning.kind === 'scenes' && fineTuning.count < levels - 2) {
      found.push(`${levels} levels need ${levels - 2} fine-tuning dialogues or more.`);
    }
  }
  if (questions.kind === 'dataset' && questions.id === '') found.push('Choose the dataset to ask about.');
  else if (!(ladders > 0)) {
    found.push(
      questions.kind === 'dialogues' ? 'Add an image to ask about.' : 'Ask about one image or more.',
    );
  }
  if (questions.kind === 'dialogues') {
    const rounds = questions.dialogues.flatMap((dialogue) => dialogue.rounds);
    if (rounds.some(({ question }) => question.trim() === '')) found.push('Every image needs a question.');
    if (questions.standard === undefined && rounds.some(({ answer }) => answer.trim() === '')) {
      found.push('Type the missing standard answers, or let a model give them.');
    }
  }
  return [...found, ...decodingFaults(decoding)];
}

function decodingFaults(decoding: Decoding): string[] {
  try {
    checkDecoding(decoding);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [error.message];
    throw error;
  }
}

/** Fields that a preset decides; the seed and the lengths are the user's in every case. */
const DECIDED = [
  'beams',
  'temperature',
  'topK',
  'topP',
  'repetitionPenalty',
  'noRepeatNgram',
  'lengthPenalty',
] as const satisfies (keyof Decoding)[];

/** The preset that these numbers are, or undefined once they were changed. */
export function presetOf(decoding: Decoding): DecodingPreset | undefined {
  const names = Object.keys(DECODING_PRESETS) as DecodingPreset[];
  return names.find((name) => DECIDED.every((field) => decodingOf(name)[field] === decoding[field]));
}

/** The preset's numbers, with the lengths and the seed kept. */
export function withPreset({ minNew, maxNew, seed }: Decoding, preset: DecodingPreset): Decoding {
  return decodingOf(preset, { minNew, maxNew, seed });
}

/** `4.4 M`, `870 k`. */
export function formatParameters(n: number): string {
  if (n >= 999_500_000) return `${(n / 1e9).toFixed(1)} B`;
  return n >= 999_500 ? `${(n / 1e6).toFixed(1)} M` : `${Math.round(n / 1e3)} k`;
}
