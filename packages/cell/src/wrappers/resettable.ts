import type { Cell, StateNames } from '../cell.js';
import { mapValues } from '../names.js';
import { inputSizeOf, wrap } from './wrap.js';

/**
 * Lets the input say where something new begins: it has a number more than the cell's, the last one, and where that is above
 * 0.5 the state starts from zeros before the step.
 *
 * So sequences of any lengths can stand one after the other in a row, as episodes do in reinforcement learning.
 *
 * @throws ArgumentError when the cell does not take a row of numbers.
 *
 * @example
 * ```ts
 * import { resettable } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * const cell = resettable(gru({ inputSize: 8, hiddenSize: 32 })); // takes [batch, 9]
 * ```
 */
export function resettable<C extends Cell>(cell: C): Cell<StateNames<C>> {
  const size = inputSizeOf('resettable', cell);
  return wrap(cell, {
    kind: 'resettable',
    input: { shape: [size + 1], dtype: 'f32' },
    step: ({ x: given, state }, run) => {
      const [x, flag] = given.split([size, 1]);
      const resets = flag.greater(0.5);
      return run({
        x,
        state: mapValues(state, (value) =>
          resets.reshape([x.shape[0]!, ...value.shape.slice(1).map(() => 1)]).select(0, value),
        ),
      });
    },
  });
}
