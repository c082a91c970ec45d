import { unary } from './pointwise.js';

// floor is flat between its steps, so its derivative is 0
export const floor = unary({
  name: 'floor',
  evaluate: Math.floor,
});
