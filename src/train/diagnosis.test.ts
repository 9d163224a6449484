// The rules of diagnosis on metrics made by hand: when each speaks, when it does not, and what it says.
// Real runs with each ailment are in diagnosisRuns.test.ts.
import { describe, expect, test } from 'vitest';
import { Random } from '../base/random.ts';
import type { RunEvent, TrainConfig } from '../protocol/run.ts';
import { diagnose } from './diagnosis.ts';
import { defaultConfig, lossPreset } from './presets.ts';

type Metrics = Record<string, number>;

const dpo: TrainConfig = {
  ...defaultConfig,
  ...lossPreset('dpo'),
  steps: 40,
  batch: 8,
  warmupSteps: 2,
  learningRate: 1e-4,
};
const sft: TrainConfig = { ...dpo, objective: 'sft' };

/** A step of DPO without an ailment; t goes from 0 to 1 over 40 steps. */
function well(t: number): Metrics {
  return {
    loss: 0.693 - 0.2 * t,
    grad_norm: 1,
    'rewards/margins': 0.8 * t,
    'rewards/accuracies': 0.5 + 0.35 * t,
    'rewards/length_correlation': 0.2,
    'logps/chosen': -40 + 2 * t,
    'logps/rejected': -40 - 4 * t,
    'logps/chosen_change': 2 * t,
    'logps/rejected_change': -4 * t,
  };
}

function events(n: number, metrics: (t: number, step: number) => Metrics = well): RunEvent[] {
  return Array.from({ length: n }, (_, step) => ({
    runId: 'run',
    step,
    seconds: 0,
    metrics: metrics(step / 40, step),
  }));
}

/** `well` with constants in place of some of its metrics. */
const but =
  (change: Metrics) =>
  (t: number): Metrics => ({ ...well(t), ...change });
const ids = (config: TrainConfig, list: readonly RunEvent[]): string[] =>
  diagnose(config, list).map(({ id }) => id);
const text = (config: TrainConfig, list: readonly RunEvent[]): string =>
  diagnose(config, list)
    .map(({ title, evidence, suggestion }) => `${title}. ${evidence} ${suggestion}`)
    .join('\n');

describe('quiet and healthy', () => {
  test('nothing is said of fewer than 10 steps, however ill', () => {
    const ill = but({ loss: 40, 'logps/chosen_change': -30, 'rewards/length_correlation': 1 });
    expect(ids(dpo, [])).toEqual([]);
    expect(ids(dpo, events(9, ill))).toEqual([]);
    expect(ids(dpo, events(9))).toEqual([]);
  });

  test('two windows of 30 ladders first: with batches of 2 that takes 30 steps, with two micro-batches 16', () => {
    const long = but({ 'rewards/length_correlation': 0.9, 'rewards/margins': 1 });
    const small = { ...dpo, batch: 2 };
    expect([29, 30].map((n) => ids(small, events(n, long)))).toEqual([[], ['length-exploited']]);
    const summed = { ...small, accumulation: 2 };
    expect([15, 16].map((n) => ids(summed, events(n, long)))).toEqual([[], ['length-exploited']]);
    // Divergence needs no statistics.
    const ill = (_: number, step: number): Metrics => ({ ...well(0), loss: step > 4 ? 40 : 0.693 });
    expect(ids(small, events(10, ill))).toEqual(['diverged']);
  });

  test('a run without an ailment is healthy, with its figures', () => {
    expect(diagnose(dpo, events(40))).toEqual([
      {
        id: 'healthy',
        severity: 'good',
        title: 'The order is being learned',
        evidence:
          // The mean of t over the first ten steps is 0.1125, over the last ten 0.8625.
          'From the first 10 steps to steps 31 to 40: rewards/accuracies from 0.54 to 0.80, ' +
          'rewards/margins from 0.090 to 0.69, loss from 0.67 to 0.52; logps/chosen_change 1.73.',
        suggestion: 'Nothing to change.',
      },
    ]);
    expect(
      ids(
        sft,
        events(40, (t) => ({ loss: 3 - t, grad_norm: 1 })),
      ),
    ).toEqual(['healthy']);
  });

  test('the paper’s penalty has 0.95 of the force from the start: no ailment while the order is learned', () => {
    const paper = { ...dpo, ...lossPreset('paper') };
    expect(ids(paper, events(40, but({ 'penalty/gradient_share': 0.95 })))).toEqual(['healthy']);
  });
});

