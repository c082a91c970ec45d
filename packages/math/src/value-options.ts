import type { Value } from './value.js';

/** As many values as `split` was asked for, so that `const [i, f, g, o] = x.split(4)` needs no checks. */
export type Parts<P extends number | readonly number[]> = P extends readonly number[]
  ? { -readonly [I in keyof P]: Value }
  : P extends number
    ? Repeat<P>
    : never;

/** A tuple of so many values. */
export type Repeat<N extends number, T extends Value[] = []> = number extends N
  ? Value[]
  : T['length'] extends N
    ? T
    : T['length'] extends 32
      ? Value[]
      : Repeat<N, [...T, Value]>;

/** An axis, several, or all of them when left out. */
export type Axes = number | readonly number[];

/** What a reduction leaves of the reduced axes. */
export interface ReduceOptions {
  /** Keep the reduced axes with an extent of 1. */
  readonly keepDims?: boolean;
}

/** How the operands of a product are stored. */
export interface MatmulOptions {
  /** Take the left operand as its transpose, `[…, K, M]`. */
  readonly transposeLeft?: boolean;
  /** Take the right operand as its transpose, `[…, N, K]`. */
  readonly transposeRight?: boolean;
}
