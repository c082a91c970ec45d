import type { DType } from '../tensor.js';
import { noGradient, type Rule } from './rule.js';

/** The dtype to convert to. */
export interface ConvertAttributes {
  readonly dtype: DType;
}

// f32 to i32 truncates toward zero, saturates, and turns NaN into 0
export const convert: Rule<ConvertAttributes> = {
  shape: ([x], { dtype }) => [{ shape: x!.shape, dtype }],
  evaluate: ([x], { dtype }, evaluator) => {
    const y = evaluator.allocate(x!.shape, dtype);
    const saturate = dtype === 'i32' && x!.dtype === 'f32';
    for (let i = 0; i < y.data.length; i++) {
      const value = x!.data[i]!;
      y.data[i] = saturate ? Math.max(-2147483648, Math.min(2147483647, Math.trunc(value))) : value;
    }
    return [y];
  },
  gradient: noGradient,
};
