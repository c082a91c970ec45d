import { unary } from './pointwise.js';

// softplus(x) = log(1 + eˣ) = max(x, 0) + log1p(e^−|x|), which neither overflows nor loses small values
// d softplus(x) = σ(x) dx
export const softplus = unary({
  name: 'softplus',
  evaluate: (x) => (x < 0 ? 0 : x) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: ({ x, dy }) => dy.mul(x.sigmoid()),
});
