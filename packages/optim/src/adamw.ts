import { inScope } from '@sluice/math';
import { adam, type AdamOptions } from './adam.js';
import { checkOption } from './check-option.js';
import type { Optimizer } from './optimizer.js';

/** What `adamw` takes. */
export interface AdamwOptions extends AdamOptions {
  /** How much of each parameter fades per update, as a factor of the learning rate; 1e-2 by default. */
  readonly weightDecay?: number;
}

/**
 * Adam with weight decay apart from the gradient, so that the averages do not scale it.
 *
 * Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019:
 *
 *     θ ← θ · (1 − learningRate · weightDecay)
 *     θ ← the update of `adam`
 *
 * @throws ArgumentError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { adamw } from '@sluice/optim';
 * const optimizer = adamw({ learningRate: 2e-3, weightDecay: 0.05 });
 * ```
 */
export function adamw({ weightDecay = 1e-2, ...options }: AdamwOptions = {}): Optimizer {
  checkOption('adamw', 'weightDecay', weightDecay);
  const inner = inScope('adamw', () => adam(options));
  return {
    ...inner,
    kind: 'adamw',
    options: { ...inner.options, weightDecay },
    update(context) {
      const kept = context.learningRate.mul(-weightDecay).add(1);
      return inner.update({ ...context, parameter: context.parameter.mul(kept) });
    },
  };
}
