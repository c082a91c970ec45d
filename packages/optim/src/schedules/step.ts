import { checkOption } from '../check-option.js';
import { checkLearningRate, type Schedule } from '../schedule.js';
import { updatesBefore, wholePeriods } from './updates.js';

/** When a `step` schedule steps, and how far. */
export interface StepOptions {
  /** Number of updates between two steps. */
  readonly every: number;
  /** What the learning rate is multiplied with at each step; 0.1 by default. */
  readonly factor?: number;
}

/**
 * A staircase: the learning rate is multiplied with a factor every so many updates.
 *
 *     learningRate(k) = initial · factor^⌊k / every⌋          k updates after the first
 *
 * The rule of He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016, with equal distances;
 * PyTorch's `StepLR`.
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { adam, step } from '@sluice/optim';
 * const optimizer = adam({ learningRate: step(2e-3, { every: 1000, factor: 0.5 }) });
 * ```
 */
export function step(initial: number, { every, factor = 0.1 }: StepOptions): Schedule {
  checkLearningRate('step', initial);
  checkOption('step', 'every', every, { atLeast: 1, integer: true });
  checkOption('step', 'factor', factor, { above: 0 });
  return {
    kind: 'step',
    options: { initial, every, factor },
    at: (update) =>
      wholePeriods(updatesBefore(update), every).convert('f32').mul(Math.log(factor)).exp().mul(initial),
  };
}
