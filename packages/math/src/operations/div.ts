import { binary } from './pointwise.js';

// d(a / b) = da / b − (a / b) / b · db
export const div = binary({
  name: 'div',
  dtypes: ['f32'],
  evaluate: (a, b) => a / b,
  gradient: ({ b, y, dy, needs }) => {
    const da = dy.div(b);
    return [da, needs[1] ? da.mul(y).neg() : undefined];
  },
});
