// Every option of a training configuration as the form shows it: its control, its group, and when it counts.
import type { Objective, TrainConfig } from '../../protocol/run.ts';

/** An option that the form shows; the preset's name is no option. */
export type OptionName = Exclude<keyof TrainConfig, 'preset'>;

export type OptionGroup = 'objective' | 'parts' | 'loop';

export type Control =
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max?: number;
      /** Whole numbers only. */
      readonly whole?: true;
      /** Whether `min` itself is out of range. */
      readonly above?: true;
    }
  | { readonly kind: 'choice'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'check' }
  | { readonly kind: 'text' }
  | { readonly kind: 'levels' };

export interface Option {
  readonly name: OptionName;
  readonly label: string;
  readonly group: OptionGroup;
  /** Behind the group's fold: seldom changed. */
  readonly more: boolean;
  readonly control: Control;
  /** A few words on what it does. */
  readonly about?: string;
  /** Whether it counts with these choices; absent: always. */
  readonly counts?: (config: TrainConfig) => boolean;
}

export const OBJECTIVE_NAMES: Readonly<Record<Objective, string>> = {
  sft: 'SFT: the best answers only',
  mdpo: 'MDPO: logistic, over pairs of levels',
  hinge: 'Hinge (SLiC), over pairs',
  ipo: 'IPO, over pairs',
  lipo: 'LiPO-λ, over pairs',
  'plackett-luce': 'Plackett–Luce, over the whole order',
  'kwise-mle': 'K-wise MLE, without a reference',
  pro: 'PRO, without a reference',
};

const PAIRWISE: readonly Objective[] = ['mdpo', 'hinge', 'ipo', 'lipo'];
export const isPairwise = ({ objective }: TrainConfig): boolean => PAIRWISE.includes(objective);
const isPreference = ({ objective }: TrainConfig): boolean => objective !== 'sft';
const isSft = ({ objective }: TrainConfig): boolean => objective === 'sft';
export const isLora = ({ adapter }: TrainConfig): boolean => adapter === 'lora';
const evaluates = ({ evalShare }: TrainConfig): boolean => evalShare > 0;

const share = { kind: 'number', min: 0, max: 1 } as const;
const positive = { kind: 'number', min: 0, above: true } as const;
const fromZero = { kind: 'number', min: 0 } as const;
const count = { kind: 'number', min: 1, whole: true } as const;
const countOrNone = { kind: 'number', min: 0, whole: true } as const;
const check = { kind: 'check' } as const;
const choice = <T extends string>(values: Record<T, string>): Control => ({ kind: 'choice', values });

/** Makes the options of one place in the form. */
const place =
  (group: OptionGroup, more: boolean) =>
  (
    name: OptionName,
    label: string,
    control: Control,
    rest: Pick<Option, 'about' | 'counts'> = {},
  ): Option => ({ name, label, control, group, more, ...rest });

const objective = place('objective', false);
const objectiveMore = place('objective', true);
const parts = place('parts', false);
const loop = place('loop', false);
const loopMore = place('loop', true);

