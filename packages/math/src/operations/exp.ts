import { unary } from './pointwise.js';

// d exp(x) = exp(x) dx
export const exp = unary({
  name: 'exp',
  evaluate: Math.exp,
  gradient: ({ y, dy }) => dy.mul(y),
});
