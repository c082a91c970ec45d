import { unary } from './pointwise.js';

// d(1/x) = −(1/x)² dx
export const reciprocal = unary({
  name: 'reciprocal',
  evaluate: (x) => 1 / x,
  gradient: ({ y, dy }) => dy.mul(y).mul(y).neg(),
});
