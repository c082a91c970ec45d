import { elementwiseLoss } from './elementwise-loss.js';
import type { Loss } from './loss.js';

/**
 * Cross-entropy between scores (logits) and f32 targets of the same shape, each the probability that the answer is yes.
 *
 *     loss = −t · log σ(y) − (1 − t) · log(1 − σ(y)) = log(1 + eʸ) − t · y
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy } from '@sluice/layers';
 * const trainer = await createTrainer(model, { loss: binaryCrossEntropy(), optimizer });
 * ```
 */
export const binaryCrossEntropy = (): Loss =>
  elementwiseLoss('binaryCrossEntropy', (output, target) => output.softplus().sub(output.mul(target)));
