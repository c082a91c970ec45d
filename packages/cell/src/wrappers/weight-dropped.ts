import { foldKey, inScope, type RandomKey, type Values } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { checkSequence } from '../checks.js';
import { mapValues } from '../names.js';
import { drop } from './drop.js';
import { checkRates, wrap } from './wrap.js';

/**
 * Drops weights of a cell while training, the same ones in all steps of a sequence and for all rows of a batch.
 *
 * Merity, Keskar and Socher, "Regularizing and optimizing LSTM language models", 2018, after Wan et al., "Regularization of
 * neural networks using DropConnect", 2013. The paper drops recurrent weights: `wh` of an LSTM, a GRU or a simple cell.
 *
 * Around all other wrappers it drops them once, before the first step; within another it does so in every step, which the
 * compiler takes out of the loop again.
 *
 * @param rates - the share of each parameter that is dropped, by its name.
 * @throws ArgumentError when a rate is not at least 0 and less than 1, or the cell has no such parameter.
 *
 * @example
 * ```ts
 * import { weightDropped } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = weightDropped(lstm({ inputSize: 64, hiddenSize: 128 }), { wh: 0.5 });
 * ```
 */
export function weightDropped<C extends Cell>(
  cell: C,
  rates: Readonly<Record<string, number>>,
): Cell<StateNames<C>> {
  const names = Object.keys(cell.params);
  checkRates('weightDropped', rates, names);
  const dropWeights = (params: Values, key: RandomKey): Values =>
    mapValues(params, (value, name) =>
      // weights are not rows of a batch
      drop(value, rates[name] ?? 0, foldKey({ ...key, row: undefined }, names.indexOf(name))),
    );
  const wrapped = wrap<StateNames<C>>(cell, {
    kind: 'weightDropped',
    options: { rates },
    step: ({ params, training, sequenceKey }, run) =>
      training ? run({ params: dropWeights(params, sequenceKey) }) : run(),
  });
  return {
    ...wrapped,
    unroll: (context) =>
      inScope('weightDropped', () => {
        checkSequence(wrapped, context);
        const { key, params, training } = context;
        return cell.unroll({
          ...context,
          params: training ? dropWeights(params, foldKey(key, 1)) : params,
          key: foldKey(key, 0),
        });
      }),
  };
}
