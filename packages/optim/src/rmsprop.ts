import { checkOption } from './check-option.js';
import { decayedGradient } from './decayed-gradient.js';
import type { Optimizer } from './optimizer.js';
import { checkLearningRate, describeLearningRate, type LearningRate } from './schedule.js';

/** What `rmsprop` takes. */
export interface RmspropOptions {
  /** 1e-2 by default. */
  readonly learningRate?: LearningRate;
  /** How much the average of the squared gradient keeps in each update; 0.99 by default. */
  readonly alpha?: number;
  /** Added to the root of the average square; 1e-8 by default. */
  readonly epsilon?: number;
  /** How much of the direction before is kept; 0 by default. */
  readonly momentum?: number;
  /** Divide by the standard deviation of the gradient, not by its root mean square. */
  readonly centered?: boolean;
  /** Factor of the penalty on the squared parameters; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * RMSprop: every element moves by its gradient over the root of its average squared gradient.
 *
 * Tieleman and Hinton, "Lecture 6.5: rmsprop", Coursera 2012; `centered` and `momentum` from Graves, "Generating
 * sequences with recurrent neural networks", 2013, in PyTorch's form, where ε stands outside of the root:
 *
 *     g = ∇ + weightDecay · θ
 *     v ← α · v + (1 − α) · g²
 *     d = g / (√v + ε)                   (centered: a ← α · a + (1 − α) · g and v − a² under the root)
 *     u ← momentum · u + d
 *     θ ← θ − learningRate · u
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { rmsprop } from '@sluice/optim';
 * const optimizer = rmsprop({ learningRate: 2e-3, alpha: 0.95 });
 * ```
 */
export function rmsprop({
  learningRate = 1e-2,
  alpha = 0.99,
  epsilon = 1e-8,
  momentum = 0,
  centered = false,
  weightDecay = 0,
}: RmspropOptions = {}): Optimizer {
  checkLearningRate('rmsprop', learningRate);
  checkOption('rmsprop', 'alpha', alpha, { atLeast: 0, below: 1 });
  checkOption('rmsprop', 'epsilon', epsilon);
  checkOption('rmsprop', 'momentum', momentum);
  checkOption('rmsprop', 'weightDecay', weightDecay);
  return {
    kind: 'rmsprop',
    options: {
      learningRate: describeLearningRate(learningRate),
      alpha,
      epsilon,
      momentum,
      centered,
      weightDecay,
    },
    learningRate,
    slots: (shape) => ({
      v: { shape, initial: 0 },
      ...(centered && { a: { shape, initial: 0 } }),
      ...(momentum > 0 && { u: { shape, initial: 0 } }),
    }),
    update({ parameter, gradient, slots, learningRate }) {
      const g = decayedGradient({ parameter, gradient }, weightDecay);
      const v = slots['v']!.mul(alpha).add(g.square().mul(1 - alpha));
      const a = centered ? slots['a']!.mul(alpha).add(g.mul(1 - alpha)) : undefined;
      // under a steady gradient both terms become equal, and rounding may put their difference below zero
      const square = a ? v.sub(a.square()).maximum(0) : v;
      const d = g.div(square.sqrt().add(epsilon));
      const u = momentum > 0 ? slots['u']!.mul(momentum).add(d) : undefined;
      return {
        parameter: parameter.sub((u ?? d).mul(learningRate)),
        slots: { v, ...(a && { a }), ...(u && { u }) },
      };
    },
  };
}
