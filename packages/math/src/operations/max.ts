import { ShapeError } from '../errors.js';
import { formatShape } from '../shape.js';
import { forEachReduced, keptAxes, withoutAxes, type ReduceAttributes } from './reduce.js';
import type { Rule } from './rule.js';

// the cotangent goes to the largest element, in equal parts where several are largest
export const max: Rule<ReduceAttributes> = {
  shape: ([x], { axes }) => {
    if (axes.some((axis) => x!.shape[axis] === 0)) {
      throw new ShapeError(`max: axes [${axes.join(', ')}] of shape ${formatShape(x!.shape)} hold nothing.`);
    }
    return [{ shape: withoutAxes(x!.shape, axes), dtype: x!.dtype }];
  },
  evaluate: ([x], { axes }, evaluator) => {
    const y = evaluator.allocate(withoutAxes(x!.shape, axes), x!.dtype);
    y.data.fill(x!.dtype === 'i32' ? -2147483648 : -Infinity);
    forEachReduced(x!, axes, (index, element) => {
      y.data[index] = Math.max(y.data[index]!, element);
    });
    return [y];
  },
  gradient: ({ inputs: [x], outputs: [y], attributes: { axes }, cotangents: [dy] }) => {
    const kept = keptAxes(x!.shape, axes);
    const isMax = x!.equal(y!.reshape(kept)).convert('f32');
    const share = dy!.div(isMax.sum(axes)).reshape(kept);
    return [isMax.mul(share)];
  },
};
