import { binary } from './pointwise.js';

// 1 where a ≠ b, else 0; false wherever a NaN is compared, but true here
export const notEqual = binary({
  name: 'notEqual',
  result: 'i32',
  evaluate: (a, b) => (a !== b ? 1 : 0),
});
