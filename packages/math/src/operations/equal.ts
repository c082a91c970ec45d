import { binary } from './pointwise.js';

// 1 where a = b, else 0; false wherever a NaN is compared
export const equal = binary({
  name: 'equal',
  result: 'i32',
  evaluate: (a, b) => (a === b ? 1 : 0),
});
