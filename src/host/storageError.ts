// How far two readings of the same ladders are apart: in log-probabilities, and in the order of implicit rewards. Pure.

/** Token log-probabilities [ladder][level][token] under the policy and under the reference. */
export interface Reading {
  readonly policy: readonly (readonly Float32Array[])[];
  readonly reference: readonly (readonly Float32Array[])[];
}

export interface StorageError {
  /** |difference| of the policy's log-probabilities, of tokens and summed over answers. */
  readonly tokenMean: number;
  readonly tokenMax: number;
  readonly answerMean: number;
  readonly answerMax: number;
  /** Pairs of a ladder's different answers, and those that the implicit reward orders as before. */
  readonly pairs: number;
  readonly pairsKept: number;
}

/** @param texts [ladder][level]: answers that are the same have no order */
export function compareReadings(
  before: Reading,
  after: Reading,
  texts: readonly (readonly string[])[],
): StorageError {
  const tokens: number[] = [];
  const answers: number[] = [];
  let pairs = 0;
  let pairsKept = 0;
  texts.forEach((levels, i) => {
    levels.forEach((_text, k) => {
      const a = before.policy[i]?.[k] ?? new Float32Array();
      const b = after.policy[i]?.[k] ?? new Float32Array();
      a.forEach((logp, t) => tokens.push(Math.abs((b[t] as number) - logp)));
      answers.push(Math.abs(total(b) - total(a)));
    });
    const [old, now] = [rewards(before, i), rewards(after, i)];
    for (let j = 0; j < levels.length; j++) {
      for (let k = j + 1; k < levels.length; k++) {
        if (levels[j] === levels[k]) continue;
        pairs++;
        const margin = (r: readonly number[]): number => (r[j] as number) - (r[k] as number);
        if (Math.sign(margin(old)) === Math.sign(margin(now))) pairsKept++;
      }
    }
  });
  return {
    tokenMean: mean(tokens),
    tokenMax: Math.max(0, ...tokens),
    answerMean: mean(answers),
    answerMax: Math.max(0, ...answers),
    pairs,
    pairsKept,
  };
}

/** log pi(y) - log pi_ref(y) of every level: the implicit reward over beta. */
function rewards({ policy, reference }: Reading, i: number): number[] {
  return (policy[i] ?? []).map((logps, k) => total(logps) - total(reference[i]?.[k] ?? new Float32Array()));
}

function total(logps: Float32Array): number {
  return logps.reduce((sum, logp) => sum + logp, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
