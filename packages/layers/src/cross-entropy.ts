import { iota } from '@sluice/math';
import { checkMask, checkTarget } from './checks.js';
import type { Loss } from './loss.js';
import { maskedMean } from './masked-mean.js';

/**
 * Cross-entropy between scores (logits) `[…, classes]` and the index of the right class, i32 `[…]`.
 *
 *     loss = −log softmax(y)_target, the mean over all positions that count
 *
 * @example
 * ```ts
 * import { crossEntropy } from '@sluice/layers';
 * const trainer = await createTrainer(model, { loss: crossEntropy(), optimizer });
 * ```
 */
export function crossEntropy(): Loss {
  const loss: Loss = {
    kind: 'crossEntropy',
    targetDType: 'i32',
    targetShape: (output) => output.slice(0, -1),
    compute({ output, target, mask }) {
      checkTarget(loss, output, target);
      checkMask(loss, mask, target.shape);
      const classes = output.shape.at(-1)!;
      // positions that do not count may hold anything; reading the others through a table refuses classes there are not
      const counted = mask ? mask.notEqual(0).select(target, 0) : target;
      const known = iota([classes]).gather(counted);
      const isTarget = known.reshape([...known.shape, 1]).equal(iota([classes]));
      const logProbability = isTarget.select(output.logSoftmax(), 0).sum(-1);
      return maskedMean(logProbability.neg(), mask);
    },
  };
  return loss;
}
