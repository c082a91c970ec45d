import { sizeOf, type Shape } from '../shape.js';
import type { Evaluator, Numbers } from './rule.js';

/** Copies the elements that a strided view of `source` names, in row-major order of `shape`. */
export function readStrided(
  source: Numbers,
  shape: Shape,
  strides: readonly number[],
  offset: number,
  evaluator: Evaluator,
): Numbers {
  const result = evaluator.allocate(shape, source.dtype);
  forEachIndex(shape, strides, offset, (from, to) => {
    result.data[to] = source.data[from]!;
  });
  return result;
}

/** Calls `visit(strided index, row-major index)` for each element of `shape`. */
export function forEachIndex(
  shape: Shape,
  strides: readonly number[],
  offset: number,
  visit: (strided: number, linear: number) => void,
): void {
  const size = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  let strided = offset;
  for (let linear = 0; linear < size; linear++) {
    visit(strided, linear);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      strided += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      strided -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
}
