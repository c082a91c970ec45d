import { unary } from './pointwise.js';

// d x² = 2x dx
export const square = unary({
  name: 'square',
  evaluate: (x) => x * x,
  gradient: ({ x, dy }) => dy.mul(x).mul(2),
});
