import { unary } from './pointwise.js';

// d relu(x) = dx where x > 0, else 0
export const relu = unary({
  name: 'relu',
  evaluate: (x) => (x < 0 ? 0 : x),
  gradient: ({ y, dy }) => y.greater(0).select(dy, 0),
});
