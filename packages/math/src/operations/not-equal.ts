import { binary } from './pointwise.js';

// 1 where a ≠ b, else 0; true wherever a NaN is compared
export const notEqual = binary({
  name: 'notEqual',
  result: 'i32',
  evaluate: (a, b) => (a !== b ? 1 : 0),
});
