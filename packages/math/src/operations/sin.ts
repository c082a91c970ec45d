import { unary } from './pointwise.js';

// d sin(x) = cos(x) dx
export const sin = unary({
  name: 'sin',
  evaluate: Math.sin,
  gradient: ({ x, dy }) => dy.mul(x.cos()),
});
