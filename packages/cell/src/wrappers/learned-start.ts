import { initializers } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { mapValues, prefixed } from '../names.js';
import { wrap } from './wrap.js';

/**
 * Trains the state that a cell starts from, which otherwise is zeros.
 *
 * Beside the cell's parameters there is `start.h`, and so on, for each state, from zeros at first. A state `started` `[1]` is
 * 0 before the first step and 1 after it: a row whose `started` is at most 0.5 starts, whatever its other states are. So a
 * state of one's own is carried on with by a `started` of 1, and what sets a state to zeros, as `resettable` does, starts the
 * cell anew.
 *
 * @throws ArgumentError when the cell has a state `started`, or a parameter of such a name.
 *
 * @example
 * ```ts
 * import { learnedStart } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = learnedStart(lstm({ inputSize: 64, hiddenSize: 128 }));
 * Object.keys(cell.params); // ['wx', 'wh', 'b', 'start.h', 'start.c']
 * ```
 */
export function learnedStart<C extends Cell>(cell: C): Cell<StateNames<C> | 'started'> {
  return wrap(cell, {
    kind: 'learnedStart',
    state: { started: [1] },
    params: prefixed(
      'start',
      mapValues(cell.state, (shape) => ({ shape, initial: initializers.zeros() })),
    ),
    step: ({ x, state: { started, ...before }, params }, run) => {
      const goesOn = started!.greater(0.5);
      const { state, ...rest } = run({
        state: mapValues(before, (value, name) =>
          goesOn
            .reshape([x.shape[0]!, ...value.shape.slice(1).map(() => 1)])
            .select(value, params[`start.${name}`]!),
        ),
      });
      return { ...rest, state: { ...state, started: started!.zeros().add(1) } };
    },
  });
}
