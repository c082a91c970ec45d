import { checkShape, type Shape } from '../shape.js';
import type { DType } from '../tensor.js';
import { noGradient, type Rule } from './rule.js';

/** The number, and the shape and dtype that it fills. */
export interface FillAttributes {
  readonly value: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

// one number everywhere
export const fill: Rule<FillAttributes> = {
  shape: (_, { shape, dtype }) => {
    checkShape(shape, 'fill');
    return [{ shape, dtype }];
  },
  evaluate: (_, { value, shape, dtype }, evaluator) => {
    const y = evaluator.allocate(shape, dtype);
    y.data.fill(value);
    return [y];
  },
  gradient: noGradient,
};
