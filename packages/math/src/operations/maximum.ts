import { binary } from './pointwise.js';
import { splitAtTies } from './ties.js';

// d max(a, b) = da where a > b, db where b > a, half of each where they are equal
export const maximum = binary({
  name: 'maximum',
  evaluate: (a, b) => Math.max(a, b),
  gradient: ({ a, b, dy }) => splitAtTies(a.greater(b), b.greater(a), dy),
});
