import { unary } from './pointwise.js';

// d√x = dx / (2√x)
export const sqrt = unary({
  name: 'sqrt',
  evaluate: Math.sqrt,
  gradient: ({ y, dy }) => dy.mul(0.5).div(y),
});
