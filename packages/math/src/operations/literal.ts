import type { Tensor } from '../tensor.js';
import { noGradient, type Rule } from './rule.js';

/** The numbers themselves. */
export interface LiteralAttributes {
  readonly tensor: Tensor;
}

// numbers that are part of the program
export const literal: Rule<LiteralAttributes> = {
  shape: (_, { tensor: { shape, dtype } }) => [{ shape, dtype }],
  evaluate: (_, { tensor: { shape, dtype, data } }, evaluator) => {
    const y = evaluator.allocate(shape, dtype);
    y.data.set(data);
    return [y];
  },
  gradient: noGradient,
};
