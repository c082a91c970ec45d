/**
 * A cell with its weights on a backend: predict, stream, inspect.
 *
 * @packageDocumentation
 */
export { createModel, type Model, type ModelOptions } from './create-model.js';
export {
  copyTensors,
  type Inspection,
  type PredictOptions,
  type Prediction,
  type StateTensors,
} from './predict.js';
export type { GradientFlow, GradientFlowOptions, ObjectiveContext } from './gradient-flow.js';
export type { Stateful, Stream, StreamOptions } from './stream.js';
export type { StreamBatch, StreamBatchOptions, StreamRow } from './stream-batch.js';
export { explainGroups, explainPrediction, explainStream } from './explain.js';
export { formatSummary, type ModelSummary, type PartSummary } from './summary.js';
export { defaultBackend, type Backend } from './backend.js';
export type { Params, ParameterStore } from './parameter-store.js';
// What trains a model is built of the same parts as the model.
export {
  compileGroups,
  compileGroupsOffPage,
  compileGroupsTeam,
  traceGroups,
  type GroupedExecutable,
  type GroupedMemory,
  type GroupedRunner,
  type GroupedTeam,
  type GroupedProgram,
  type GroupOptions,
  type Groups,
} from './grouped-program.js';
export type { ProgramMemory } from './memory.js';
export { paramSpecs, stateSpecs } from './forward.js';
export {
  checkConstantTensors,
  checkDelta,
  constantForms,
  swapTime,
  type Constants,
  type SequenceInputs,
} from './sequence-inputs.js';
export { checkLengths, checkTensor, describeTensor, type SequenceSize } from './checks.js';
export { createSearchRows, type SearchRows, type SearchRowsOptions } from './search-rows.js';
export { createCache, type Cache } from './program-cache.js';
export { followParams } from './follow-params.js';
