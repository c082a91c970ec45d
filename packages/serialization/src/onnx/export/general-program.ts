import type { Attributes, DType, Op, Program, Tensor } from '@sluice/math';
import type { Extent } from './extent.js';

/** A program for every batch and any number of steps: a traced one with an `Extent` in place of each of its sizes. */
export interface GeneralProgram {
  readonly inputs: readonly Variable[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Variable[];
}

/** A value of a program; two are the same if they are the same object. */
export interface Variable {
  readonly shape: readonly Extent[];
  readonly dtype: DType;
}

/** One application of an operation. */
export type Equation<K extends Op = Op> = {
  [P in K]: {
    readonly op: P;
    readonly attributes: General<Attributes[P]>;
    readonly inputs: readonly Variable[];
    readonly outputs: readonly Variable[];
  };
}[K];

/** A number that a program computes with: one that follows from the sizes, or one divided by that. */
export interface Quantity {
  readonly extent: Extent;
  readonly reciprocal: boolean;
}

/** Numbers that tell which axis or value is meant: they never depend on sizes. */
export type Structural = 'axis' | 'axes' | 'permutation' | 'constants' | 'carries';

/** Attributes with extents in place of sizes; what a gradient needs is left out. */
export type General<A> = A extends number
  ? Extent
  : A extends Program
    ? GeneralProgram
    : A extends Tensor | boolean | string
      ? A
      : A extends readonly (infer Element)[]
        ? readonly General<Element>[]
        : {
            readonly [K in Exclude<keyof A, 'chunk' | 'recompute'>]: K extends Structural
              ? A[K]
              : K extends 'value'
                ? Quantity
                : General<A[K]>;
          };

/** What these equations read, and what they give. */
export const readBy = ({ equations, outputs }: GeneralProgram): ReadonlySet<Variable> =>
  new Set([...outputs, ...equations.flatMap(({ inputs }) => inputs)]);
