import {
  bernoulli,
  foldKey,
  iota,
  literal,
  normal,
  sizeOf,
  tensor,
  uniform,
  type RandomKey,
} from '../../src/index.js';
import { choose, fits, isInteger, smallShape, type Growth, type Sketch } from './sketch.js';

function keyFor(sketch: Sketch): RandomKey {
  const { choices } = sketch;
  const part = choose(sketch, (entry) => isInteger(entry) && entry.value.shape.length <= 1);
  const seed = choices.below(1000);
  if (!part || choices.once(2)) return foldKey({ seed, step: choices.below(10) }, choices.below(5));
  const key = { seed: part.value.zeros().add(seed), step: part.value };
  return choices.once(2) ? foldKey(key, part.value) : key;
}

/** Random numbers under a fixed key, or under one that is computed. */
export const randomness: Growth = (sketch) => {
  const { choices } = sketch;
  const shape = smallShape(sketch);
  const key = keyFor(sketch);
  const value = choices.pick([uniform, normal, (s: typeof shape, k: RandomKey) => bernoulli(s, 0.5, k)])(
    shape,
    key,
  );
  // 2²⁴ different numbers: the inverse distribution function reaches ±5.4
  return fits(value.shape) ? [{ value: value.mul(0.25), bound: 1.5, exact: false }] : [];
};

/** Numbers that stand in the program, and positions along an axis. */
export const constant: Growth = (sketch) => {
  const { choices } = sketch;
  const shape = smallShape(sketch);
  if (shape.length > 0 && choices.once(2)) {
    return [{ value: iota(shape, choices.below(shape.length)), bound: 9, exact: true }];
  }
  const numbers = Array.from({ length: sizeOf(shape) }, () => choices.below(9) - 4);
  const data = choices.once(2) ? Int32Array.from(numbers) : Float32Array.from(numbers);
  return [
    {
      value: literal(data instanceof Int32Array ? tensor(data, shape) : tensor(data, shape)),
      bound: 4,
      exact: true,
    },
  ];
};
