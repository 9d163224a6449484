// A training configuration in the form: which options count for the choices made, what differs from a preset, what is
// out of range, and the picture of its schedule. Pure.
import type { TrainConfig } from '../../protocol/run.ts';
import { isLora, isPairwise, OPTIONS, type Control, type Option, type OptionName } from './options.ts';

/** Options that count for these choices. */
export function shownOptions(config: TrainConfig): Option[] {
  return OPTIONS.filter(({ counts }) => counts?.(config) ?? true);
}

/** A change of some options, with those that then no longer count set to what the worker accepts. */
export function withChange(config: TrainConfig, change: Partial<TrainConfig>): TrainConfig {
  const changed = { ...config, ...change };
  return {
    ...changed,
    ...(isPairwise(changed) ? {} : { pairs: 'all', penalty: 'none', labelSmoothing: 0 }),
    ...(changed.objective === 'pro' ? {} : { rankTemperatures: false }),
    ...(changed.objective === 'sft' ? { sftWeight: 0, imageWeight: 0 } : {}),
    ...(changed.evalShare === 0 ? { patience: 0 } : {}),
    ...(isLora(changed) || changed.baseStorage === undefined ? {} : { baseStorage: 'f32' }),
  };
}

export interface Difference {
  readonly name: OptionName;
  readonly label: string;
  readonly value: string;
  /** What the preset has. */
  readonly before: string;
}

/** Only what differs from a preset, and counts. */
export function differences(config: TrainConfig, preset: TrainConfig): Difference[] {
  return shownOptions(config)
    .filter(({ name }) => !sameValue(config[name], preset[name]))
    .map(({ name, label }) => ({
      name,
      label,
      value: valueInWords(name, config[name]),
      before: valueInWords(name, preset[name]),
    }));
}

export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `0.1`, `all`, `0, 3`, `yes`; runs of older labs lack some options: `–`. */
export function valueInWords(name: OptionName, value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (name === 'levels') {
    const levels = value as readonly number[];
    return levels.length === 0 ? 'all' : levels.join(', ');
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential().replace('-', '\u2212') : `${value}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is out of range, by option; the worker checks again, and more. */
export function rangeFaults(config: TrainConfig): Partial<Record<OptionName, string>> {
  const found: Partial<Record<OptionName, string>> = {};
  for (const { name, control } of shownOptions(config)) {
    const fault = faultOf(control, config[name]);
    if (fault !== undefined) found[name] = fault;
  }
  if (config.levels.length === 1) found.levels = 'Compare two levels or more.';
  if (!config.trainVision && !config.trainProjector && !config.trainDecoder) {
    found.trainDecoder = 'Train one part or more: all are frozen.';
  }
  if (isLora(config) && config.loraTargets.trim() === '') {
    found.loraTargets = 'Name layers, such as q_proj,v_proj, or take all-linear.';
  }
  return found;
}

function faultOf(control: Control, value: unknown): string | undefined {
  if (control.kind !== 'number' || value === undefined) return undefined;
  const { min, max = Infinity, whole = false, above = false } = control;
  const n = value as number;
  const ok =
    Number.isFinite(n) && (above ? n > min : n >= min) && n <= max && (!whole || Number.isSafeInteger(n));
  if (ok) return undefined;
  const kind = whole ? 'A whole number' : 'A number';
  const from = above ? `above ${min}` : `from ${min}`;
  return `${kind} ${from}${max === Infinity ? '' : ` to ${max}`}.`;
}

/** Words in the worker's messages that name an option otherwise than by its name. */
const NAMED: readonly (readonly [RegExp, OptionName])[] = [
  [/LoRA['’]s rank/, 'loraRank'],
  [/LoRA['’]s alpha/, 'loraAlpha'],
  [/LoRA['’]s targets?|LoRA has no targets/, 'loraTargets'],
  [/Nothing is trained/, 'trainDecoder'],
];

/** The option that a ConfigError of the worker is about, where it names one: `beta is 0; it must be above 0.` */
export function faultyOption(message: string): OptionName | undefined {
  const named = NAMED.find(([pattern]) => pattern.test(message));
  if (named !== undefined) return named[1];
  return OPTIONS.find(({ name }) => new RegExp(`\\b${name} (is|are|must)\\b`).test(message))?.name;
}

/** The learning rate at a step, from 0, as a share of its peak. */
export function shareOfPeak(
  { schedule, warmupSteps }: Pick<TrainConfig, 'schedule' | 'warmupSteps'>,
  steps: number,
  step: number,
): number {
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  if (schedule === 'constant') return 1;
  return schedule === 'linear' ? 1 - progress : 0.5 * (1 + Math.cos(Math.PI * progress));
}

/** Learning rate over the run as points [0..1, 0..1] of a picture, y downwards; as src/train/schedule.ts has it. */
export function schedulePoints(
  config: Pick<TrainConfig, 'schedule' | 'warmupSteps'>,
  steps: number,
  points = 60,
): [x: number, y: number][] {
  const last = Math.max(1, steps - 1);
  const n = Math.min(points, last);
  return Array.from({ length: n + 1 }, (_, i) => {
    const step = Math.round((i * last) / n);
    return [step / last, 1 - shareOfPeak(config, steps, step)];
  });
}

/** A name that says what it was. */
export function runName(name: string, config: TrainConfig, model: string): string {
  if (name.trim() !== '') return name.trim();
  const what = config.objective === 'sft' ? 'SFT' : config.objective.toUpperCase();
  return `${what}${config.adapter === 'lora' ? ' with LoRA' : ''}, ${model}, seed ${config.seed}`;
}
