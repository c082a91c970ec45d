import { elementwiseLoss } from './elementwise-loss.js';
import type { Loss } from './loss.js';

/**
 * Cross-entropy between scores (logits) and f32 targets of the same shape, each the probability that the answer is yes.
 *
 *     loss = −t · log σ(y) − (1 − t) · log(1 − σ(y)) = t · log(1 + e⁻ʸ) + (1 − t) · log(1 + eʸ)
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy } from '@sluice/layers';
 * const trainer = await createTrainer(model, { loss: binaryCrossEntropy(), optimizer });
 * ```
 */
export const binaryCrossEntropy = (): Loss =>
  elementwiseLoss('binaryCrossEntropy', (output, target) => {
    const yes = output.neg().softplus().mul(target);
    const no = output.softplus().mul(target.neg().add(1));
    return yes.add(no);
  });
