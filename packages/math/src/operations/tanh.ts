import { unary } from './pointwise.js';

// d tanh(x) = (1 − tanh²(x)) dx
export const tanh = unary({
  name: 'tanh',
  evaluate: Math.tanh,
  gradient: ({ y, dy }) => dy.sub(dy.mul(y).mul(y)),
});
