import type { Attributes, Op, ScanAttributes } from '../src/index.js';
import { indicesOf, replaceAt, type Indexed } from './indexed.js';
import { bigThreefry } from './big-threefry.js';

/** What an operation computes, written as its definition: one formula for the element at an index. */
export type Oracle<A = Attributes['neg']> = (inputs: readonly Indexed[], attributes: A) => Indexed[];

const pointwise =
  (f: (...elements: number[]) => number, dtype?: Indexed['dtype']): Oracle =>
  (inputs) => [
    {
      shape: inputs[0]!.shape,
      dtype: dtype ?? inputs.at(-1)!.dtype,
      at: (index) => f(...inputs.map((input) => input.at(index))),
    },
  ];

const compare = (f: (a: number, b: number) => boolean): Oracle => pointwise((a, b) => Number(f(a, b)), 'i32');

const without = (index: readonly number[], axes: readonly number[]): number[] =>
  index.filter((_, axis) => !axes.includes(axis));

const same = (a: readonly number[], b: readonly number[]): boolean => String(a) === String(b);

/** All elements that fall on one index when some axes are left out. */
const fallingOn = (x: Indexed, axes: readonly number[], index: readonly number[]): number[] =>
  indicesOf(x.shape)
    .filter((full) => same(without(full, axes), index))
    .map((full) => x.at(full));

const add = (total: number, x: number): number => total + x;

/** An index with its last two numbers exchanged where an operand is given as its transpose. */
const swapped = (transposed: boolean, batch: readonly number[], row: number, column: number): number[] =>
  transposed ? [...batch, column, row] : [...batch, row, column];

const slices = (x: Indexed, t: number): Indexed => ({
  shape: x.shape.slice(1),
  dtype: x.dtype,
  at: (index) => x.at([t, ...index]),
});

/** The loop of `operationCases.scan`, spelled out. */
function scan(
  [constant, initial, stacked]: readonly Indexed[],
  { length, reverse }: ScanAttributes,
): Indexed[] {
  const { shape, dtype } = initial!;
  const before: Indexed[] = [];
  let carry = initial!;
  for (let i = 0; i < length; i++) {
    const [previous, x] = [carry, slices(stacked!, reverse ? length - 1 - i : i)];
    before[reverse ? length - 1 - i : i] = previous;
    carry = {
      shape,
      dtype,
      at: (index) => Math.tanh(constant!.at(index) * previous.at(index) + x.at(index)),
    };
  }
  return [
    carry,
    { shape: [length, ...shape], dtype, at: ([t, ...index]) => before[t!]!.at(index) },
    { shape: [length, ...shape], dtype, at: (index) => 2 * stacked!.at(index) },
  ];
}

/** Where the parts of a concatenation begin. */
const startsOf = (sizes: readonly number[]): number[] =>
  sizes.map((_, part) => sizes.slice(0, part).reduce(add, 0));

