import { broadcastShapes, type Shape, type Value } from '../../src/index.js';
import {
  choose,
  fits,
  hasType,
  isInteger,
  isReal,
  settle,
  type Entry,
  type Growth,
  type Sketch,
} from './sketch.js';

interface Unary {
  readonly apply: (x: Value) => Value;
  readonly bound: (x: number) => number;
}

const smooth: readonly Unary[] = [
  { apply: (x) => x.tanh(), bound: () => 1 },
  { apply: (x) => x.sigmoid(), bound: () => 1 },
  { apply: (x) => x.sin(), bound: () => 1 },
  { apply: (x) => x.cos(), bound: () => 1 },
  { apply: (x) => x.softplus(), bound: (b) => b + 1 },
  { apply: (x) => x.square(), bound: (b) => b * b },
  { apply: (x) => x.tanh().exp(), bound: () => Math.E },
  { apply: (x) => x.square().add(0.5).log(), bound: (b) => Math.max(Math.LN2, Math.log(b * b + 0.5)) },
  { apply: (x) => x.square().add(0.25).sqrt(), bound: (b) => b + 0.5 },
  { apply: (x) => x.square().add(1).reciprocal(), bound: () => 1 },
  { apply: (x) => x.mul(0.5).add(0.25), bound: (b) => b / 2 + 0.25 },
];

const negation: Unary = { apply: (x) => x.neg(), bound: (b) => b };
const stop: Unary = { apply: (x) => x.stopGradient(), bound: (b) => b };

const kinked: readonly Unary[] = [
  { apply: (x) => x.relu(), bound: (b) => b },
  { apply: (x) => x.abs(), bound: (b) => b },
];

/** One real operand. */
export const unary: Growth = (sketch) => {
  const x = choose(sketch, isReal);
  if (!x) return [];
  const kinks = x.exact || sketch.derivatives === 0 ? kinked : [];
  const chosen = sketch.choices.pick([...smooth, negation, ...kinks, ...(sketch.honest ? [] : [stop])]);
  const exact = x.exact && !smooth.includes(chosen);
  return [settle(sketch, { value: chosen.apply(x.value), bound: chosen.bound(x.bound), exact })];
};

/** A shape that broadcasts to another: some axes have extent 1, some of the first are missing. */
const shrink = ({ choices }: Sketch, shape: Shape): number[] =>
  shape.map((extent) => (choices.once(3) ? 1 : extent)).slice(choices.below(shape.length + 1));

/** Whether a shape broadcasts with that of another value, to a small one. */
const broadcastable =
  ({ shape }: { readonly shape: Shape }) =>
  ({ value: other }: Entry): boolean => {
    const [short, long] = [shape, other.shape].sort((a, b) => a.length - b.length) as [Shape, Shape];
    const lead = long.length - short.length;
    const aligned = short.every((n, axis) => n === 1 || long[lead + axis] === 1 || n === long[lead + axis]);
    return aligned && fits(broadcastShapes(shape, other.shape, 'test'));
  };

/** A value that can be combined with another one. */
function partner(sketch: Sketch, x: Entry): Entry {
  const { dtype, shape } = x.value;
  if (sketch.choices.once(5)) return sketch.input({ dtype, shape: shrink(sketch, shape) });
  return choose(sketch, (entry) => hasType(dtype)(entry) && broadcastable({ shape })(entry)) ?? x;
}

/** Two real operands that broadcast. */
export const binary: Growth = (sketch) => {
  const a = choose(sketch, isReal);
  if (!a) return [];
  const b = partner(sketch, a);
  const exact = a.exact && b.exact;
  const results: (() => Entry)[] = [
    () => ({ value: a.value.add(b.value), bound: a.bound + b.bound, exact: false }),
    () => ({ value: a.value.sub(b.value), bound: a.bound + b.bound, exact: false }),
    () => ({ value: a.value.mul(b.value), bound: a.bound * b.bound, exact: false }),
    () => ({ value: a.value.div(b.value.square().add(1)), bound: a.bound, exact: false }),
    () => ({ value: a.value.sub(0.25).mul(b.value.sigmoid()), bound: a.bound + 0.25, exact: false }),
  ];
  if (exact || sketch.derivatives === 0) {
    results.push(
      () => ({ value: a.value.maximum(b.value), bound: Math.max(a.bound, b.bound), exact }),
      () => ({ value: a.value.minimum(b.value), bound: Math.max(a.bound, b.bound), exact }),
    );
  }
  return [settle(sketch, sketch.choices.pick(results)())];
};

const comparisons = ['less', 'lessEqual', 'greater', 'greaterEqual', 'equal', 'notEqual'] as const;

/** A comparison of exact numbers, and what is selected by it. */
export const comparison: Growth = (sketch) => {
  const a = choose(sketch, ({ exact }) => exact);
  if (!a) return [];
  const b = partner(sketch, a);
  if (!b.exact) return [];
  const mask = { value: a.value[sketch.choices.pick(comparisons)](b.value), bound: 1, exact: true };
  const x = choose(sketch, broadcastable(mask.value));
  if (!x) return [mask];
  const shape = broadcastShapes(mask.value.shape, x.value.shape, 'test');
  const y = choose(sketch, (entry) => hasType(x.value.dtype)(entry) && broadcastable({ shape })(entry));
  if (!y || sketch.choices.once(3)) return [mask, { ...x, value: mask.value.select(x.value, 0) }];
  const bound = Math.max(x.bound, y.bound);
  return [mask, { value: mask.value.select(x.value, y.value), bound, exact: x.exact && y.exact }];
};

/** Arithmetic on integers, which may wrap around. */
export const integers: Growth = (sketch) => {
  const a =
    choose(sketch, isInteger) ?? sketch.input({ shape: [sketch.choices.between(1, 5)], dtype: 'i32' });
  const b = partner(sketch, a);
  const larger = Math.max(a.bound, b.bound);
  const make = sketch.choices.pick<() => Entry>([
    () => ({ value: a.value.add(b.value), bound: a.bound + b.bound, exact: true }),
    () => ({ value: a.value.sub(b.value), bound: a.bound + b.bound, exact: true }),
    () => ({ value: a.value.mul(b.value), bound: a.bound * b.bound, exact: true }),
    () => ({ value: a.value.mul(0x9e3779b1 | 0), bound: 2 ** 31, exact: true }),
    () => ({ value: a.value.maximum(b.value), bound: larger, exact: true }),
    () => ({ value: a.value.minimum(b.value), bound: larger, exact: true }),
    () => ({ value: a.value.neg(), bound: a.bound, exact: true }),
    () => ({ value: a.value.abs(), bound: a.bound, exact: true }),
    () => ({ value: a.value.sign(), bound: 1, exact: true }),
  ]);
  return [settle(sketch, make())];
};

/** Between integers and real numbers. */
export const conversion: Growth = (sketch) => {
  const x = choose(sketch, ({ exact }) => exact);
  if (!x) return [];
  if (isReal(x)) {
    const value = sketch.choices
      .pick([x.value.mul(4), x.value.mul(4).floor(), x.value.sign()])
      .convert('i32');
    return [{ value, bound: 4 * x.bound + 1, exact: true }];
  }
  const value = x.value.convert('f32');
  // up to 2²⁴ an integer is an f32, and a product with a power of two is exact
  const scale = 2 ** -Math.ceil(Math.log2(Math.max(1, x.bound)));
  return [{ value: value.mul(scale), bound: 1, exact: true }];
};