describe('diverged', () => {
  test.each([NaN, Infinity, null as unknown as number])('%s is said at once and alone', (value) => {
    const list = events(40, (t, step) => ({ ...well(t), ...(step === 2 && { grad_norm: value }) }));
    expect(ids(dpo, list.slice(0, 2))).toEqual([]);
    expect(ids(dpo, list.slice(0, 3))).toEqual(['diverged']);
    expect(ids(dpo, list)).toEqual(['diverged']);
    expect(text(dpo, list)).toContain('at step 3');
  });

  test.each([
    // 0.693 * 2 + 0.5 = 1.886 is the limit.
    [1.85, ['healthy']],
    [1.92, ['diverged']],
  ])('a loss of %d from 0.693', (loss, said) => {
    expect(
      ids(
        dpo,
        events(40, (t, step) => ({ ...well(t), ...(step > 5 && { loss }) })),
      ),
    ).toEqual(said);
  });

  test('one wild batch is no divergence', () => {
    expect(
      ids(
        dpo,
        events(40, (t, step) => ({ ...well(t), ...(step === 35 && { loss: 90 }) })),
      ),
    ).toEqual(['healthy']);
  });

  test('gradients ten times as large: only where the loss is no lower', () => {
    const grown = (loss: (t: number) => number) =>
      events(40, (t) => ({ ...well(t), loss: loss(t), grad_norm: t < 0.5 ? 1 : 11 }));
    expect(
      ids(
        dpo,
        grown((t) => 0.69 + 0.1 * t),
      ),
    ).toEqual(['diverged']);
    expect(
      ids(
        dpo,
        grown((t) => 0.69 - 0.1 * t),
      ),
    ).toEqual(['healthy']);
  });

  test('the suggestion names what is off', () => {
    const off = { ...dpo, learningRate: 3, maxGradNorm: 0 };
    expect(
      text(
        off,
        events(40, (_, step) => ({ ...well(0), loss: step > 5 ? 30 : 0.693 })),
      ),
    ).toContain('learningRate 3 lowered to 0.00015, maxGradNorm from 0 (off) to 1, warmupSteps from 2 to 20');
  });
});

describe('both likelihoods falling', () => {
  const falling = (chosen: number, rejected: number, reference = -10) =>
    events(40, (t) => ({
      ...well(t),
      'logps/chosen': reference + chosen * t,
      'logps/chosen_change': chosen * t,
      'logps/rejected_change': rejected * t,
    }));

  test.each([
    // Times 0.8625, the mean of t over the last ten steps.
    ['0.9 nats', falling(-1.05, -6), ['healthy']],
    ['1.1 nats', falling(-1.28, -6), ['likelihoods-falling']],
    ['the best alone', falling(-1.28, 1), ['healthy']],
    ['9 nats of 200: under a 20th', falling(-10.5, -30, -200), ['healthy']],
    ['11 nats of 200', falling(-12.8, -30, -200), ['likelihoods-falling']],
  ])('%s', (_name, list, said) => expect(ids(dpo, list)).toEqual(said));

  test('means over tokens count from 0.1 nats', () => {
    const mean = { ...dpo, lengthNormalisation: true };
    expect(ids(mean, falling(-0.15, -0.5, -2))).toEqual(['likelihoods-falling']);
    expect(ids(mean, falling(-0.1, -0.5, -2))).toEqual(['healthy']);
  });

  test('not where the best answer comes back up', () => {
    const back = events(40, (t) => ({
      ...well(t),
      'logps/chosen': -20 + 8 * t,
      'logps/chosen_change': -10 + 8 * t,
      'logps/rejected_change': -20,
    }));
    expect(ids(dpo, back)).toEqual(['healthy']);
  });

  test('the suggestion fits the loss', () => {
    expect(text(dpo, falling(-6, -9))).toContain("Set penalty to 'dpop'");
    expect(text({ ...dpo, ...lossPreset('dpop') }, falling(-6, -9))).toContain('penaltyWeight from 1 to 2');
    const listwise = text({ ...dpo, ...lossPreset('plackett-luce') }, falling(-6, -9));
    expect(listwise).toContain('Set sftWeight to 0.10');
    expect(listwise).not.toContain('penalty');
    expect(text({ ...dpo, learningRate: 1e-2 }, falling(-6, -9))).toContain('from 0.01 to 0.00015');
  });
});

