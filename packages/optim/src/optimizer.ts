import type { Shape, Value, Values } from '@sluice/math';
import type { LearningRate } from './schedule.js';

/** Something that an optimizer remembers about one parameter from update to update, and what it starts as. */
export interface Slot {
  readonly shape: Shape;
  /** The number that every element starts as. */
  readonly initial: number;
}

/** What one update of one parameter computes with. */
export interface UpdateContext {
  readonly parameter: Value;
  /** Gradient of the loss, of the parameter's shape. */
  readonly gradient: Value;
  /** What the update before returned, by the names that `slots` gave. */
  readonly slots: Values;
  /** Which update this is, an i32 scalar; it counts from 1. */
  readonly step: Value;
  /** An f32 scalar: `learningRateAt(optimizer.learningRate, step)`. */
  readonly learningRate: Value;
}

/** One parameter after its update, with what the optimizer remembers of it. */
export interface UpdateResult {
  readonly parameter: Value;
  readonly slots: Values;
}

/**
 * The equations of one optimizer: how a parameter changes under its gradient, and what is remembered about it.
 *
 * An optimizer holds no numbers. Whoever runs it keeps the slots, beside the parameters, and hands them in with every
 * update; so the whole update is part of the compiled training step, and a checkpoint of the slots is a checkpoint of
 * the optimizer. All that does not depend on the element is computed on scalars: an update is one pointwise loop.
 *
 * @example
 * ```ts
 * import { evaluate, tensor, trace } from '@sluice/math';
 * import { sgd } from '@sluice/optim';
 * const optimizer = sgd();
 * const program = trace(
 *   (parameter, gradient, step, learningRate) => [
 *     optimizer.update({ parameter, gradient, slots: {}, step, learningRate })
 *       .parameter,
 *   ],
 *   [{ shape: [2], dtype: 'f32' }, { shape: [2], dtype: 'f32' }, { shape: [], dtype: 'i32' }, { shape: [], dtype: 'f32' }],
 * );
 * const step = tensor(new Int32Array([1]), []);
 * const [next] = evaluate(program, [tensor([1, 2]), tensor([4, 8]), step, tensor([0.25], [])]); // [0, 0]
 * ```
 */
export interface Optimizer {
  readonly kind: string;
  /** What it was made with, defaults filled in: plain data, for checkpoints and summaries. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly learningRate: LearningRate;
  /** What it remembers about a parameter of this shape, by name: `m`, `v` … */
  slots(shape: Shape): Readonly<Record<string, Slot>>;
  /** One update of one parameter. */
  update(context: UpdateContext): UpdateResult;
}
