import type { Cell, StateNames } from '../cell.js';
import { sizeOfBoth, wrap } from './wrap.js';

/**
 * Leads the input around a cell: `y = f(x) + x`.
 *
 * He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016; around recurrent layers Wu et al., "Google's
 * neural machine translation system: bridging the gap between human and machine translation", 2016.
 *
 * @throws ArgumentError when the cell does not give as many numbers as it takes.
 *
 * @example
 * ```ts
 * import { residual, sequential } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * const layer = () => residual(gru({ inputSize: 64, hiddenSize: 64 }));
 * const deep = sequential(layer(), layer(), layer());
 * ```
 */
export function residual<C extends Cell>(cell: C): Cell<StateNames<C>> {
  sizeOfBoth('residual', cell);
  return wrap(cell, {
    kind: 'residual',
    step: ({ x }, run) => {
      const { output, ...rest } = run();
      return { ...rest, output: output.add(x) };
    },
  });
}