describe('nothing learned', () => {
  const still = but({
    'rewards/margins': 1e-7,
    'rewards/accuracies': 0.37,
    'logps/chosen_change': 1e-6,
    'logps/rejected_change': -1e-6,
  });

  test('waits for 30 steps, a quarter of the run and the warm-up, and is not healthy meanwhile', () => {
    expect([29, 30].map((n) => ids(dpo, events(n, still)))).toEqual([[], ['nothing-learned']]);
    const long = { ...dpo, steps: 200 };
    expect([49, 50].map((n) => ids(long, events(n, still)))).toEqual([[], ['nothing-learned']]);
    const warm = { ...dpo, warmupSteps: 25 };
    expect([34, 35].map((n) => ids(warm, events(n, still)))).toEqual([[], ['nothing-learned']]);
    // 2 epochs of 100 steps each: a quarter is 50 steps.
    const epochs = { ...dpo, epochs: 2 };
    const withEpochs = (n: number): RunEvent[] =>
      events(n, (t, step) => ({ ...still(t), epoch: (step + 1) / 100 }));
    expect([49, 50].map((n) => ids(epochs, withEpochs(n)))).toEqual([[], ['nothing-learned']]);
  });

  test('a run that ends sooner has had its time', () => {
    expect(ids({ ...dpo, steps: 12 }, events(12, still))).toEqual(['nothing-learned']);
  });

  test('a small rate is raised; where likelihoods move, the ladders are in question', () => {
    expect(text({ ...dpo, learningRate: 1e-9 }, events(40, still))).toContain('from 1e-9 to 0.00015');
    const moving = but({ 'rewards/margins': -0.1, 'rewards/accuracies': 0.45, 'logps/chosen_change': 5 });
    expect(ids(dpo, events(40, moving))).toEqual(['nothing-learned']);
    expect(text(dpo, events(40, moving))).toContain('auto-check');
    expect(text(dpo, events(40, moving))).not.toContain('Raise learningRate');
  });

  test('margins that differ from 0 by chance only', () => {
    const noisy = (shift: number, accuracy: number) => (t: number, step: number) => ({
      ...well(t),
      'rewards/margins': shift + (step % 2 === 0 ? 0.5 : -0.5),
      'rewards/accuracies': accuracy,
    });
    // Standard error over ten steps: 0.5 / 3 = 0.17.
    expect(ids(dpo, events(40, noisy(0.3, 0.52)))).toEqual(['nothing-learned']);
    expect(ids(dpo, events(40, noisy(0.4, 0.58)))).toEqual(['healthy']);
    // Signs that contradict each other leave it open.
    expect(ids(dpo, events(40, noisy(0.4, 0.52)))).toEqual([]);
    expect(ids(dpo, events(40, noisy(0.3, 0.58)))).toEqual([]);
  });

  test('what follows from learning is not said with it', () => {
    const long = but({ 'rewards/margins': 1e-4, 'rewards/accuracies': 1, 'rewards/length_correlation': 0.9 });
    expect(ids(dpo, events(40, long))).toEqual(['nothing-learned']);
  });

  test('SFT: a fall that the noise covers is none', () => {
    const noisy = (fall: number) =>
      events(40, (t, step) => ({ loss: 3 - fall * t + (step % 2 === 0 ? 0.3 : -0.3), grad_norm: 1 }));
    expect(ids(sft, noisy(0.2))).toEqual(['nothing-learned']);
    expect(ids(sft, noisy(0.6))).toEqual(['healthy']);
  });
});

