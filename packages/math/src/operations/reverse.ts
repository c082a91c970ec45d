import { stridesOf } from '../shape.js';
import type { Rule } from './rule.js';
import { readStrided } from './strided.js';

/** The axes to reverse. */
export interface ReverseAttributes {
  readonly axes: readonly number[];
}

export const reverse: Rule<ReverseAttributes> = {
  shape: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  evaluate: ([x], { axes }, evaluator) => {
    const strides = stridesOf(x!.shape);
    const offset = axes.reduce((sum, axis) => sum + Math.max(0, x!.shape[axis]! - 1) * strides[axis]!, 0);
    const flipped = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
    return [readStrided(x!, x!.shape, flipped, offset, evaluator)];
  },
  gradient: ({ attributes: { axes }, cotangents: [dy] }) => [dy!.flip(axes)],
};
