import { ShapeError } from '../errors.js';
import { formatShape, stridesOf } from '../shape.js';
import type { Rule } from './rule.js';
import { withExtent } from './split.js';
import { forEachIndex } from './strided.js';

/** The axis along which values are joined. */
export interface ConcatAttributes {
  readonly axis: number;
}

const totalExtent = (shapes: readonly { readonly shape: readonly number[] }[], axis: number): number =>
  shapes.reduce((sum, { shape }) => sum + shape[axis]!, 0);

export const concat: Rule<ConcatAttributes> = {
  shape: (inputs, { axis }) => {
    const [first] = inputs;
    if (!first) throw new ShapeError('concat: needs at least one value.');
    for (const { shape, dtype } of inputs) {
      const fits =
        shape.length === first.shape.length && shape.every((n, i) => i === axis || n === first.shape[i]);
      if (!fits || dtype !== first.dtype) {
        throw new ShapeError(
          `concat: ${first.dtype}${formatShape(first.shape)} and ${dtype}${formatShape(shape)} ` +
            `must agree in everything but axis ${axis}.`,
        );
      }
    }
    return [
      {
        shape: withExtent(first.shape, axis, totalExtent(inputs, axis)),
        dtype: first.dtype,
      },
    ];
  },
  evaluate: (inputs, { axis }, evaluator) => {
    const first = inputs[0]!;
    const y = evaluator.allocate(withExtent(first.shape, axis, totalExtent(inputs, axis)), first.dtype);
    const strides = stridesOf(y.shape);
    let start = 0;
    for (const { shape, data } of inputs) {
      forEachIndex(shape, strides, start * strides[axis]!, (to, from) => {
        y.data[to] = data[from]!;
      });
      start += shape[axis]!;
    }
    return [y];
  },
  gradient: ({ inputs, attributes: { axis }, cotangents: [dy] }) =>
    dy!.split(
      inputs.map(({ shape }) => shape[axis]!),
      axis,
    ),
};
