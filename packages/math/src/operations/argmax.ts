import { ShapeError } from '../errors.js';
import { formatShape } from '../shape.js';
import { forEachReduced, withoutAxes } from './reduce.js';
import { noGradient, type Rule } from './rule.js';

/** The axis that disappears. */
export interface ArgmaxAttributes {
  readonly axis: number;
}

// index of the largest element along an axis, the first one at a tie; a NaN counts as largest
export const argmax: Rule<ArgmaxAttributes> = {
  shape: ([x], { axis }) => {
    if (!x!.shape[axis])
      throw new ShapeError(`argmax: axis ${axis} of shape ${formatShape(x!.shape)} holds nothing.`);
    return [{ shape: withoutAxes(x!.shape, [axis]), dtype: 'i32' }];
  },
  evaluate: ([x], { axis }, evaluator) => {
    const y = evaluator.allocate(withoutAxes(x!.shape, [axis]), 'i32');
    const best = new Float64Array(y.data.length);
    const seen = new Int32Array(y.data.length);
    forEachReduced(x!, [axis], (index, element) => {
      const larger = element > best[index]! || (Number.isNaN(element) && !Number.isNaN(best[index]!));
      if (seen[index] === 0 || larger) {
        best[index] = element;
        y.data[index] = seen[index]!;
      }
      seen[index]!++;
    });
    return [y];
  },
  gradient: noGradient,
};
