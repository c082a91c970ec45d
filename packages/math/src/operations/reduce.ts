import { stridesOf, type Shape } from '../shape.js';
import type { Numbers } from './rule.js';
import { forEachIndex } from './strided.js';

/** Attributes of `sum` and `max`: the axes that disappear, sorted. */
export interface ReduceAttributes {
  readonly axes: readonly number[];
}

/** `shape` without some of its axes. */
export const withoutAxes = (shape: Shape, axes: readonly number[]): number[] =>
  shape.filter((_, axis) => !axes.includes(axis));

/** `shape` with an extent of 1 in place of some of its axes. */
export const keptAxes = (shape: Shape, axes: readonly number[]): number[] =>
  shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));

/** Calls `visit(index into the reduced shape, element)` for each element of `x`. */
export function forEachReduced(
  x: Numbers,
  axes: readonly number[],
  visit: (index: number, element: number, position: number) => void,
): void {
  const kept = stridesOf(withoutAxes(x.shape, axes));
  let next = 0;
  const strides = x.shape.map((_, axis) => (axes.includes(axis) ? 0 : kept[next++]!));
  forEachIndex(x.shape, strides, 0, (reduced, linear) => visit(reduced, x.data[linear]!, linear));
}
