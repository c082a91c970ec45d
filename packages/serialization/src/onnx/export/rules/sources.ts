import { ArgumentError } from '@sluice/math';
import { constant, isConstant } from '../extent.js';
import type { Rule } from '../translation.js';

export const fill: Rule<'fill'> = ({ attributes: { value, dtype } }, t) => {
  const { extent, reciprocal } = value;
  if (isConstant(extent)) return [{ term: t.write.scalar(dtype, extent.one) }];
  const number = t.write.cast(t.write.reshape(t.write.list([extent]), []), dtype);
  return [{ term: reciprocal ? t.write.pointwise('Reciprocal', [number]) : number }];
};

export const literal: Rule<'literal'> = ({ attributes: { tensor } }, t) => [
  { term: t.write.stored(tensor.dtype, tensor.shape, tensor.data) },
];

export const iota: Rule<'iota'> = ({ attributes: { shape, axis } }, t) => {
  const following = shape.slice(axis + 1).map(() => constant(1));
  return [{ term: t.write.reshape(t.write.range(shape[axis]!), [shape[axis]!, ...following]) }];
};

export const random: Rule<'random'> = () => {
  throw new ArgumentError(
    'toOnnx: the layer draws random numbers when it does not train, and ONNX has none that are drawn from a key; ' +
      'let it draw only where `training` is true.',
  );
};
