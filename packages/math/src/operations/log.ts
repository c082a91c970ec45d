import { unary } from './pointwise.js';

// d log(x) = dx / x
export const log = unary({
  name: 'log',
  evaluate: Math.log,
  gradient: ({ x, dy }) => dy.div(x),
});
