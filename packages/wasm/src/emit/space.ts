import type { Shape } from '@sluice/math';

/** The loops that walk a space: axes that all operands cross in one stride are one loop. */
export interface CollapsedSpace {
  readonly extents: readonly number[];
  /** The innermost axis of each loop. */
  readonly axes: readonly number[];
  /** Translates strides over the old axes to strides over the loops. */
  strides(original: readonly number[]): number[];
}

/**
 * Merges neighbouring axes of a space wherever every operand steps through both with one stride, and drops axes of
 * extent 1.
 *
 * @param operands - strides of each operand over the axes of the space.
 * @param mayMerge - whether two neighbouring axes are treated alike: reduced by the same reductions, or by none.
 */
export function collapse(
  space: Shape,
  operands: readonly (readonly number[])[],
  mayMerge: (outer: number, inner: number) => boolean,
): CollapsedSpace {
  const loops: { extent: number; inner: number }[] = [];
  for (let axis = 0; axis < space.length; axis++) {
    const extent = space[axis]!;
    if (extent === 1) continue;
    const last = loops.at(-1);
    const merges =
      last !== undefined &&
      mayMerge(last.inner, axis) &&
      operands.every((strides) => strides[last.inner] === strides[axis]! * extent);
    if (merges) {
      last.extent *= extent;
      last.inner = axis;
    } else loops.push({ extent, inner: axis });
  }
  return {
    extents: loops.map(({ extent }) => extent),
    axes: loops.map(({ inner }) => inner),
    strides: (original) => loops.map(({ inner }) => original[inner]!),
  };
}
