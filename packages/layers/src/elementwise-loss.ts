import type { Value } from '@sluice/math';
import { checkMask, checkTarget } from './checks.js';
import type { Loss } from './loss.js';
import { maskedMean } from './masked-mean.js';

/** A loss that compares an output with a target of the same shape, element by element. */
export function elementwiseLoss(kind: string, compare: (output: Value, target: Value) => Value): Loss {
  const loss: Loss = {
    kind,
    targetDType: 'f32',
    targetShape: (output) => output,
    compute({ output, target, mask }) {
      checkTarget(loss, output, target);
      const losses = compare(output, target);
      if (!mask) return losses.mean();
      const rank = mask.shape.length;
      checkMask(loss, mask, output.shape.slice(0, rank));
      const features = output.shape.slice(rank).map((_, i) => rank + i);
      return maskedMean(losses.mean(features), mask);
    },
  };
  return loss;
}
