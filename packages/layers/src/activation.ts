import { activate, checkActivation, defineCell, type Activation, type Cell } from '@sluice/cell';

/**
 * Applies an activation to each number; `softmax` and `logSoftmax` along the last axis.
 *
 * @throws ArgumentError when there is none of this name, or it takes no such number.
 *
 * @example
 * ```ts
 * import { sequential } from '@sluice/cell';
 * import { activation, linear } from '@sluice/layers';
 * const head = sequential(linear(128, 4), activation('softmax'));
 * ```
 */
export const activation = (kind: Activation): Cell<never> => define({ activation: kind });

const define = defineCell({
  kind: 'activation',
  validate: (options: { activation: Activation }) => checkActivation(options.activation),
  state: () => ({}),
  params: () => ({}),
  step: ({ x, options }) => ({ output: activate(x, options.activation), state: {} }),
});
