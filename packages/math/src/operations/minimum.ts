import { binary } from './pointwise.js';
import { splitAtTies } from './ties.js';

// d min(a, b) = da where a < b, db where b < a, half of each where they are equal
export const minimum = binary({
  name: 'minimum',
  evaluate: (a, b) => Math.min(a, b),
  gradient: ({ a, b, dy }) => splitAtTies(a.less(b), b.less(a), dy),
});
