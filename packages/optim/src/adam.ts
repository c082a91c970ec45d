import type { Value } from '@sluice/math';
import { biasCorrection } from './bias-correction.js';
import { checkOption } from './check-option.js';
import { decayedGradient } from './decayed-gradient.js';
import type { Optimizer } from './optimizer.js';
import { checkLearningRate, describeLearningRate, type LearningRate } from './schedule.js';

/** What `adam` takes. */
export interface AdamOptions {
  /** 1e-3 by default. */
  readonly learningRate?: LearningRate;
  /** How much the averages of the gradient and of its square keep in each update; `[0.9, 0.999]` by default. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the average square; 1e-8 by default. */
  readonly epsilon?: number;
  /** Factor of the penalty on the squared parameters; 0 by default. For decay apart from the gradient, see `adamw`. */
  readonly weightDecay?: number;
  /** Divide by the largest average square so far, not by the present one. */
  readonly amsgrad?: boolean;
}

/**
 * Adam: every element moves by its average gradient over the root of its average squared gradient.
 *
 * Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; `amsgrad` from Reddi, Kale and Kumar, "On the
 * convergence of Adam and beyond", ICLR 2018:
 *
 *     g = ∇ + weightDecay · θ
 *     m ← β₁ · m + (1 − β₁) · g
 *     v ← β₂ · v + (1 − β₂) · g²
 *     θ ← θ − learningRate · m / (1 − β₁ᵗ) / (√v / √(1 − β₂ᵗ) + ε)      (amsgrad: max v in the place of v)
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { adam } from '@sluice/optim';
 * const optimizer = adam({ learningRate: 2e-3, betas: [0.9, 0.99] });
 * ```
 */
export function adam({
  learningRate = 1e-3,
  betas = [0.9, 0.999],
  epsilon = 1e-8,
  weightDecay = 0,
  amsgrad = false,
}: AdamOptions = {}): Optimizer {
  const [beta1, beta2] = betas;
  checkLearningRate('adam', learningRate);
  betas.forEach((beta, i) => checkOption('adam', `betas[${i}]`, beta, { atLeast: 0, below: 1 }));
  checkOption('adam', 'epsilon', epsilon);
  checkOption('adam', 'weightDecay', weightDecay);
  return {
    kind: 'adam',
    options: { learningRate: describeLearningRate(learningRate), betas, epsilon, weightDecay, amsgrad },
    learningRate,
    slots: (shape) => ({
      m: { shape, initial: 0 },
      v: { shape, initial: 0 },
      ...(amsgrad && { vMax: { shape, initial: 0 } }),
    }),
    update({ parameter, gradient, slots, step, learningRate }) {
      const g = decayedGradient({ parameter, gradient }, weightDecay);
      const m = average(slots['m']!, g, beta1);
      const v = average(slots['v']!, g.square(), beta2);
      const vMax = amsgrad ? slots['vMax']!.maximum(v) : undefined;

      const rate = learningRate.div(biasCorrection(beta1, step));
      const scale = biasCorrection(beta2, step).sqrt().reciprocal();
      const size = (vMax ?? v).sqrt().mul(scale).add(epsilon);
      return {
        parameter: parameter.sub(m.div(size).mul(rate)),
        slots: { m, v, ...(vMax && { vMax }) },
      };
    },
  };
}

/** A moving average that keeps the share `beta` of what it was. */
const average = (before: Value, value: Value, beta: number): Value =>
  before.mul(beta).add(value.mul(1 - beta));
