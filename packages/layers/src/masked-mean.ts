import { formatShape, sameShape, ShapeError, type Value } from '@sluice/math';
import type { Loss } from './loss.js';

/** The mean over all positions where the mask is 1, or over all of them; 0 when none counts. */
export function maskedMean(values: Value, mask: Value | undefined): Value {
  if (!mask) return values.mean();
  if (!sameShape(mask.shape, values.shape)) {
    throw new ShapeError(
      `The mask must be f32${formatShape(values.shape)}, but is ${mask.dtype}${formatShape(mask.shape)}.`,
    );
  }
  return values.mul(mask).sum().div(mask.sum().maximum(1));
}

/** Throws unless a target is what the loss takes for an output. */
export function checkTarget(loss: Loss, output: Value, target: Value): void {
  const expected = loss.targetShape(output.shape);
  if (target.dtype === loss.targetDType && sameShape(target.shape, expected)) return;
  throw new ShapeError(
    `${loss.kind}: for an output of shape ${formatShape(output.shape)} the target must be ` +
      `${loss.targetDType}${formatShape(expected)}, but is ${target.dtype}${formatShape(target.shape)}.`,
  );
}