/** Every operation; one that is missing here does not compile. */
export const oracles: { [K in Op]: Oracle<Attributes[K]> } = {
  neg: pointwise((x) => 0 - x),
  abs: pointwise((x) => Math.max(x, 0 - x)),
  sign: pointwise((x) => Number(x > 0) - Number(x < 0)),
  floor: pointwise((x) => x - (((x % 1) + 1) % 1)),
  square: pointwise((x) => x ** 2),
  reciprocal: pointwise((x) => x ** -1),
  sqrt: pointwise((x) => x ** 0.5),
  exp: pointwise((x) => Math.E ** x),
  log: pointwise((x) => Math.log2(x) * Math.LN2),
  // by half the angle
  sin: pointwise((x) => (2 * Math.tan(x / 2)) / (1 + Math.tan(x / 2) ** 2)),
  cos: pointwise((x) => (1 - Math.tan(x / 2) ** 2) / (1 + Math.tan(x / 2) ** 2)),
  tanh: pointwise((x) => Math.sinh(x) / Math.cosh(x)),
  sigmoid: pointwise((x) => 0.5 + 0.5 * Math.tanh(x / 2)),
  relu: pointwise((x) => (x > 0 ? x : 0)),
  softplus: pointwise((x) => Math.log(1 + Math.exp(x))),
  add: pointwise((a, b) => a + b),
  sub: pointwise((a, b) => a - b),
  mul: pointwise((a, b) => a * b),
  div: pointwise((a, b) => a / b),
  maximum: pointwise((a, b) => (a > b ? a : b)),
  minimum: pointwise((a, b) => (a > b ? b : a)),
  less: compare((a, b) => a < b),
  lessEqual: compare((a, b) => a <= b),
  equal: compare((a, b) => a === b),
  notEqual: compare((a, b) => a !== b),
  select: pointwise((condition, a, b) => (condition === 0 ? b : a)),
  convert: ([x], { dtype }) => pointwise((x) => (dtype === 'i32' ? x | 0 : x), dtype)([x!], {}),
  stopGradient: pointwise((x) => x),
  reshape: ([x], { shape }) => {
    const [from, to] = [indicesOf(x!.shape), indicesOf(shape)];
    return [{ ...x!, shape, at: (index) => x!.at(from[to.findIndex((other) => same(other, index))]!) }];
  },
  transpose: ([x], { permutation }) => [
    {
      ...x!,
      shape: permutation.map((axis) => x!.shape[axis]!),
      at: (index) => x!.at(x!.shape.map((_, axis) => index[permutation.indexOf(axis)]!)),
    },
  ],
  slice: ([x], { starts, ends }) => [
    {
      ...x!,
      shape: ends.map((end, axis) => end - starts[axis]!),
      at: (index) => x!.at(index.map((i, axis) => i + starts[axis]!)),
    },
  ],
  pad: ([x], { before, after }) => [
    {
      ...x!,
      shape: x!.shape.map((extent, axis) => before[axis]! + extent + after[axis]!),
      at: (index) => {
        const inner = index.map((i, axis) => i - before[axis]!);
        return inner.every((i, axis) => i >= 0 && i < x!.shape[axis]!) ? x!.at(inner) : 0;
      },
    },
  ],
  split: ([x], { axis, sizes }) =>
    sizes.map((size, part) => ({
      ...x!,
      shape: replaceAt(x!.shape, axis, size),
      at: (index) => x!.at(replaceAt(index, axis, index[axis]! + startsOf(sizes)[part]!)),
    })),
  concat: (inputs, { axis }) => {
    const starts = startsOf(inputs.map(({ shape }) => shape[axis]!));
    const total = inputs.map(({ shape }) => shape[axis]!).reduce(add);
    return [
      {
        ...inputs[0]!,
        shape: replaceAt(inputs[0]!.shape, axis, total),
        at: (index) => {
          const part = inputs.findIndex(({ shape }, k) => index[axis]! < starts[k]! + shape[axis]!);
          return inputs[part]!.at(replaceAt(index, axis, index[axis]! - starts[part]!));
        },
      },
    ];
  },
  broadcast: ([x], { shape }) => [
    {
      ...x!,
      shape,
      at: (index) => {
        const aligned = index.slice(shape.length - x!.shape.length);
        return x!.at(aligned.map((i, axis) => (x!.shape[axis] === 1 ? 0 : i)));
      },
    },
  ],
  reverse: ([x], { axes }) => [
    {
      ...x!,
      at: (index) => x!.at(index.map((i, axis) => (axes.includes(axis) ? x!.shape[axis]! - 1 - i : i))),
    },
  ],
  sum: ([x], { axes }) => [
    { ...x!, shape: without(x!.shape, axes), at: (index) => fallingOn(x!, axes, index).reduce(add, 0) },
  ],
  max: ([x], { axes }) => [
    { ...x!, shape: without(x!.shape, axes), at: (index) => Math.max(...fallingOn(x!, axes, index)) },
  ],
  argmax: ([x], { axis }) => [
    {
      shape: without(x!.shape, [axis]),
      dtype: 'i32',
      at: (index) => {
        const row = fallingOn(x!, [axis], index);
        return row.indexOf(Math.max(...row));
      },
    },
  ],
  matmul: ([a, b], { transposeLeft, transposeRight }) => {
    const [rows, inner] = transposeLeft ? [a!.shape.at(-1)!, a!.shape.at(-2)!] : a!.shape.slice(-2);
    const columns = b!.shape.at(transposeRight ? -2 : -1)!;
    return [
      {
        shape: [...a!.shape.slice(0, -2), rows!, columns],
        dtype: 'f32',
        at: (index) => {
          const [batch, i, j] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
          return Array.from(
            { length: inner! },
            (_, k) =>
              a!.at(swapped(transposeLeft, batch, i, k)) * b!.at(swapped(transposeRight, batch, k, j)),
          ).reduce(add, 0);
        },
      },
    ];
  },
  gather: ([table, indices]) => {
    const rank = indices!.shape.length;
    return [
      {
        shape: [...indices!.shape, ...table!.shape.slice(1)],
        dtype: table!.dtype,
        at: (index) => table!.at([indices!.at(index.slice(0, rank)), ...index.slice(rank)]),
      },
    ];
  },
  scatterAdd: ([indices, updates], { rows }) => [
    {
      shape: [rows, ...updates!.shape.slice(indices!.shape.length)],
      dtype: updates!.dtype,
      at: ([row, ...rest]) =>
        indicesOf(indices!.shape)
          .filter((position) => indices!.at(position) === row)
          .map((position) => updates!.at([...position, ...rest]))
          .reduce(add, 0),
    },
  ],
  fill: (_, { value, shape, dtype }) => [{ shape, dtype, at: () => value }],
  literal: (_, { tensor: { shape, dtype, data } }) => [
    { shape, dtype, at: (index) => data[indicesOf(shape).findIndex((other) => same(other, index))]! },
  ],
  iota: (_, { shape, axis }) => [{ shape, dtype: 'i32', at: (index) => index[axis]! }],
  random: ([seed, step, start], { shape }) => [
    {
      shape: [...seed!.shape, ...shape],
      dtype: 'f32',
      at: (index) => {
        const [key, rest] = [index.slice(0, seed!.shape.length), index.slice(seed!.shape.length)];
        const counter = start!.at(key) + indicesOf(shape).findIndex((other) => same(other, rest));
        return Math.floor(bigThreefry([seed!.at(key), step!.at(key)], [counter, 0])[0] / 256) / 2 ** 24;
      },
    },
  ],
  scan,
};
