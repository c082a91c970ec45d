/**
 * Optimizers, schedules and clipping for Sluice, each written as equations over values.
 *
 * @packageDocumentation
 */
export { adagrad, type AdagradOptions } from './adagrad.js';
export { adam, type AdamOptions } from './adam.js';
export { adamw, type AdamwOptions } from './adamw.js';
export { clipByGlobalNorm, clipByValue, type ClippedGradients, type ClipOptions } from './clip.js';
export type { Optimizer, Slot, UpdateContext, UpdateResult } from './optimizer.js';
export { rmsprop, type RmspropOptions } from './rmsprop.js';
export { learningRateAt, type LearningRate, type Schedule } from './schedule.js';
export { constant } from './schedules/constant.js';
export { cosine, type CosineOptions } from './schedules/cosine.js';
export { exponential, type ExponentialOptions } from './schedules/exponential.js';
export { step, type StepOptions } from './schedules/step.js';
export { warmUp } from './schedules/warm-up.js';
export { sgd, type SgdOptions } from './sgd.js';
