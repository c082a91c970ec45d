import { unary } from './pointwise.js';

// d|x| = sign(x) dx
export const abs = unary({
  name: 'abs',
  dtypes: ['f32', 'i32'],
  evaluate: Math.abs,
  gradient: ({ x, dy }) => dy.mul(x.sign()),
});
