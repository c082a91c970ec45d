import { ShapeError } from './errors.js';

/** Extents of a tensor, outermost axis first. `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements: the product of all extents. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Row-major strides, counted in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether two shapes have the same extents. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** `[2, 3]`, the way shapes are printed in every message. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Throws unless every extent is an integer of at least 0. */
export function checkShape(shape: Shape, what: string): void {
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new ShapeError(`${what}: a shape holds integers of at least 0, but got ${formatShape(shape)}.`);
    }
  }
}

/** The shape that two operands broadcast to, by NumPy's rule: trailing axes align, an extent of 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape, operation: string): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(
        `${operation}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast; ` +
          `counted from the last axis, extents must be equal or 1.`,
      );
    }
    shape[axis] = x === 1 ? y : x;
  }
  return shape;
}

/** Turns `-1` into the last axis, and throws on an axis that does not exist. */
export function resolveAxis(axis: number, rank: number, operation: string): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank) {
    throw new ShapeError(`${operation}: axis ${axis} does not exist in a value of rank ${rank}.`);
  }
  return resolved;
}

/** Resolves a list of axes (all of them by default), sorted and without repeats. */
export function resolveAxes(
  axes: number | readonly number[] | undefined,
  rank: number,
  operation: string,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  const resolved = list.map((axis) => resolveAxis(axis, rank, operation));
  if (new Set(resolved).size !== resolved.length) {
    throw new ShapeError(`${operation}: axes [${list.join(', ')}] name an axis twice.`);
  }
  return resolved.sort((a, b) => a - b);
}
