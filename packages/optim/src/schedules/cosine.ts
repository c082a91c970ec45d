import type { Value } from '@sluice/math';
import { checkOption } from '../check-option.js';
import { checkLearningRate, type Schedule } from '../schedule.js';
import { updatesBefore, wholePeriods } from './updates.js';

/** How long and how deep a `cosine` schedule is. */
export interface CosineOptions {
  /** Number of updates from the initial learning rate to the minimum. */
  readonly period: number;
  /** The learning rate at the end of the period; 0 by default. */
  readonly minimum?: number;
  /** Start again at the initial learning rate after every period, where otherwise the minimum stays. */
  readonly restart?: boolean;
}

/**
 * Half a wave of the cosine, from the initial learning rate down to a minimum.
 *
 * Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017:
 *
 *     learningRate(k) = minimum + (initial − minimum) · (1 + cos(π · k / period)) / 2          k updates after the first
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { adamw, cosine } from '@sluice/optim';
 * const optimizer = adamw({ learningRate: cosine(2e-3, { period: 846, minimum: 1e-4 }) });
 * ```
 */
export function cosine(initial: number, { period, minimum = 0, restart = false }: CosineOptions): Schedule {
  checkLearningRate('cosine', initial);
  checkOption('cosine', 'period', period, { atLeast: 1, integer: true });
  checkOption('cosine', 'minimum', minimum);
  return {
    kind: 'cosine',
    options: { initial, period, minimum, restart },
    at(update) {
      const k = updatesBefore(update);
      const elapsed = restart ? k.sub(wholePeriods(k, period).mul(period)) : k.minimum(period);
      const remaining = elapsed.neg().add(period).convert('f32').div(period);
      // (1 + cos πx) / 2 = sin²(π(1 − x) / 2), and the square loses no digits near the end, where the sum would
      const share = sine(remaining.mul(Math.PI / 2)).square();
      return share.mul(initial - minimum).add(minimum);
    },
  };
}

/** sin x from 0 to π / 2, by ten terms of its series: right to the last digit in double precision. */
function sine(x: Value): Value {
  const square = x.square();
  let sum = square.zeros().add(1);
  // x · (1 − x² / (2·3) · (1 − x² / (4·5) · (1 − …)))
  for (let n = 9; n >= 1; n--) {
    sum = sum
      .mul(square)
      .mul(-1 / (2 * n * (2 * n + 1)))
      .add(1);
  }
  return sum.mul(x);
}
