/**
 * Cells without state for Sluice, `embedding`, `linear`, `activation`, `dropout`, `layerNorm` and `masking`, and the losses.
 *
 * @packageDocumentation
 */
export { last } from '@sluice/cell';
export { activation } from './activation.js';
export { binaryCrossEntropy } from './binary-cross-entropy.js';
export { crossEntropy } from './cross-entropy.js';
export { dropout } from './dropout.js';
export { embedding, type EmbeddingOptions } from './embedding.js';
export { layerNorm, type LayerNormOptions } from './layer-norm.js';
export { linear, type LinearOptions, type LinearStart } from './linear.js';
export type { Loss, LossContext } from './loss.js';
export { masking, type MaskingOptions } from './masking.js';
export { meanSquaredError } from './mean-squared-error.js';
