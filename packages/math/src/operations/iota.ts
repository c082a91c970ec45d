import { checkShape, stridesOf, type Shape } from '../shape.js';
import { noGradient, type Rule } from './rule.js';
import { forEachIndex } from './strided.js';

/** The shape, and the axis along which it counts. */
export interface IotaAttributes {
  readonly shape: Shape;
  readonly axis: number;
}

// 0, 1, 2 … along one axis, the same along all others
export const iota: Rule<IotaAttributes> = {
  shape: (_, { shape }) => {
    checkShape(shape, 'iota');
    return [{ shape, dtype: 'i32' }];
  },
  evaluate: (_, { shape, axis }, evaluator) => {
    const y = evaluator.allocate(shape, 'i32');
    const along = stridesOf(shape).map((_stride, i) => (i === axis ? 1 : 0));
    forEachIndex(shape, along, 0, (index, linear) => {
      y.data[linear] = index;
    });
    return [y];
  },
  gradient: noGradient,
};
