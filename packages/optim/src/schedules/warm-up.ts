import { checkOption } from '../check-option.js';
import {
  checkLearningRate,
  describeLearningRate,
  learningRateAt,
  type LearningRate,
  type Schedule,
} from '../schedule.js';

/**
 * A learning rate that grows in a straight line over the first updates, and then follows another schedule.
 *
 * Goyal and others, "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017, section 2.2:
 *
 *     learningRate(t) = schedule(1) · t / steps              while t ≤ steps
 *     learningRate(t) = schedule(t − steps + 1)              after that
 *
 * Update `steps` is thus the first one at full rate, and the schedule begins there.
 *
 * @param schedule - what follows: a schedule, or a number.
 * @param steps - number of updates until the full rate is reached, at least 1.
 * @throws ArgumentError when `steps` is not such a number.
 *
 * @example
 * ```ts
 * import { adam, cosine, warmUp } from '@sluice/optim';
 * const optimizer = adam({ learningRate: warmUp(cosine(2e-3, { period: 1000 }), 100) });
 * ```
 */
export function warmUp(schedule: LearningRate, steps: number): Schedule {
  checkLearningRate('warmUp', schedule);
  checkOption('warmUp', 'steps', steps, { atLeast: 1, integer: true });
  return {
    kind: 'warmUp',
    options: { schedule: describeLearningRate(schedule), steps },
    at: (step) =>
      learningRateAt(schedule, step.sub(steps - 1).maximum(1)).mul(step.convert('f32').div(steps).minimum(1)),
  };
}