/** Every option, in the order in which it is shown. */
export const OPTIONS: readonly Option[] = [
  objective('objective', 'Objective', choice(OBJECTIVE_NAMES)),
  objective('levels', 'Levels compared', { kind: 'levels' }, { counts: isPreference }),
  objective('beta', 'Beta', positive, { counts: isPreference }),
  objective(
    'pairs',
    'Pairs',
    choice({ all: 'all', adjacent: 'neighbours only', best: 'best against each' }),
    { counts: isPairwise },
  ),
  objective(
    'penalty',
    'Best-answer penalty',
    choice({
      none: 'none',
      paper: 'as in the paper',
      dpop: 'clamped (DPOP)',
      anchor: 'logistic (mDPO)',
    }),
    { counts: isPairwise },
  ),
  objective('penaltyWeight', 'Its weight', fromZero, {
    counts: (config) => isPairwise(config) && config.penalty !== 'none',
  }),
  objectiveMore('sftWeight', 'SFT mixed in', fromZero, { counts: isPreference, about: '0: none' }),
  objectiveMore('imageWeight', 'Image-conditional term', fromZero, {
    counts: isPreference,
    about: 'mDPO’s: the image against a crop; 0: none',
  }),
  objectiveMore('reduction', 'Pairs of a ladder are', choice({ sum: 'summed', mean: 'averaged' }), {
    counts: isPreference,
  }),
  objectiveMore(
    'labelSmoothing',
    'Label smoothing',
    { kind: 'number', min: 0, max: 0.999 },
    {
      counts: isPairwise,
      about: 'share of wrong orders that is reckoned with',
    },
  ),
  objectiveMore(
    'smoothing',
    'Smoothing means',
    choice({ 'published-code': 'the published code’s', cdpo: 'cDPO’s mix', robust: 'robust DPO’s' }),
    { counts: (config) => isPairwise(config) && config.labelSmoothing > 0 },
  ),
  objectiveMore('roundWeight', 'Weight per round', fromZero, {
    counts: isPreference,
    about: 'a token of round r weighs 1 + this × r',
  }),
  objectiveMore('lengthNormalisation', 'Means over tokens, not sums', check, { counts: isPreference }),
  objectiveMore('rankTemperatures', 'Temperatures from ranks', check, {
    counts: (config) => config.objective === 'pro',
  }),
  objectiveMore('tokenAverage', 'Average over tokens, not rows', check, { counts: isSft }),

  parts('trainVision', 'Vision tower', check),
  parts('trainProjector', 'Projector', check),
  parts('trainDecoder', 'Decoder', check),
  parts('adapter', 'How', choice({ none: 'the weights themselves', lora: 'LoRA adapters beside them' })),
  parts('loraRank', 'Rank', count, { counts: isLora }),
  parts('loraAlpha', 'Alpha', positive, { counts: isLora }),
  parts(
    'loraTargets',
    'Target modules',
    { kind: 'text' },
    {
      counts: isLora,
      about: 'names with commas, all-linear, or /a pattern/',
    },
  ),
  parts(
    'baseStorage',
    'Base weights',
    choice({ f32: '32 bits', f16: '16 bits', int8: '8 bits, in groups', int4: '4 bits, in groups' }),
    { counts: isLora, about: 'how the frozen model lies in memory' },
  ),

  loop('epochs', 'Epochs', fromZero, { about: '0: steps decide' }),
  loop('steps', 'Steps', count, { counts: ({ epochs }) => epochs === 0 }),
  loop('batch', 'Batch', count),
  loop('accumulation', 'Accumulation', count),
  loop('learningRate', 'Learning rate', positive),
  loop('schedule', 'Schedule', choice({ cosine: 'cosine', linear: 'linear', constant: 'constant' })),
  loop('warmupSteps', 'Warm-up steps', countOrNone),
  loop(
    'evalShare',
    'Held out',
    { kind: 'number', min: 0, max: 0.9 },
    { about: 'share of the data; 0: none' },
  ),
  loopMore('evalEvery', 'Evaluate every', count, { counts: evaluates, about: 'steps' }),
  loopMore('patience', 'Patience', countOrNone, {
    counts: evaluates,
    about: 'evaluations without a gain; 0: go on to the end',
  }),
  loopMore('saveEvery', 'Checkpoint every', count, { about: 'steps' }),
  loopMore('snapshots', 'Snapshots', countOrNone, {
    about: 'weights kept on the way, to look back with; 4 bytes a trained parameter each',
  }),
  loopMore('buckets', 'Length buckets', count),
  loopMore('maxGradNorm', 'Clip gradients at', fromZero, { about: '0: off' }),
  loopMore('weightDecay', 'Weight decay', fromZero),
  loopMore('beta1', 'AdamW beta 1', { ...share, max: 0.9999 }),
  loopMore('beta2', 'AdamW beta 2', { ...share, max: 0.99999 }),
  loopMore('epsilon', 'AdamW epsilon', positive),
  loopMore('seed', 'Seed', countOrNone, { about: 'order of the data, first values of adapters' }),
];
