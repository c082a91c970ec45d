/**
 * The one cell interface of Sluice: `defineCell`, `sequential`, `bidirectional`, `masked`, `last` and unrolling.
 *
 * @packageDocumentation
 */
export type {
  Cell,
  ConstantSpec,
  ConstantSpecs,
  ParameterSpec,
  PrepareContext,
  Chunks,
  SequenceContext,
  SequenceLayer,
  SequenceResult,
  StateNames,
  StateOf,
  StepContext,
  StepResult,
  Surroundings,
} from './cell.js';
export {
  activate,
  checkActivation,
  type Activation,
  type ActivationName,
  type ActivationParameters,
} from './activations.js';
export { allOutputs } from './all-outputs.js';
export {
  bidirectional,
  type BidirectionalOptions,
  type BidirectionalStates,
  type Merge,
} from './bidirectional.js';
export {
  defineCell,
  type CellDefinition,
  type CellFactory,
  type DefinedParameter,
  type DefinedStepContext,
  type ParameterSpecs,
  type ParameterValues,
  type SizeOptions,
  type StateKeys,
  type WithDefaults,
} from './define-cell.js';
export { checkConstants, constantSpecs, MissingConstantError } from './constants.js';
export { encoderDecoder, type EncoderDecoderOptions, type EncoderDecoderStates } from './encoder-decoder.js';
export type { Bridge, BridgeOptions } from './bridge.js';
export { prepareConstants } from './prepare.js';
export { flip } from './flip.js';
export { isCell } from './is-cell.js';
export { last } from './last.js';
export { masked, type MaskedOptions } from './masked.js';
export { cellEntry, type CellEntry } from './cell-entry.js';
export { normalised, normalisedBy } from './normalised.js';
export { outputSpec } from './output-spec.js';
export { bounded, checkClip, checkRecurrentOptions, type RecurrentOptions } from './recurrent-options.js';
export { reversed } from './reversed.js';
export { sequential, type JoinedStates } from './sequential.js';
export { stackCells, type CellStack } from './stack-cells.js';
export { unroll } from './unroll.js';
export { bahdanauAttention, type BahdanauOptions } from './wrappers/bahdanau-attention.js';
export { dropped, type DroppedOptions } from './wrappers/dropped.js';
export { fastSlow, type FastSlowCells } from './wrappers/fast-slow.js';
export { highway, type HighwayOptions } from './wrappers/highway.js';
export { independent, type IndependentOptions } from './wrappers/independent.js';
export { layerNormed, type LayerNormedOptions } from './wrappers/layer-normed.js';
export { learnedStart } from './wrappers/learned-start.js';
export { luongAttention, type LuongOptions } from './wrappers/luong-attention.js';
export {
  multiplicativeIntegration,
  type MultiplicativeIntegrationOptions,
} from './wrappers/multiplicative-integration.js';
export { resettable } from './wrappers/resettable.js';
export { residual } from './wrappers/residual.js';
export {
  scheduledSampling,
  type ScheduledSamplingOptions,
  type TeacherForcing,
} from './wrappers/scheduled-sampling.js';
export { tied, type TiedOptions } from './wrappers/tied.js';
export { weightDropped } from './wrappers/weight-dropped.js';
export { zoneout } from './wrappers/zoneout.js';
export {
  checkStartValues,
  gateInitializers,
  type BiasStart,
  type Chrono,
  type ForgetBias,
  type Gate,
  type GateInitializers,
  type StartFamily,
  type StartsByUse,
  type StartValues,
} from './start-values.js';
