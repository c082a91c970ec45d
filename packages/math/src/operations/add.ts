import { binary } from './pointwise.js';

// d(a + b) = da + db
export const add = binary({
  name: 'add',
  evaluate: (a, b) => a + b,
  gradient: ({ dy }) => [dy, dy],
});
