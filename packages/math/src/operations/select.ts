import { checkDType, checkSame } from './pointwise.js';
import { ShapeError } from '../errors.js';
import { formatShape, sameShape } from '../shape.js';
import type { NoAttributes, Rule } from './rule.js';

// select(c, a, b) = a where c ≠ 0, else b
// d select(c, a, b) = da where c, db elsewhere
export const select: Rule<NoAttributes> = {
  shape: ([condition, a, b]) => {
    checkDType('select', condition!, ['i32']);
    checkSame('select', a!, b!);
    if (!sameShape(condition!.shape, a!.shape)) {
      throw new ShapeError(
        `select: the condition has shape ${formatShape(condition!.shape)}, the values ${formatShape(a!.shape)}.`,
      );
    }
    return [{ shape: a!.shape, dtype: a!.dtype }];
  },
  evaluate: ([condition, a, b], _, evaluator) => {
    const y = evaluator.allocate(a!.shape, a!.dtype);
    for (let i = 0; i < y.data.length; i++) y.data[i] = condition!.data[i] !== 0 ? a!.data[i]! : b!.data[i]!;
    return [y];
  },
  gradient: ({ inputs: [condition], cotangents: [dy], needs }) => [
    undefined,
    needs[1] ? condition!.select(dy!, 0) : undefined,
    needs[2] ? condition!.select(0, dy!) : undefined,
  ],
};
