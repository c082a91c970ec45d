import { formatShape } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { numbersAt, type Call } from './rule.js';

/** An axis counted from the first; a negative one counts from the end. */
export function axisOf(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (resolved >= 0 && resolved < rank) return resolved;
  throw new FormatError(`It names axis ${axis}, but its input has ${rank}.`);
}

/** Axes that stand in an attribute, or, since a version of the operation, in an input. */
export function axesOf(
  call: Call,
  { rank, index, since }: { readonly rank: number; readonly index: number; readonly since: number },
): number[] | undefined {
  const given = call.opset < since ? call.attributes.ints('axes') : numbersAt(call, index, 'axes');
  const axes = given?.map((axis) => axisOf(axis, rank));
  if (axes && new Set(axes).size !== axes.length) {
    throw new FormatError(`Its axes ${formatShape(axes)} name one twice.`);
  }
  return axes;
}
