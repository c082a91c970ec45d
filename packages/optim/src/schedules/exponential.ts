import { checkOption } from '../check-option.js';
import { checkLearningRate, type Schedule } from '../schedule.js';
import { updatesBefore } from './updates.js';

/** How fast an `exponential` schedule shrinks. */
export interface ExponentialOptions {
  /** What the learning rate is multiplied with over `every` updates. */
  readonly factor: number;
  /** Number of updates that the factor is spread over; 1 by default. */
  readonly every?: number;
}

/**
 * A learning rate that shrinks by the same share in every update.
 *
 *     learningRate(k) = initial · factor^(k / every)          k updates after the first
 *
 * PyTorch's `ExponentialLR` where `every` is the number of updates between two calls of its scheduler.
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { adam, exponential } from '@sluice/optim';
 * const optimizer = adam({ learningRate: exponential(2e-3, { factor: 0.97, every: 423 }) });
 * ```
 */
export function exponential(initial: number, { factor, every = 1 }: ExponentialOptions): Schedule {
  checkLearningRate('exponential', initial);
  checkOption('exponential', 'factor', factor, { above: 0 });
  checkOption('exponential', 'every', every, { above: 0 });
  return {
    kind: 'exponential',
    options: { initial, factor, every },
    at: (update) =>
      updatesBefore(update)
        .convert('f32')
        .mul(Math.log(factor) / every)
        .exp()
        .mul(initial),
  };
}
