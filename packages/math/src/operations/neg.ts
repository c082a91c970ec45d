import { unary } from './pointwise.js';

// d(−x) = −dx
export const neg = unary({
  name: 'neg',
  dtypes: ['f32', 'i32'],
  evaluate: (x) => -x,
  gradient: ({ dy }) => dy.neg(),
});
