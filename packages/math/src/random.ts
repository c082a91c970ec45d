import { fill } from './functions.js';
import { sizeOf, type Shape } from './shape.js';
import { apply } from './trace.js';
import type { Operand, Value } from './value.js';

/**
 * Where a random number comes from. The same key gives the same numbers on every backend and thread count; draws that
 * must differ need keys that differ. Both parts are i32 scalars, or i32 values of one shape, a key for each element.
 */
export interface RandomKey {
  readonly seed: Operand;
  readonly step: Operand;
  /**
   * Which row of a batch the first row of a draw is, an i32 scalar; 0 by default. Who computes some rows of a batch so draws
   * for each row what it would be given in the whole. A draw that is not for rows, such as a mask of weights, leaves it out.
   */
  readonly row?: Operand | undefined;
}

const toValue = (part: Operand): Value => (typeof part === 'number' ? fill([], part | 0, 'i32') : part);

/** A key that differs from `key` and from its other children, told apart by `index`. */
export function foldKey(key: RandomKey, index: Operand): RandomKey {
  // the golden ratio's multiplier spreads neighbouring seeds over all 32 bits
  const spread = toValue(key.seed).mul(0x9e3779b1 | 0);
  return { ...key, seed: spread.add(toValue(index)).add(1) };
}

/** Numbers spread evenly over [0, 1), `[…key, …shape]`. */
export function uniform(shape: Shape, { seed, step, row }: RandomKey): Value {
  const seeds = toValue(seed);
  const start =
    row === undefined
      ? fill(seeds.shape, 0, 'i32')
      : toValue(row)
          .mul(sizeOf(shape.slice(1)))
          .broadcast(seeds.shape);
  return apply('random', [seeds, toValue(step), start], { shape })[0]!;
}

/** 1 with the given probability, else 0 (f32). */
export const bernoulli = (shape: Shape, probability: Operand, key: RandomKey): Value =>
  uniform(shape, key).less(probability).convert('f32');

/**
 * Numbers from the normal distribution with mean 0 and standard deviation 1.
 *
 * The inverse error function by Giles, "Approximating the erfinv function", 2012: single precision, branch-free but for
 * one choice between the middle and the tails.
 */
export function normal(shape: Shape, key: RandomKey): Value {
  // the centre of each of the 2²⁴ cells, so that neither end is reached
  const x = uniform(shape, key)
    .mul(2)
    .sub(1 - 2 ** -24);
  const w = x.square().neg().add(1).log().neg();
  const polynomial = (argument: Value, coefficients: readonly number[]): Value =>
    coefficients
      .slice(1)
      .reduce<Value>((sum, c) => sum.mul(argument).add(c), argument.zeros().add(coefficients[0]!));
  const middle = polynomial(w.sub(2.5), middleCoefficients);
  const tails = polynomial(w.sqrt().sub(3), tailCoefficients);
  return w.less(5).select(middle, tails).mul(x).mul(Math.SQRT2);
}

// prettier-ignore
const middleCoefficients = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087,
  -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
];
// prettier-ignore
const tailCoefficients = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
  -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
];
