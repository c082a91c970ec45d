import { ArgumentError } from '@sluice/math';

/** How a token is drawn from a model's scores. */
export interface SamplingOptions {
  /** 1, the default, draws as the model says; below, likely tokens become more likely; 0 always takes the likeliest. */
  readonly temperature?: number | undefined;
  /** Draw among this many of the likeliest tokens only. */
  readonly topK?: number | undefined;
  /** Draw among the likeliest tokens that together reach this probability only. */
  readonly topP?: number | undefined;
}

/** Throws unless the options are in their ranges. */
export function checkSampling({ temperature = 1, topK = 1, topP = 1 }: SamplingOptions): void {
  if (!(temperature >= 0 && temperature < Infinity)) {
    throw new ArgumentError(`generate: temperature must be a number of at least 0, but got ${temperature}.`);
  }
  if (!Number.isSafeInteger(topK) || topK < 1) {
    throw new ArgumentError(`generate: topK must be an integer of at least 1, but got ${topK}.`);
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new ArgumentError(`generate: topP must be above 0 and at most 1, but got ${topP}.`);
  }
}

/**
 * Draws a token.
 *
 * @param scores - one for each token: logarithms of probabilities, up to a constant.
 * @param random - a number in [0, 1) that decides.
 *
 * @example
 * ```ts
 * import { sampleToken } from '@sluice/train';
 * sampleToken(Float32Array.of(0, Math.log(3)), {}, 0.2); // 0: its probability is a quarter
 * ```
 */
export function sampleToken(
  scores: Float32Array,
  { temperature = 1, topK = scores.length, topP = 1 }: SamplingOptions,
  random: number,
): number {
  // Ties keep the order of the tokens, so that the same scores give the same token everywhere.
  const order = Array.from(scores, (_, token) => token).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const best = order[0]!;
  if (!Number.isFinite(scores[best])) {
    throw new ArgumentError(
      `sampleToken: the largest score is ${scores[best]}; the model's weights are broken.`,
    );
  }
  if (temperature === 0) return best;

  const weights = order
    .slice(0, topK)
    .map((token) => Math.exp((scores[token]! - scores[best]!) / temperature));
  const total = sum(weights);
  let kept = 0;
  let weight = 0;
  while (kept < weights.length && (kept === 0 || weight < topP * total)) weight += weights[kept++]!;

  let rest = random * weight;
  for (let i = 0; i < kept - 1; i++) {
    rest -= weights[i]!;
    if (rest < 0) return order[i]!;
  }
  return order[kept - 1]!;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
