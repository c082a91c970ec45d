import { binary } from './pointwise.js';

// d(a · b) = b · da + a · db
export const mul = binary({
  name: 'mul',
  evaluate: (a, b) => a * b,
  evaluateInteger: Math.imul,
  gradient: ({ a, b, dy, needs }) => [needs[0] ? dy.mul(b) : undefined, needs[1] ? dy.mul(a) : undefined],
});
