import { formatShape, sameShape, ShapeError, type Value } from '@sluice/math';
import type { UpdateContext } from './optimizer.js';

/**
 * The gradient of the loss with a penalty of `weightDecay / 2 · ‖parameter‖²` added: what PyTorch's optimizers other
 * than AdamW call weight decay.
 *
 * @throws ShapeError when the gradient does not have the parameter's shape; it must not broadcast.
 */
export function decayedGradient(
  { parameter, gradient }: Pick<UpdateContext, 'parameter' | 'gradient'>,
  weightDecay: number,
): Value {
  if (!sameShape(parameter.shape, gradient.shape)) {
    throw new ShapeError(
      `update: the gradient must have its parameter's shape ${formatShape(parameter.shape)}, ` +
        `but has ${formatShape(gradient.shape)}.`,
    );
  }
  return weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
}
