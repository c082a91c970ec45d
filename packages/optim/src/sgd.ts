import { ArgumentError } from '@sluice/math';
import { checkOption } from './check-option.js';
import { decayedGradient } from './decayed-gradient.js';
import type { Optimizer } from './optimizer.js';
import { checkLearningRate, describeLearningRate, type LearningRate } from './schedule.js';

/** What `sgd` takes. */
export interface SgdOptions {
  /** 1e-3 by default. */
  readonly learningRate?: LearningRate;
  /** How much of the direction before is kept; 0 (the default) keeps none and remembers nothing. */
  readonly momentum?: number;
  /** How much of each new gradient is held back from the momentum; 0 by default. */
  readonly dampening?: number;
  /** Factor of the penalty on the squared parameters; 0 by default. */
  readonly weightDecay?: number;
  /** Look ahead along the momentum; needs a momentum and no dampening. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent, with momentum or Nesterov's momentum.
 *
 * Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013,
 * in PyTorch's form, where the learning rate multiplies the momentum:
 *
 *     g = ∇ + weightDecay · θ
 *     u ← momentum · u + (1 − dampening) · g          (u ← g in the first update)
 *     θ ← θ − learningRate · u                        (nesterov: g + momentum · u in the place of u)
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { sgd } from '@sluice/optim';
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true });
 * ```
 */
export function sgd({
  learningRate = 1e-3,
  momentum = 0,
  dampening = 0,
  weightDecay = 0,
  nesterov = false,
}: SgdOptions = {}): Optimizer {
  checkLearningRate('sgd', learningRate);
  checkOption('sgd', 'momentum', momentum);
  checkOption('sgd', 'dampening', dampening, {});
  checkOption('sgd', 'weightDecay', weightDecay);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new ArgumentError(
      `sgd: nesterov needs a momentum greater than 0 and a dampening of 0, ` +
        `but got momentum ${momentum} and dampening ${dampening}.`,
    );
  }
  return {
    kind: 'sgd',
    options: {
      learningRate: describeLearningRate(learningRate),
      momentum,
      dampening,
      weightDecay,
      nesterov,
    },
    learningRate,
    slots: (shape) => (momentum === 0 ? {} : { u: { shape, initial: 0 } }),
    update({ parameter, gradient, slots, step, learningRate }) {
      const g = decayedGradient({ parameter, gradient }, weightDecay);
      if (momentum === 0) return { parameter: parameter.sub(g.mul(learningRate)), slots };

      const share = dampening === 0 ? 1 : step.equal(1).select(1, 1 - dampening);
      const u = slots['u']!.mul(momentum).add(dampening === 0 ? g : g.mul(share));
      const direction = nesterov ? g.add(u.mul(momentum)) : u;
      return { parameter: parameter.sub(direction.mul(learningRate)), slots: { u } };
    },
  };
}
