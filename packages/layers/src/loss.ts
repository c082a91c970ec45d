import type { DType, Shape, Value } from '@sluice/math';

/** What a loss compares. */
export interface LossContext {
  /** What the model gave, `[time, batch, …]` or `[batch, …]`. */
  readonly output: Value;
  /** What it should have given, of the shape that `targetShape` says. */
  readonly target: Value;
  /** f32 `[time, batch]` or `[batch]`: 1 where a position counts, 0 where it does not. */
  readonly mask?: Value | undefined;
}

/** How far an output is from its target: a number to make small. */
export interface Loss {
  /** The loss's name, in messages and in files. */
  readonly kind: string;
  readonly targetDType: DType;
  /** The shape of the targets that an output of the given shape is compared with. */
  targetShape(output: Shape): Shape;
  /** The mean over all positions that count, a scalar. */
  compute(context: LossContext): Value;
}
