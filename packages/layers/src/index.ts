/**
 * Cells without state for Sluice, `embedding`, `linear`, `dropout` and `layerNorm`, and the losses.
 *
 * @packageDocumentation
 */
export { last } from '@sluice/cell';
export { binaryCrossEntropy } from './binary-cross-entropy.js';
export { crossEntropy } from './cross-entropy.js';
export { dropout } from './dropout.js';
export { embedding } from './embedding.js';
export { layerNorm, type LayerNormOptions } from './layer-norm.js';
export { linear, type LinearOptions } from './linear.js';
export type { Loss, LossContext } from './loss.js';
export { meanSquaredError } from './mean-squared-error.js';
