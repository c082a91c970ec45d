import { concat, sameShape, stack } from '../../src/index.js';
import { choose, fits, hasRank, hasType, type Entry, type Growth, type Sketch } from './sketch.js';

const divisors = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

/** Values of the same shape but for one axis: parts of the value itself, or others of the pool. */
function matching(sketch: Sketch, x: Entry, axis: number): Entry {
  const { shape, dtype } = x.value;
  const other = choose(
    sketch,
    ({ value }) =>
      value.dtype === dtype &&
      value.shape.length === shape.length &&
      value.shape.every((extent, i) => i === axis || extent === shape[i]),
  );
  if (other && other !== x) return other;
  return { ...x, value: x.value.sliceAxis(axis, 0, sketch.choices.between(1, shape[axis]!)).neg() };
}

/** Operations that only move numbers. */
export const rearrangement: Growth = (sketch) => {
  const { choices } = sketch;
  const x = choose(sketch, hasRank(choices.pick([2, 1, 2, 0])));
  if (!x) return [];
  const { value } = x;
  const { shape } = value;
  if (shape.length === 0) return [{ ...x, value: value.reshape([1, 1].slice(choices.below(2))) }];
  const axis = choices.below(shape.length);
  const size = shape.reduce((a, b) => a * b, 1);
  const results: (() => Entry['value'][])[] = [
    () => [value.reshape([-1])],
    () => [value.reshape([choices.pick(divisors(size)), -1])],
    () => [value.reshape([...shape.slice(0, axis), 1, ...shape.slice(axis)])],
    () => [value.transpose(choices.shuffle(shape.map((_, i) => i)))],
    () => {
      const starts = shape.map((extent) => choices.below(extent));
      return [
        value.slice(
          starts,
          shape.map((extent, i) => choices.between(starts[i]! + 1, extent)),
        ),
      ];
    },
    () => [
      value.pad(
        shape.map(() => choices.below(3)),
        shape.map(() => choices.below(3)),
      ),
    ],
    () => value.split(choices.pick(divisors(shape[axis]!)), axis),
    () => {
      const cut = choices.below(shape[axis]! + 1);
      return value.split(
        [cut, shape[axis]! - cut].filter((extent) => extent > 0),
        axis,
      );
    },
    () => [value.flip(shape.map((_, i) => i).filter((i) => i === axis || choices.once(2)))],
    () => [value.broadcast([choices.between(1, 3), ...shape])],
    () => {
      const stretched = value.sliceAxis(axis, 0, 1);
      return [stretched.broadcast(shape.map((extent, i) => (i === axis ? choices.between(1, 5) : extent)))];
    },
  ];
  const made = choices.pick(results)().slice(0, 4);
  return made.filter(({ shape }) => fits(shape)).map((value) => ({ ...x, value }));
};

/** Several values become one. */
export const joining: Growth = (sketch) => {
  const { choices } = sketch;
  const x = choose(sketch, hasRank(1));
  if (!x) return [];
  const axis = choices.below(x.value.shape.length);
  const parts = [x, ...Array.from({ length: choices.between(1, 2) }, () => matching(sketch, x, axis))];
  const same = parts.filter(
    ({ value }) => sameShape(value.shape, x.value.shape) && hasType(x.value.dtype)({ ...x, value }),
  );
  const values = choices.shuffle(parts).map(({ value }) => value);
  const value = choices.once(3)
    ? stack(
        same.map((part) => part.value),
        axis,
      )
    : concat(values, axis);
  if (!fits(value.shape)) return [];
  const bound = Math.max(...parts.map((part) => part.bound));
  return [{ value, bound, exact: parts.every(({ exact }) => exact) }];
};
