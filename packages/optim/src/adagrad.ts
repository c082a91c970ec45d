import { checkOption } from './check-option.js';
import { decayedGradient } from './decayed-gradient.js';
import type { Optimizer } from './optimizer.js';
import { checkLearningRate, describeLearningRate, type LearningRate } from './schedule.js';

/** What `adagrad` takes. */
export interface AdagradOptions {
  /** 1e-2 by default. */
  readonly learningRate?: LearningRate;
  /** The learning rate of update t is divided by 1 + (t − 1) · this; 0 by default. */
  readonly learningRateDecay?: number;
  /** What the sum of squared gradients starts as; 0 by default. */
  readonly initialAccumulatorValue?: number;
  /** Added to the root of the sum; 1e-10 by default. */
  readonly epsilon?: number;
  /** Factor of the penalty on the squared parameters; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Adagrad: every element moves by its gradient over the root of the sum of all its squared gradients so far.
 *
 * Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 2011:
 *
 *     g = ∇ + weightDecay · θ
 *     s ← s + g²
 *     θ ← θ − learningRate / (1 + (t − 1) · learningRateDecay) · g / (√s + ε)
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { adagrad } from '@sluice/optim';
 * const optimizer = adagrad({ learningRate: 0.1 });
 * ```
 */
export function adagrad({
  learningRate = 1e-2,
  learningRateDecay = 0,
  initialAccumulatorValue = 0,
  epsilon = 1e-10,
  weightDecay = 0,
}: AdagradOptions = {}): Optimizer {
  checkLearningRate('adagrad', learningRate);
  checkOption('adagrad', 'learningRateDecay', learningRateDecay);
  checkOption('adagrad', 'initialAccumulatorValue', initialAccumulatorValue);
  checkOption('adagrad', 'epsilon', epsilon);
  checkOption('adagrad', 'weightDecay', weightDecay);
  return {
    kind: 'adagrad',
    options: {
      learningRate: describeLearningRate(learningRate),
      learningRateDecay,
      initialAccumulatorValue,
      epsilon,
      weightDecay,
    },
    learningRate,
    slots: (shape) => ({ s: { shape, initial: initialAccumulatorValue } }),
    update({ parameter, gradient, slots, step, learningRate }) {
      const g = decayedGradient({ parameter, gradient }, weightDecay);
      const s = slots['s']!.add(g.square());
      const slowing = step.sub(1).convert('f32').mul(learningRateDecay).add(1);
      const rate = learningRateDecay === 0 ? learningRate : learningRate.div(slowing);
      return { parameter: parameter.sub(g.div(s.sqrt().add(epsilon)).mul(rate)), slots: { s } };
    },
  };
}
