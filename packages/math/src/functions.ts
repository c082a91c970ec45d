import { ArgumentError, ShapeError } from './errors.js';
import { formatShape, resolveAxis, sameShape, type Shape } from './shape.js';
import type { DType, Tensor } from './tensor.js';
import { apply } from './trace.js';
import type { Operand, Value } from './value.js';

/** One number everywhere. */
export const fill = (shape: Shape, value: number, dtype: DType = 'f32'): Value =>
  apply('fill', [], { value, shape, dtype })[0]!;

/** 0 everywhere. */
export const zeros = (shape: Shape, dtype: DType = 'f32'): Value => fill(shape, 0, dtype);

/** 1 everywhere. */
export const ones = (shape: Shape, dtype: DType = 'f32'): Value => fill(shape, 1, dtype);

/** 0, 1, 2 … along one axis (the last by default), the same along all others (i32). */
export const iota = (shape: Shape, axis = -1): Value =>
  apply('iota', [], {
    shape,
    axis: resolveAxis(axis, shape.length, 'iota'),
  })[0]!;

/** Concrete numbers as part of a traced function. */
export const literal = (tensor: Tensor): Value => apply('literal', [], { tensor })[0]!;

/** Puts values one after the other along an axis (the last by default). */
export function concat(values: readonly Value[], axis = -1): Value {
  const [first] = values;
  if (!first) throw new ArgumentError('concat: needs at least one value.');
  return first.concatAll(values, resolveAxis(axis, first.shape.length, 'concat'));
}

/** Puts values of one shape side by side along a new axis (the first by default). */
export function stack(values: readonly Value[], axis = 0): Value {
  const [first] = values;
  if (!first) throw new ArgumentError('stack: needs at least one value.');
  const along = resolveAxis(axis, first.shape.length + 1, 'stack');
  const rows = values.map((value) => {
    if (!sameShape(value.shape, first.shape)) {
      throw new ShapeError(
        `stack: shapes ${formatShape(first.shape)} and ${formatShape(value.shape)} differ.`,
      );
    }
    return value.reshape([...value.shape.slice(0, along), 1, ...value.shape.slice(along)]);
  });
  return first.concatAll(rows, along);
}

/** `whenTrue` where `condition` (i32) is not 0, `whenFalse` elsewhere. */
export const select = (condition: Value, whenTrue: Operand, whenFalse: Operand): Value =>
  condition.select(whenTrue, whenFalse);
