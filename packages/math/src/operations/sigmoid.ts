import { unary } from './pointwise.js';

// dσ(x) = σ(x)(1 − σ(x)) dx
export const sigmoid = unary({
  name: 'sigmoid',
  evaluate: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  gradient: ({ y, dy }) => {
    const scaled = dy.mul(y);
    return scaled.sub(scaled.mul(y));
  },
});
