/**
 * Values, operations, tracing, `scan`, reverse-mode gradients, seeded random numbers, initialisers, and the reference
 * evaluator that every compiled kernel is tested against.
 *
 * @packageDocumentation
 */
export { ArgumentError, IndexError, ShapeError, SluiceError, TraceError } from './errors.js';
export { formatBytes, MemoryError, type MemoryShortage } from './memory-error.js';
export { broadcastShapes, formatShape, sameShape, sizeOf, stridesOf, type Shape } from './shape.js';
export { tensor, zerosTensor, type DType, type Tensor, type TensorData } from './tensor.js';
export {
  formatProgram,
  freeVariables,
  liveEquations,
  type Equation,
  type Program,
  type Spec,
  type Variable,
} from './program.js';
export { apply, currentTrace, inline, inScope, record, trace, Trace, type Capture } from './trace.js';
export { Value, type Operand } from './value.js';
export type { Axes, MatmulOptions, Parts, ReduceOptions, Repeat } from './value-options.js';
export { concat, fill, iota, literal, ones, select, stack, zeros } from './functions.js';
export { chunkSteps, scan, type ScanOptions, type ScanStep, type Values } from './scan.js';
export { grad, valueAndGrad, vjp, type Loss, type Pullback, type ValueAndGrad } from './grad/index.js';
export { bernoulli, foldKey, normal, uniform, type RandomKey } from './random.js';
export { threefry } from './threefry.js';
export { checkInputs, evaluate, type EvaluateOptions } from './evaluate.js';
export { operations, type Attributes, type Op } from './operations/index.js';
export type {
  ArgmaxAttributes,
  BroadcastAttributes,
  ConcatAttributes,
  ConvertAttributes,
  FillAttributes,
  IotaAttributes,
  LiteralAttributes,
  PadAttributes,
  RandomAttributes,
  ReduceAttributes,
  ReshapeAttributes,
  ReverseAttributes,
  ScatterAddAttributes,
  SliceAttributes,
  SplitAttributes,
  TransposeAttributes,
} from './operations/index.js';
export type {
  Evaluator,
  GradientContext,
  GradientRule,
  NoAttributes,
  Numbers,
  Rule,
} from './operations/rule.js';
export { matmulExtents, type MatmulAttributes, type MatmulExtents } from './operations/matmul.js';
export { scanInputs, type ScanAttributes } from './operations/scan.js';
export { interpret, type Executable, type ExecutableOptions, type MemoryUse } from './executable.js';
export type { Initializer } from './initializers/initializer.js';
export type { InitializerName, InitializerParameters, NamedInitializer } from './initializers/named.js';
export * as initializers from './initializers/index.js';
