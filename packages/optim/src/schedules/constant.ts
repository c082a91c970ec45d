import { fill } from '@sluice/math';
import { checkLearningRate, type Schedule } from '../schedule.js';

/**
 * The same learning rate in every update: what a plain number stands for.
 *
 * @throws ArgumentError when the learning rate is negative or not finite.
 *
 * @example
 * ```ts
 * import { constant, warmUp } from '@sluice/optim';
 * const schedule = warmUp(constant(2e-3), 100); // as warmUp(2e-3, 100)
 * ```
 */
export function constant(learningRate: number): Schedule {
  checkLearningRate('constant', learningRate);
  return { kind: 'constant', options: { learningRate }, at: () => fill([], learningRate) };
}
