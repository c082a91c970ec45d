import { unary } from './pointwise.js';

// sign is flat on both sides, so its derivative is 0
export const sign = unary({
  name: 'sign',
  dtypes: ['f32', 'i32'],
  evaluate: Math.sign,
});
