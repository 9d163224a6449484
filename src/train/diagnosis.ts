// What a run's metrics say in words that a TRL user knows. Pure: configuration and events in, diagnoses out.
// Every rule reads means over windows, gives the figures that it rests on and names the option to change; none acts.
import { isPairwise, type PreferenceObjective } from '../amp/preference.ts';
import type { RunEvent, TrainConfig } from '../protocol/run.ts';
import type { Diagnosis } from '../protocol/training.ts';
import { Curves, figure, mean, THRESHOLDS } from './curves.ts';

const T = THRESHOLDS;
const SEVERITIES: readonly Diagnosis['severity'][] = ['problem', 'warning', 'note', 'good'];
type Finding = Diagnosis | undefined;

/**
 * What the events so far say, worst first. Nothing while there is too little to go by; `healthy` alone where something
 * is learned and nothing ails. Diverged stands alone too: the other metrics mean nothing then.
 * @param events one per step, in order from the run's first
 */
export function diagnose(config: TrainConfig, events: readonly RunEvent[]): Diagnosis[] {
  const run = new Curves(config, events);
  const broken = notFinite(run) ?? (events.length < T.firstSteps ? undefined : diverged(run));
  if (broken !== undefined) return [broken];
  if (!run.enough) return [];

  const penalty = penaltyDominates(run);
  // A penalty that dominates is why the order is not learned; and without learning nothing is saturated or exploited.
  const nothing = penalty === undefined ? nothingLearned(run) : undefined;
  const rules = [accuracySaturated, lossZero, lengthExploited, overfitting];
  const learned = nothing === undefined ? rules.map((rule) => rule(run)) : [];
  const found = [likelihoodsFalling(run), penalty, nothing, ...learned].filter((d) => d !== undefined);
  if (found.length === 0) return progress(run) === 'learned' ? [healthy(run)] : [];
  return found
    .filter((d) => run.waited || (d !== penalty && d !== nothing))
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** From a single step, at once: weights that are NaN stay so. */
function notFinite({ config, events }: Curves): Finding {
  const watched = ['loss', 'grad_norm', 'logps/chosen', 'logps/rejected', 'eval/loss'];
  for (const { step, metrics } of events) {
    // A run that was stored as JSON has null where NaN was.
    const name = watched.find((metric) => metric in metrics && !Number.isFinite(metrics[metric]));
    if (name === undefined) continue;
    const evidence = `${name} is ${metrics[name] ?? NaN} at step ${step + 1}. Weights that are NaN do not recover.`;
    return finding('diverged', 'problem', 'The run has diverged: NaN', evidence, calmer(config));
  }
  return undefined;
}

function diverged(run: Curves): Finding {
  const first = run.events[0]?.metrics.loss ?? NaN;
  const loss = median(run.window('loss'));
  const norms = [median(run.window('grad_norm', run.width)), median(run.window('grad_norm'))] as const;
  const exploded = loss > first + (T.lossTimes - 1) * Math.abs(first) + T.lossMore;
  if (!exploded && !(norms[1] > T.gradientTimes * norms[0] && loss >= first)) return undefined;
  return finding(
    'diverged',
    'problem',
    exploded ? 'The run has diverged: the loss explodes' : 'The run diverges: gradients explode',
    `loss was ${figure(first)} at step ${run.stepOf(0)} and is ${figure(loss)} (median of ${run.span}); ` +
      `grad_norm went from ${figure(norms[0])} to ${figure(norms[1])}.`,
    calmer(run.config),
  );
}

function calmer(config: TrainConfig): string {
  const { learningRate, maxGradNorm, warmupSteps } = config;
  const clip = maxGradNorm === 0 ? ', maxGradNorm from 0 (off) to 1' : '';
  const warm = warmupSteps < 5 ? `, warmupSteps from ${warmupSteps} to 20` : '';
  const rate = figure(Math.min(learningRate / 10, usualRate(config)));
  return `Start again with learningRate ${learningRate} lowered to ${rate}${clip}${warm}.`;
}

function likelihoodsFalling(run: Curves): Finding {
  const { objective, penalty, penaltyWeight, sftWeight, learningRate } = run.config;
  const change = run.now('logps/chosen_change');
  const reference = run.now('logps/chosen') - change;
  const enough = Math.max(run.nats, T.fallenShare * Math.abs(reference));
  const fallen = change <= -enough && run.now('logps/rejected_change') <= -run.nats;
  // Not where it comes back up already.
  if (!fallen || change >= mean(run.window('logps/chosen_change', run.width))) return undefined;
  const held = penalty !== 'none' && penaltyWeight > 0;
  const hold = held
    ? `Raise penaltyWeight from ${penaltyWeight} to ${2 * penaltyWeight}, or `
    : isPairwise({ objective: objective as PreferenceObjective })
      ? "Set penalty to 'dpop', which holds the best answer where it began, or "
      : '';
  const rate = usualRate(run.config);
  const slower = learningRate > rate ? `, or lower learningRate from ${learningRate} to ${rate}` : '';
  return finding(
    'likelihoods-falling',
    'warning',
    'Both likelihoods fall: the best answers become less likely too',
    `Over ${run.span} ${run.say('logps/chosen_change')} (nats; the reference has ${figure(reference)}), ` +
      `${run.say('logps/rejected_change')}, ${run.say('rewards/margins')}.`,
    `${hold === '' ? 'Set' : `${hold}set`} sftWeight to ${figure(sftWeight > 0 ? 2 * sftWeight : 0.1)}${slower}.`,
  );
}

function penaltyDominates(run: Curves): Finding {
  const share = run.now('penalty/gradient_share');
  const chosen = run.now('logps/chosen_change');
  const leak = run.now('logps/rejected_change') / chosen;
  // A best answer that has not risen is not what a penalty does.
  if (!(share >= T.penaltyShare && chosen >= run.nats)) return undefined;
  if (!(run.now('rewards/accuracies') < T.penaltyAccuracy || leak > T.penaltyLeak)) return undefined;
  const { penalty, penaltyWeight } = run.config;
  const other = penalty === 'paper' ? "penalty to 'dpop', which stops where the best answer began, or " : '';
  return finding(
    'penalty-dominates',
    'warning',
    'The penalty dominates: answers become likelier rather than better ordered',
    `Over ${run.span} the penalty has ${figure(100 * share)} % of the force on the best answer ` +
      `(penalty/gradient_share); ${run.say('logps/chosen_change')}, ${run.say('logps/rejected_change')}, ` +
      `${run.say('rewards/accuracies')}.`,
    `Set ${other}penaltyWeight from ${penaltyWeight} to ${figure(penaltyWeight / 10)}.`,
  );
}

/** Whether the metrics show that something is learned, show that nothing is, or leave it open. */
function progress(run: Curves): 'learned' | 'nothing' | 'open' {
  if (run.config.objective === 'sft') {
    const { before, after, noise } = lossFall(run);
    const least = Math.max(T.lossShare * before, noise);
    return after < T.lossZero || before - after > least ? 'learned' : 'nothing';
  }
  const margins = run.window('rewards/margins');
  const margin = mean(margins);
  if (margin < T.margin && margin / run.config.beta < run.nats) return 'nothing';
  const sure = margin >= T.errors * standardError(margins);
  const ordered = run.now('rewards/accuracies') > T.chance;
  return sure === ordered ? (sure ? 'learned' : 'nothing') : 'open';
}

function lossFall(run: Curves): Readonly<Record<'before' | 'after' | 'noise', number>> {
  const [before, after] = [run.window('loss', run.width), run.window('loss')];
  const noise = T.errors * Math.hypot(standardError(before), standardError(after));
  return { before: mean(before), after: mean(after), noise };
}

function nothingLearned(run: Curves): Finding {
  if (progress(run) !== 'nothing') return undefined;
  const { learningRate, objective } = run.config;
  const rate = figure(Math.max(10 * learningRate, usualRate(run.config)));
  const faster = `Raise learningRate from ${learningRate} to ${rate}.`;
  if (objective === 'sft') {
    const { before, after, noise } = lossFall(run);
    const evidence =
      `loss was ${figure(before)} over the first ${run.width} steps and is ${figure(after)} over ${run.span}: ` +
      `no fall that stands out from its noise (${figure(noise)}).`;
    return finding(
      'nothing-learned',
      'problem',
      'Nothing is learned so far: the loss stays',
      evidence,
      faster,
    );
  }
  const changes = ['logps/chosen_change', 'logps/rejected_change'];
  const moved = changes.some((name) => Math.abs(run.now(name)) >= run.nats);
  const metrics = ['rewards/margins', 'rewards/accuracies', 'loss', ...changes];
  return finding(
    'nothing-learned',
    'problem',
    moved
      ? 'The order is not learned so far, though likelihoods move'
      : 'Nothing is learned so far: the answers stay as likely as they were',
    `Over ${run.span} ${metrics.map((name) => run.say(name)).join(', ')}.`,
    moved
      ? 'See whether ladders contradict each other (auto-check ranks them anew), or set levels to the best and the worst.'
      : faster,
  );
}

function accuracySaturated(run: Curves): Finding {
  const { evalShare } = run.config;
  const saturated = (accuracy: number): boolean => accuracy >= T.saturated;
  if (!saturated(run.now('rewards/accuracies'))) return undefined;
  const since = run.since('rewards/accuracies', saturated);
  const name = 'eval/rewards/accuracies';
  const held = run.events.findLast(({ metrics }) => name in metrics)?.metrics[name];
  const heart = held !== undefined && held < run.now('rewards/accuracies') - T.heldGap;
  return finding(
    'accuracy-saturated',
    heart ? 'warning' : 'note',
    `Accuracy is saturated: ${heart ? 'these ladders are learned by heart' : 'these ladders have no more to teach'}`,
    `${run.say('rewards/accuracies')} over ${run.span}, saturated from step ${since} on; ${run.say('rewards/margins')}` +
      `${held === undefined ? '' : `; ${name} ${figure(held)}`}.`,
    `Set steps to about ${since}, or take ${heart ? 'more ladders' : 'ladders whose neighbours differ less'}` +
      `${evalShare > 0 ? '' : '; evalShare 0.1 shows whether the order holds on others'}.`,
  );
}

function lossZero(run: Curves): Finding {
  const { objective, penalty, penaltyWeight, labelSmoothing, smoothing, beta, learningRate } = run.config;
  const sft = objective === 'sft';
  // IPO's loss should reach 0; and where a loss has no floor, 0 is a number like any other.
  const robust = smoothing === 'robust' && labelSmoothing > 0;
  const noFloor = objective === 'ipo' || (!sft && (robust || (penalty === 'paper' && penaltyWeight > 0)));
  const zero = (loss: number): boolean => Math.abs(loss) < T.lossZero;
  if (noFloor || !zero(run.now('loss'))) return undefined;
  const since = run.since('loss', zero);
  const slower = `lower learningRate from ${learningRate} to ${figure(learningRate / 3)}`;
  const softer =
    beta > 0.1 ? `lower beta from ${beta} to 0.1` : "take objective 'ipo', whose margins have an aim";
  return finding(
    'loss-zero',
    'warning',
    'The loss is 0: these data have no more to teach',
    `${run.say('loss')} over ${run.span}, under ${T.lossZero} from step ${since} on` +
      `${sft ? '' : `; ${run.say('rewards/margins')}`}. Hardly any gradient is left.`,
    `Set steps to about ${since}, or ${sft ? slower : softer}; more data would help most.`,
  );
}

function lengthExploited(run: Curves): Finding {
  const { lengthNormalisation, beta } = run.config;
  const correlation = run.now('rewards/length_correlation');
  if (!(Math.abs(correlation) >= T.length)) return undefined;
  const balance = 'take levels whose answers are about equally long';
  return finding(
    'length-exploited',
    'warning',
    `Length is exploited: the ${correlation > 0 ? 'longer' : 'shorter'} answer wins`,
    `Over ${run.span} ${run.say('rewards/length_correlation')} (of margins with differences of length); ` +
      `${run.say('rewards/margins')}.`,
    lengthNormalisation
      ? `lengthNormalisation is on already: ${balance}.`
      : `Set lengthNormalisation to true and beta from ${beta} to about ${figure(10 * beta)} (means are smaller than sums), or ${balance}.`,
  );
}

function overfitting(run: Curves): Finding {
  const at = [...run.events.keys()].filter((i) => run.events[i]?.metrics['eval/loss'] !== undefined);
  const losses = at.map((i) => run.events[i]?.metrics['eval/loss'] as number);
  const best = Math.min(...losses);
  const limit = best + T.evalRise * Math.max(Math.abs(best), T.evalFloor);
  if (at.length < T.evaluations || !losses.slice(-2).every((loss) => loss > limit)) return undefined;
  const bestAt = at[losses.indexOf(best)] as number;
  const then = mean(run.window('loss', bestAt + 1));
  if (run.now('loss') >= then) return undefined;
  const step = run.stepOf(bestAt);
  const { patience, adapter } = run.config;
  return finding(
    'overfitting',
    'warning',
    'Overfitting: the held-out loss rises while the training loss falls',
    `eval/loss was lowest, ${figure(best)}, at step ${step} and is ${figure(losses.at(-1) as number)} at step ` +
      `${run.stepOf(at.at(-1) as number)}; loss went from ${figure(then)} to ${figure(run.now('loss'))} meanwhile.`,
    `Take the best checkpoint (step ${step})${patience > 0 ? '' : '; patience 3 ends such a run by itself'}. ` +
      `More data${adapter === 'none' ? ", or adapter 'lora'," : ''} would put it off.`,
  );
}

function healthy(run: Curves): Diagnosis {
  const sft = run.config.objective === 'sft';
  const ways = (sft ? ['loss'] : ['rewards/accuracies', 'rewards/margins', 'loss']).map(
    (name) => `${name} from ${figure(mean(run.window(name, run.width)))} to ${figure(run.now(name))}`,
  );
  const best = sft ? '' : `; ${run.say('logps/chosen_change')}`;
  const evidence = `From the first ${run.width} steps to ${run.span}: ${ways.join(', ')}${best}.`;
  const title = sft ? 'The loss falls' : 'The order is being learned';
  return finding('healthy', 'good', title, evidence, 'Nothing to change.');
}

function finding(
  id: Diagnosis['id'],
  severity: Diagnosis['severity'],
  title: string,
  evidence: string,
  suggestion: string,
): Diagnosis {
  return { id, severity, title, evidence, suggestion };
}

/** The presets' rates (presets.ts) on the bundled model: LoRA 1e-3, all weights 1.5e-4, SFT of all weights 5e-4. */
function usualRate({ adapter, objective }: TrainConfig): number {
  return adapter === 'lora' ? 1e-3 : objective === 'sft' ? 5e-4 : 1.5e-4;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function standardError(values: readonly number[]): number {
  const m = mean(values);
  return Math.sqrt(mean(values.map((x) => (x - m) ** 2)) / (values.length - 1));
}