describe('accuracy saturated', () => {
  test.each([
    [0.97, ['healthy']],
    [0.985, ['accuracy-saturated']],
  ])('%d', (accuracy, said) =>
    expect(ids(dpo, events(40, but({ 'rewards/accuracies': accuracy })))).toEqual(said),
  );

  test('says since when', () => {
    // From step 21 on; the first window of 10 that is full of it ends at step 30.
    const list = events(40, (t) => ({ ...well(t), 'rewards/accuracies': t < 0.5 ? 0.6 : 1 }));
    expect(text(dpo, list)).toContain(
      'rewards/accuracies 1.00 over steps 31 to 40, saturated from step 30 on',
    );
  });

  test('learned by heart where held-out ladders are not in order', () => {
    const held = (accuracy: number) =>
      diagnose(dpo, events(40, but({ 'rewards/accuracies': 1, 'eval/rewards/accuracies': accuracy })))[0];
    expect([held(0.6)?.severity, held(0.95)?.severity]).toEqual(['warning', 'note']);
    expect(held(0.6)?.title).toContain('by heart');
    expect(held(0.95)?.title).toContain('no more to teach');
  });
});

describe('loss 0', () => {
  test.each([
    [dpo, 0.011, ['healthy']],
    [dpo, 0.009, ['loss-zero']],
    [sft, 0.009, ['loss-zero']],
    [{ ...dpo, ...lossPreset('ipo') }, 0.009, ['healthy']],
    [{ ...dpo, ...lossPreset('paper') }, 0.009, ['healthy']],
    [{ ...dpo, smoothing: 'robust', labelSmoothing: 0.1 } satisfies TrainConfig, 0.009, ['healthy']],
  ])('%#: %d', (config, loss, said) => {
    expect(
      ids(
        config,
        events(40, (t) => ({ ...well(t), loss: t < 0.5 ? 0.6 : loss })),
      ),
    ).toEqual(said);
  });

  test('lowers a high beta', () => {
    expect(text({ ...dpo, beta: 2 }, events(40, but({ loss: 0 })))).toContain('lower beta from 2 to 0.1');
  });
});

describe('length exploited', () => {
  const correlated = (r: number) => events(40, but({ 'rewards/length_correlation': r }));

  test.each([
    [0.59, ['healthy']],
    [0.61, ['length-exploited']],
    [-0.61, ['length-exploited']],
  ])('%d', (r, said) => expect(ids(dpo, correlated(r))).toEqual(said));

  test('which answer wins, and what to set', () => {
    expect(text(dpo, correlated(0.8))).toContain('the longer answer wins');
    expect(text(dpo, correlated(-0.8))).toContain('the shorter answer wins');
    expect(text(dpo, correlated(0.8))).toContain('Set lengthNormalisation to true');
    expect(text({ ...dpo, lengthNormalisation: true }, correlated(0.8))).toContain('is on already');
  });
});

describe('penalty dominating', () => {
  const paper: TrainConfig = { ...dpo, ...lossPreset('paper'), penaltyWeight: 5 };
  const penalised = (share: number, accuracy: number, rejected: number) =>
    but({
      'penalty/gradient_share': share,
      'rewards/accuracies': accuracy,
      'logps/chosen_change': 4,
      'logps/rejected_change': rejected,
    });

  test.each([
    ['order', penalised(0.99, 0.76, 1), ['healthy']],
    ['no order', penalised(0.99, 0.74, 1), ['penalty-dominates']],
    ['order, but all rise', penalised(0.99, 0.9, 2.1), ['penalty-dominates']],
    ['not its doing', penalised(0.89, 0.7, 1), ['healthy']],
  ])('%s', (_name, metrics, said) => expect(ids(paper, events(40, metrics))).toEqual(said));

  test('waits, and stands in for an order that is not learned', () => {
    const none = (t: number): Metrics => ({ ...penalised(0.99, 0.5, 4)(t), 'rewards/margins': 0 });
    expect([29, 30].map((n) => ids(paper, events(n, none)))).toEqual([[], ['penalty-dominates']]);
    expect(text(paper, events(40, none))).toContain("penalty to 'dpop'");
    expect(text(paper, events(40, none))).toContain('penaltyWeight from 5 to 0.50');
  });
});

