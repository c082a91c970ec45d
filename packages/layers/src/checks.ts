import { formatShape, sameShape, ShapeError, type Shape, type Value } from '@sluice/math';
import type { Loss } from './loss.js';

/** Throws unless a target is what the loss takes for an output. */
export function checkTarget(loss: Loss, output: Value, target: Value): void {
  const expected = loss.targetShape(output.shape);
  if (target.dtype === loss.targetDType && sameShape(target.shape, expected)) return;
  throw new ShapeError(
    `${loss.kind}: for an output of shape ${formatShape(output.shape)} the target must be ` +
      `${loss.targetDType}${formatShape(expected)}, but is ${target.dtype}${formatShape(target.shape)}.`,
  );
}

/** Throws unless a mask has one number for each position. */
export function checkMask({ kind }: Loss, mask: Value | undefined, positions: Shape): void {
  if (!mask || (mask.dtype === 'f32' && sameShape(mask.shape, positions))) return;
  throw new ShapeError(
    `${kind}: the mask must be f32${formatShape(positions)}, but is ${mask.dtype}${formatShape(mask.shape)}.`,
  );
}
