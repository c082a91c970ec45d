import type { Value } from '@sluice/math';

/**
 * 1 − βᵗ, an f32 scalar: what is missing from the weights of a moving average that started as zero, `t` updates ago.
 *
 * In single precision 1 − exp(t · log β) loses half of its digits while t is small, and so does a running product βᵗ.
 * With T = tanh(t · log(1/β) / 2) the same number is 2T / (1 + T), where nothing cancels.
 */
export function biasCorrection(beta: number, step: Value): Value {
  const t = step
    .convert('f32')
    .mul(-Math.log(beta) / 2)
    .tanh();
  return t.mul(2).div(t.add(1));
}
