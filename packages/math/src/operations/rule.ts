import type { Program, Spec } from '../program.js';
import type { Shape } from '../shape.js';
import type { DType } from '../tensor.js';
import type { Value } from '../value.js';

/** Concrete numbers inside the reference evaluator: f32 values are held as f64 when it runs in double precision. */
export interface Numbers {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Float32Array | Float64Array | Int32Array;
}

/** What an operation's reference evaluation may ask of the evaluator. */
export interface Evaluator {
  /** Zero-filled numbers of the evaluator's precision. */
  allocate(shape: Shape, dtype: DType): Numbers;
  /** Runs a nested program. */
  run(program: Program, inputs: readonly Numbers[]): Numbers[];
}

/** What a gradient rule sees of the equation that it differentiates. */
export interface GradientContext<A> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  /** dL/d(output), or undefined where nothing depends on that output. */
  readonly cotangents: readonly (Value | undefined)[];
  /** Which inputs somebody wants a gradient for. */
  readonly needs: readonly boolean[];
  /**
   * Takes what is known so far of an input's cotangent; the rule then hands back the whole of it. So a loop goes on with a
   * sum that others have begun, term by term, and where it is cut into loops nothing is added in another order.
   */
  readonly takeSoFar: (input: number) => Value | undefined;
}

/** dL/d(input) for each input, undefined where it is zero or not wanted. */
export type GradientRule<A> = (context: GradientContext<A>) => readonly (Value | undefined)[];

/** All that is to be said about an operation, side by side. */
export interface Rule<A> {
  /** Shapes and dtypes of the outputs; throws a ShapeError when the inputs do not fit. */
  shape(inputs: readonly Spec[], attributes: A): Spec[];
  /** The slow and obvious computation: the oracle that every kernel is tested against. */
  evaluate(inputs: readonly Numbers[], attributes: A, evaluator: Evaluator): Numbers[];
  gradient: GradientRule<A>;
}

/** For operations without attributes. */
export type NoAttributes = Readonly<Record<never, never>>;

/** For operations that have no derivative anywhere: comparisons, indices, sources. */
export const noGradient: GradientRule<unknown> = ({ inputs }) => inputs.map(() => undefined);
