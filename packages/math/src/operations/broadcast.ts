import { ShapeError } from '../errors.js';
import { checkShape, formatShape, stridesOf, type Shape } from '../shape.js';
import type { Rule } from './rule.js';
import { readStrided } from './strided.js';

/** The shape to stretch to. */
export interface BroadcastAttributes {
  readonly shape: Shape;
}

/** Axes of `to` along which `from` is repeated. */
export function repeatedAxes(from: Shape, to: Shape): number[] {
  const lead = to.length - from.length;
  return to.flatMap((extent, axis) => (axis < lead || from[axis - lead] !== extent ? [axis] : []));
}

// repeats along new leading axes and along axes of extent 1; the gradient sums over the repeats
export const broadcast: Rule<BroadcastAttributes> = {
  shape: ([x], { shape }) => {
    checkShape(shape, 'broadcast');
    const lead = shape.length - x!.shape.length;
    if (lead < 0 || x!.shape.some((extent, axis) => extent !== 1 && extent !== shape[lead + axis])) {
      throw new ShapeError(`broadcast: ${formatShape(x!.shape)} does not stretch to ${formatShape(shape)}.`);
    }
    return [{ shape, dtype: x!.dtype }];
  },
  evaluate: ([x], { shape }, evaluator) => {
    const repeated = repeatedAxes(x!.shape, shape);
    const own = stridesOf(x!.shape);
    const lead = shape.length - x!.shape.length;
    const strides = shape.map((_, axis) => (repeated.includes(axis) ? 0 : own[axis - lead]!));
    return [readStrided(x!, shape, strides, 0, evaluator)];
  },
  gradient: ({ inputs: [x], outputs: [y], cotangents: [dy] }) => [
    dy!.sum(repeatedAxes(x!.shape, y!.shape)).reshape(x!.shape),
  ],
};
