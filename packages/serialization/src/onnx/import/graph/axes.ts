import { sizeOf, type Shape, type Tensor } from '@sluice/math';

/** Steps and rows of one run. */
export interface Sizes {
  readonly time: number;
  readonly batch: number;
}

/** What an axis counts; along `same` all numbers are equal. */
export type Role = 'time' | 'batch' | 'feature' | 'same';

/** A part of an axis: of an axis of steps and rows joined there are two. */
export interface Atom {
  readonly role: Role;
  readonly size: number;
}

/** What an axis is made of, outermost first; nothing for an axis of extent 1. */
export type Axis = readonly Atom[];

/** When a value is there: before the input comes, at each step, or only when the sequence has come to its end. */
export type When = 'always' | 'each' | 'end';

/** What is known of a traced value beside its shape. */
export interface Axes {
  readonly axes: readonly Axis[];
  readonly when: When;
}

export const axisOf = (role: Role, size: number): Axis => (size === 1 ? [] : [{ role, size }]);

/** Axes of known numbers: along some they may all be equal. */
export const axesOfNumbers = (tensor: Tensor): Axis[] =>
  tensor.shape.map((size, axis) => axisOf(isSameAlong(tensor, axis) ? 'same' : 'feature', size));

/** Axes that all have one role. */
export const allOf = (role: Role, shape: Shape): Axis[] => shape.map((size) => axisOf(role, size));

export const has = (role: Role, axes: readonly Axis[]): boolean =>
  axes.some((axis) => axis.some((atom) => atom.role === role));

export const isPure = (axis: Axis, role: Role): boolean => axis.length === 1 && axis[0]!.role === role;

/**
 * Distributes the atoms of axes over a new shape; undefined where an axis of steps or rows would be cut, or mingled with
 * others.
 */
export function regroup(axes: readonly Axis[], shape: Shape): Axis[] | undefined {
  const left = axes.flat();
  const groups: Axis[] = [];
  for (const extent of shape) {
    const group: Atom[] = [];
    let missing = extent;
    while (missing > 1) {
      const atom = left.shift();
      if (!atom) return undefined;
      const taken = Math.min(missing, atom.size);
      if (missing % taken !== 0 || atom.size % taken !== 0) return undefined;
      if (taken < atom.size) {
        if (atom.role === 'time' || atom.role === 'batch') return undefined;
        left.unshift({ ...atom, size: atom.size / taken });
      }
      group.push({ ...atom, size: taken });
      missing /= taken;
    }
    groups.push(group);
  }
  return left.length === 0 ? groups : undefined;
}

/** What becomes of two axes of the same extent that meet element by element; undefined where their atoms do not align. */
export function meet(a: Axis, b: Axis): readonly [Atom, Atom][] | undefined {
  const [left, right] = [[...a], [...b]];
  const pairs: [Atom, Atom][] = [];
  while (left.length > 0 && right.length > 0) {
    const [x, y] = [left.shift()!, right.shift()!];
    const size = Math.min(x.size, y.size);
    for (const [atom, rest] of [
      [x, left],
      [y, right],
    ] as const) {
      if (atom.size === size) continue;
      if (atom.size % size !== 0 || atom.role === 'time' || atom.role === 'batch') return undefined;
      rest.unshift({ ...atom, size: atom.size / size });
    }
    pairs.push([
      { ...x, size },
      { ...y, size },
    ]);
  }
  return left.length === 0 && right.length === 0 ? pairs : undefined;
}

/** The shape of axes with so many steps and rows. */
export const shapeWith = (axes: readonly Axis[], { time, batch }: Sizes): Shape =>
  axes.map((axis) =>
    sizeOf(axis.map(({ role, size }) => (role === 'time' ? time : role === 'batch' ? batch : size))),
  );

/** The shape that atoms stand for. */
export const extentOf = (axis: Axis): number => sizeOf(axis.map(({ size }) => size));

function isSameAlong({ shape, data }: Tensor, axis: number): boolean {
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const extent = shape[axis]!;
  return data.every((value, i) => {
    const index = Math.floor(i / stride) % extent;
    return Object.is(value, data[i - index * stride]);
  });
}
