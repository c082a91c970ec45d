import { binary } from './pointwise.js';

// d(a − b) = da − db
export const sub = binary({
  name: 'sub',
  evaluate: (a, b) => a - b,
  gradient: ({ dy, needs }) => [dy, needs[1] ? dy.neg() : undefined],
});
