/**
 * The trainer: batches, validation, early stopping, checkpoints, and text.
 *
 * @packageDocumentation
 */
export { createTrainer, type Trainer, type TrainerOptions } from './trainer.js';
export type { Batch, Batches, BatchSource } from './batch.js';
export type { StepResult } from './stepper.js';
export type { Callback, FitOptions, FitReport } from './fit.js';
export type { EarlyStopping } from './early-stopping.js';
export type { TrainerCheckpoint, TrainerPosition } from './checkpoint.js';
export type { StopSignal } from './abort-signal.js';
export { DivergedError } from './diverged-error.js';
