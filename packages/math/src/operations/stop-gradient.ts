import { noGradient, type NoAttributes, type Rule } from './rule.js';

// the identity, through which no gradient flows
export const stopGradient: Rule<NoAttributes> = {
  shape: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  evaluate: ([x]) => [x!],
  gradient: noGradient,
};
