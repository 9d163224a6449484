// A whole training step in jax-js, jitted as one function: loss, gradients, clipping by the global norm, AdamW.
import { jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { DecoderConfig, ModelConfig } from '../../src/model/config.ts';
import { parametersOf } from '../../src/model/parameters.ts';
import type { Weights } from '../../src/model/weights.ts';
import type { TrainConfig } from '../../src/protocol/run.ts';
import { jaxLogps, type JaxBatch, type JaxWeights } from './jaxModel.ts';
import { jaxArray } from './peers.ts';

/** Loss of the rows' log-probabilities. Consumes them. */
export type JaxLoss = (logps: np.Array) => np.Array;

/** SFT: the batch's weights already divide by rows and tokens. */
export const sftLoss: JaxLoss = (logps) => np.sum(logps).neg();

/**
 * MDPO over all pairs with the paper's penalty, averaged over pairs (preset `published-code`).
 * @param reference [B, K]
 */
export function mdpoLoss(reference: np.Array, beta: number): JaxLoss {
  const [B, K] = reference.shape as [number, number];
  const isPair = jaxArray(
    Float32Array.from({ length: K * K }, (_, at) => (Math.floor(at / K) < at % K ? 1 : 0)),
    [K, K],
  );
  const isBest = jaxArray(
    Float32Array.from({ length: K }, (_, k) => (k === 0 ? 1 : 0)),
    [1, K],
  );
  return (logps) => {
    const r = logps.reshape([B, K]).sub(reference.ref); // [B, K]
    const margins = r.ref.reshape([B, K, 1]).sub(r.ref.reshape([B, 1, K])); // r_i - r_j
    const compared = np.sum(nn.logSigmoid(margins.mul(beta)).mul(isPair.ref));
    // r_0 stands in the penalty of its K - 1 pairs. (Taken by a mask: jax-js 0.1.25 jits the gradient of a slice wrongly.)
    const best = np.sum(r.mul(isBest.ref));
    return compared.add(best.mul(K - 1)).mul(-2 / (B * K * (K - 1)));
  };
}

/** What is carried from step to step. */
interface State {
  weights: JaxWeights;
  m: JaxWeights;
  v: JaxWeights;
}

export class JaxTrainer {
  private readonly update: ReturnType<typeof jitStep>;
  private readonly state: State;
  private t = 0;

  constructor(
    config: ModelConfig,
    weights: Weights,
    private readonly train: TrainConfig,
    private readonly batch: JaxBatch,
    loss: JaxLoss,
  ) {
    const trained = parametersOf(config).filter(({ part }) => part === 'decoder');
    const make = (fill: (name: string) => Float32Array<ArrayBuffer>): JaxWeights =>
      Object.fromEntries(trained.map(({ name, shape }) => [name, jaxArray(fill(name), shape)]));
    const zeros = (name: string): Float32Array<ArrayBuffer> =>
      new Float32Array((weights.get(name) as Float32Array).length);
    this.state = {
      weights: make((name) => (weights.get(name) as Float32Array).slice()),
      m: make(zeros),
      v: make(zeros),
    };
    this.update = jitStep(config.decoder, train, loss);
  }

  /** One step; the loss before it. Waits for the GPU. */
  async step(learningRate: number): Promise<number> {
    this.t++;
    const { beta1, beta2 } = this.train;
    const rates = np.array([learningRate, 1 - beta1 ** this.t, 1 - beta2 ** this.t]);
    const { weights, m, v } = this.state;
    const [loss, ...next] = this.update(weights, m, v, rates, tree.ref(this.batch));
    [this.state.weights, this.state.m, this.state.v] = next;
    const [value] = (await loss.data()) as Float32Array;
    return value as number;
  }

  dispose(): void {
    tree.dispose(this.state);
    tree.dispose(this.batch);
    this.update.dispose();
  }
}

/** The step as one jitted function: (weights, m, v, rates, batch) -> [loss, weights, m, v]. */
function jitStep(config: DecoderConfig, train: TrainConfig, loss: JaxLoss) {
  const { beta1, beta2, epsilon, weightDecay, maxGradNorm } = train;
  const lossOf = (weights: JaxWeights, batch: JaxBatch): np.Array => loss(jaxLogps(weights, batch, config));
  const step = (
    weights: JaxWeights,
    m: JaxWeights,
    v: JaxWeights,
    rates: np.Array,
    batch: JaxBatch,
  ): [np.Array, JaxWeights, JaxWeights, JaxWeights] => {
    const [value, gradients] = valueAndGrad(lossOf)(tree.ref(weights), batch) as [np.Array, JaxWeights];
    const squares = Object.values(gradients).map((g) => np.sum(np.square(g.ref)));
    const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
    const clip = np.minimum(np.reciprocal(norm.add(1e-6)).mul(maxGradNorm), 1);
    const [rate, correction1, correction2] = np.unstack(rates) as [np.Array, np.Array, np.Array];
    const next: State = { weights: {}, m: {}, v: {} };
    for (const [name, gradient] of Object.entries(gradients)) {
      const g = gradient.mul(clip.ref);
      const newM = (m[name] as np.Array).mul(beta1).add(g.ref.mul(1 - beta1));
      const newV = (v[name] as np.Array).mul(beta2).add(np.square(g).mul(1 - beta2));
      const scale = np.sqrt(newV.ref.div(correction2.ref)).add(epsilon);
      const kept = (weights[name] as np.Array).mul(rate.ref.mul(-weightDecay).add(1));
      next.weights[name] = kept.sub(newM.ref.div(correction1.ref).mul(rate.ref).div(scale));
      next.m[name] = newM;
      next.v[name] = newV;
    }
    return [value, next.weights, next.m, next.v];
  };
  return jit(step);
}
