import { isOne, sameExtent, type Extent } from './extent.js';

/** A shape whose extents may depend on the sizes. */
export type GeneralShape = readonly Extent[];

export const sameShape = (a: GeneralShape, b: GeneralShape): boolean =>
  a.length === b.length && a.every((extent, axis) => sameExtent(extent, b[axis]!));

/** The shape that two of them broadcast to; that they do was checked when the program was traced. */
export function broadcastShapes(a: GeneralShape, b: GeneralShape): Extent[] {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const lead = long.length - short.length;
  return long.map((extent, axis) => {
    const other = short[axis - lead];
    return other !== undefined && isOne(extent) ? other : extent;
  });
}

/** The shape with another extent along one axis. */
export const withExtent = (shape: GeneralShape, axis: number, extent: Extent): Extent[] =>
  shape.map((old, i) => (i === axis ? extent : old));

/** The shape without some of its axes. */
export const withoutAxes = (shape: GeneralShape, axes: readonly number[]): Extent[] =>
  shape.filter((_, axis) => !axes.includes(axis));
