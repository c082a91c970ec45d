/**
 * The trainer: batches, validation, early stopping, checkpoints, and text.
 *
 * @packageDocumentation
 */
export { createTrainer, type Checkpointing, type Trainer, type TrainerOptions } from './trainer.js';
export { explainTraining, type ExplainTrainingOptions } from './explain.js';
export type { Batch, Batches, BatchSource } from './batch.js';
export type { StepResult } from './stepper.js';
export type { Callback, FitOptions, FitReport } from './fit.js';
export type { Best, EarlyStopping } from './early-stopping.js';
export type { LoadedCheckpoint, Tensors, TrainerCheckpoint, TrainingPosition } from './checkpoint.js';
export type { StopSignal } from './abort-signal.js';
export { DivergedError } from './diverged-error.js';
export {
  contiguousBatches,
  textBatches,
  type BatchList,
  type ContiguousOptions,
} from './batches/contiguous-batches.js';
export { sequenceBatches, type SequenceBatchOptions, type Sequences } from './batches/sequence-batches.js';
export {
  pairSequences,
  type PairedSequences,
  type PairOptions,
  type SequencePair,
} from './batches/pair-sequences.js';
export { splitTail } from './batches/split.js';
export { createVocabulary, type EncodeOptions, type Vocabulary } from './text/vocabulary.js';
export { beamSearch, type BeamSearchOptions } from './text/beam-search.js';
export type { Hypothesis } from './text/search.js';
export { generateTokens, type GenerateTokensOptions } from './text/generate-tokens.js';
export { generate, type GenerateOptions } from './text/generate.js';
export { sampleToken, type SamplingOptions } from './text/sample-token.js';