describe('overfitting', () => {
  /** Evaluations every ten steps. */
  const evaluated = (losses: readonly number[], metrics = well) =>
    events(10 * losses.length, (t, step) => ({
      ...metrics(t),
      ...(step % 10 === 9 && { 'eval/loss': losses[(step - 9) / 10] as number }),
    }));

  test.each([
    ['two evaluations', [0.6, 0.9], ['healthy']],
    ['the last alone is higher', [0.69, 0.6, 0.61, 0.7], ['healthy']],
    ['higher by 4 %', [0.69, 0.6, 0.624, 0.624], ['healthy']],
    ['higher by 6 %', [0.69, 0.6, 0.636, 0.636], ['overfitting']],
    ['near 0 only what counts', [0.5, 0.01, 0.018, 0.018], ['healthy']],
    ['below 0', [0.5, -2, -1.8, -1.8], ['overfitting']],
  ])('%s', (_name, losses, said) => expect(ids(dpo, evaluated(losses))).toEqual(said));

  test('not where the training loss rises too', () => {
    const rising = (t: number): Metrics => ({ ...well(t), loss: 0.6 + 0.2 * t });
    expect(ids(dpo, evaluated([0.6, 0.7, 0.8, 0.9], rising))).toEqual(['healthy']);
  });

  test('names the best checkpoint', () => {
    const said = text(dpo, evaluated([0.69, 0.6, 0.7, 0.8]));
    expect(said).toContain('eval/loss was lowest, 0.60, at step 20 and is 0.80 at step 40');
    expect(said).toContain('best checkpoint (step 20)');
    expect(text({ ...dpo, patience: 3 }, evaluated([0.69, 0.6, 0.7, 0.8]))).not.toContain('patience');
  });
});

test('worst first', () => {
  const many = but({ 'rewards/accuracies': 1, 'rewards/length_correlation': 0.9, loss: 0.001 });
  expect(diagnose(dpo, events(40, many)).map(({ severity }) => severity)).toEqual([
    'warning',
    'warning',
    'note',
  ]);
});

test('never contradicts itself, whatever the metrics', () => {
  const random = new Random(4);
  const order = ['problem', 'warning', 'note', 'good'];
  for (let trial = 0; trial < 3000; trial++) {
    const names = Object.keys(well(0));
    const changed = names.filter(() => random.next() < 0.4);
    const constants = Object.fromEntries(
      changed.map((name) => [name, random.pick([-30, -1, 0, 0.005, 0.9, 1, 5])]),
    );
    const metrics = { ...constants, ...(random.next() < 0.5 && { 'penalty/gradient_share': random.next() }) };
    const objective = random.pick(['sft', 'mdpo', 'ipo'] as const);
    const config: TrainConfig = {
      ...dpo,
      objective,
      penalty: random.pick(['none', 'paper', 'dpop'] as const),
    };
    const said = diagnose(config, events(10 + random.int(31), but(metrics)));
    const found = new Set(said.map(({ id }) => id));
    expect(found.size).toBe(said.length);
    for (const alone of ['healthy', 'diverged'] as const) if (found.has(alone)) expect(said).toHaveLength(1);
    if (found.has('nothing-learned')) {
      for (const id of [
        'accuracy-saturated',
        'loss-zero',
        'length-exploited',
        'overfitting',
        'penalty-dominates',
      ])
        expect([...found]).not.toContain(id);
    }
    expect(found.has('penalty-dominates') && found.has('likelihoods-falling')).toBe(false);
    const ranks = said.map(({ severity }) => order.indexOf(severity));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    for (const { title, evidence, suggestion } of said) {
      if (!found.has('diverged')) expect(title + evidence + suggestion).not.toMatch(/NaN|undefined|Infinity/);
    }
  }
});
