import { fill, type Value } from '@sluice/math';
import { checkOption } from './check-option.js';

/**
 * A learning rate that changes from update to update, as an equation that becomes part of the training step.
 *
 * @example
 * ```ts
 * import { evaluate, tensor, trace } from '@sluice/math';
 * import { cosine, warmUp } from '@sluice/optim';
 * const schedule = warmUp(cosine(2e-3, { period: 1000 }), 100);
 * const program = trace((step) => [schedule.at(step)], [{ shape: [], dtype: 'i32' }]);
 * const [rate] = evaluate(program, [tensor(new Int32Array([50]), [])]); // half of 2e-3
 * ```
 */
export interface Schedule {
  readonly kind: string;
  /** What it was made with, defaults filled in: plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * The learning rate of update `step`, an f32 scalar.
   *
   * @param step - i32 scalar; it counts from 1, as an optimizer's does: `at(1)` is for the first update.
   */
  at(step: Value): Value;
}

/** A number, or a schedule that gives one for each update. */
export type LearningRate = number | Schedule;

/** The learning rate of update `step` (i32 scalar, counts from 1), an f32 scalar. */
export const learningRateAt = (learningRate: LearningRate, step: Value): Value =>
  typeof learningRate === 'number' ? fill([], learningRate) : learningRate.at(step);

/** A learning rate as plain data, for the `options` of what is made with it. */
export const describeLearningRate = (learningRate: LearningRate): unknown =>
  typeof learningRate === 'number'
    ? learningRate
    : { kind: learningRate.kind, options: learningRate.options };

/** Throws an ArgumentError when a learning rate is a number that cannot be one. */
export function checkLearningRate(of: string, learningRate: LearningRate): void {
  if (typeof learningRate === 'number') checkOption(of, 'learningRate', learningRate);
}
