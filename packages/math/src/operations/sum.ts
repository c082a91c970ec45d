import { checkDType } from './pointwise.js';
import { forEachReduced, keptAxes, withoutAxes, type ReduceAttributes } from './reduce.js';
import type { Rule } from './rule.js';

// d Σx = Σdx; each element receives the whole cotangent
export const sum: Rule<ReduceAttributes> = {
  shape: ([x], { axes }) => {
    checkDType('sum', x!, ['f32', 'i32']);
    return [{ shape: withoutAxes(x!.shape, axes), dtype: x!.dtype }];
  },
  evaluate: ([x], { axes }, evaluator) => {
    const y = evaluator.allocate(withoutAxes(x!.shape, axes), x!.dtype);
    // rounded once at the end, so that the oracle is nearer to the truth than any kernel
    const totals = new Float64Array(y.data.length);
    forEachReduced(x!, axes, (index, element) => {
      totals[index]! += element;
    });
    y.data.set(totals);
    return [y];
  },
  gradient: ({ inputs: [x], attributes: { axes }, cotangents: [dy] }) => [
    dy!.reshape(keptAxes(x!.shape, axes)).broadcast(x!.shape),
  ],
};
