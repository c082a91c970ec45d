import { elementwiseLoss } from './elementwise-loss.js';
import type { Loss } from './loss.js';

/**
 * The mean of the squared difference between outputs and f32 targets of the same shape.
 *
 * @example
 * ```ts
 * import { meanSquaredError } from '@sluice/layers';
 * const trainer = await createTrainer(model, { loss: meanSquaredError(), optimizer });
 * ```
 */
export const meanSquaredError = (): Loss =>
  elementwiseLoss('meanSquaredError', (output, target) => output.sub(target).square());
