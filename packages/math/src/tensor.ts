import { ArgumentError, ShapeError } from './errors.js';
import { checkShape, formatShape, sizeOf, type Shape } from './shape.js';

/** The kinds of numbers: single precision, and signed integers of 32 bits that wrap around. */
export type DType = 'f32' | 'i32';

/** Concrete numbers with a shape, row-major. */
export interface Tensor<D extends DType = DType> {
  readonly shape: Shape;
  readonly dtype: D;
  readonly data: D extends 'f32' ? Float32Array : Int32Array;
}

/** Numbers that `tensor` accepts: a typed array is kept as it is, a plain array is copied to f32. */
export type TensorData = Float32Array | Int32Array | readonly number[];

/**
 * Makes a tensor from its elements in row-major order.
 *
 * @param data - a `Float32Array` (dtype f32) or `Int32Array` (i32), kept without copying, or plain numbers (f32).
 * @param shape - extents; by default one axis that holds all elements.
 * @throws ShapeError when the number of elements does not match the shape.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * const x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
 * ```
 */
export function tensor(data: Float32Array | readonly number[], shape?: Shape): Tensor<'f32'>;
export function tensor(data: Int32Array, shape?: Shape): Tensor<'i32'>;
export function tensor(data: TensorData, shape?: Shape): Tensor;
export function tensor(data: TensorData, shape: Shape = [data.length]): Tensor {
  checkShape(shape, 'tensor');
  if (sizeOf(shape) !== data.length) {
    throw new ShapeError(
      `tensor: shape ${formatShape(shape)} holds ${sizeOf(shape)} elements, but ${data.length} came.`,
    );
  }
  if (data instanceof Int32Array) return { shape, dtype: 'i32', data };
  if (data instanceof Float32Array) return { shape, dtype: 'f32', data };
  if (!Array.isArray(data)) {
    throw new ArgumentError('tensor: data must be a Float32Array, an Int32Array or an array of numbers.');
  }
  return { shape, dtype: 'f32', data: Float32Array.from(data as number[]) };
}

/** A tensor of zeros. */
export function zerosTensor(shape: Shape): Tensor<'f32'> {
  return { shape, dtype: 'f32', data: new Float32Array(sizeOf(shape)) };
}
