/**
 * The compiler: turns any program that `@sluice/math` can express into one WebAssembly SIMD module with a static memory
 * plan.
 *
 * @packageDocumentation
 */
export { compile, compileSync, translate, type CompiledProgram, type CompileOptions } from './compile.js';
export { compileInWorker, type RemoteExecutable } from './remote.js';
export { explain, formatExplanation, type ExplainedStep, type Explanation } from './explain.js';
export { compileTeam, type Team, type TeamMember, type TeamOptions } from './team.js';
export { findThreads, isPage, type Threads } from './threads.js';
export type {
  ArgmaxStep,
  FusedStep,
  GatherStep,
  LoopStep,
  MatmulStep,
  Node,
  PackStep,
  Reduction,
  ScatterAddStep,
  Schedule,
  Step,
} from './fuse/schedule.js';
export type { LoopIndex, Move, Storage, View } from './fuse/view.js';
export type { PointwiseOp } from './operation-kinds.js';
export type { MemoryPlan } from './plan/index.js';
