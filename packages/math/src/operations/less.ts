import { binary } from './pointwise.js';

// 1 where a < b, else 0; false wherever a NaN is compared
export const less = binary({
  name: 'less',
  result: 'i32',
  evaluate: (a, b) => (a < b ? 1 : 0),
});
