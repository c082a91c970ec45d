import {
  createModule,
  type FunctionBuilder,
  type Local,
  type MemoryLimits,
  type ModuleBuilder,
} from '../assembler/index.js';
import type { Schedule, Step } from '../fuse/schedule.js';
import type { LoopIndex, Storage } from '../fuse/view.js';
import { storagesOf } from '../fuse/schedule.js';
import type { MemoryPlan } from '../plan/index.js';
import type { VectorMath } from '../vector/vector-math.js';
import { emitFused } from './fused.js';
import { emitArgmax, emitGather, emitScatterAdd, status } from './indexing.js';
import type { Kernel } from './kernel.js';
import { emitMatmul } from './matmul.js';
import { createMicroKernels, type MicroKernel, type MicroKernelShape } from './micro-kernel.js';
import { emitPack } from './pack.js';

/** Bytes of a memory page. */
const pageBytes = 65536;

/** A vector load at the end of a storage may reach this far behind it. */
const slackBytes = 64;

/** How much memory a plan needs; it never grows. */
export function memoryLimits({ bytes }: MemoryPlan, shared: boolean): MemoryLimits {
  const initial = Math.ceil((bytes + slackBytes) / pageBytes);
  return shared ? { initial, maximum: initial, shared } : { initial };
}

type Counters = ReadonlyMap<LoopIndex, Local<'i32'>>;

export interface EmitOptions {
  readonly math: VectorMath;
  /** Whether to write function names into the module. */
  readonly names: boolean;
  /** Whether several threads see the module's memory. */
  readonly shared: boolean;
}

interface Context {
  readonly module: ModuleBuilder;
  readonly plan: MemoryPlan;
  readonly math: VectorMath;
  readonly microKernel: (shape: MicroKernelShape) => MicroKernel;
}

/**
 * Writes the module: functions `prepare` and `run`, which work on the imported memory `env.memory`. Each step is a
 * function of its own that takes the counters of the loops around it, so that the engine compiles small functions.
 */
export function emitModule(
  schedule: Schedule,
  plan: MemoryPlan,
  { math, names, shared }: EmitOptions,
): Uint8Array<ArrayBuffer> {
  const module = createModule({ names });
  module.importMemory('env', 'memory', memoryLimits(plan, shared));
  for (const storage of literals(schedule)) {
    const { buffer, byteOffset, byteLength } = storage.data!;
    module.data(plan.address(storage), new Uint8Array(buffer, byteOffset, byteLength));
  }
  const context: Context = { module, plan, math, microKernel: createMicroKernels(module, math) };
  emitEntry(context, 'prepare', schedule.prepare);
  emitEntry(context, 'run', schedule.run);
  return module.build();
}

function literals({ inputs, outputs, prepare, run }: Schedule): Set<Storage> {
  const storages = [...inputs, ...outputs]
    .map(({ storage }) => storage)
    .concat([...prepare, ...run].flatMap(storagesOf));
  return new Set(storages.filter(({ data }) => data));
}

function emitEntry(context: Context, name: string, steps: readonly Step[]): void {
  const bodies = steps.map((step) => ({
    call: prepareStep(context, step, []),
    mayFail: readsIndices(step),
  }));
  context.module.func({ name, export: name, params: [], results: [] }, (f) => {
    for (const { call, mayFail } of bodies) {
      call(f, new Map());
      if (!mayFail) continue;
      // An index out of range ends the run before it changes what is updated in place.
      f.i32.load(0, status.address);
      f.if(() => f.return());
    }
  });
}

const readsIndices = (step: Step): boolean =>
  step.kind === 'loop' ? step.body.some(readsIndices) : step.kind === 'gather' || step.kind === 'scatterAdd';

/** Emits the functions of steps, and returns what calls them in order. */
function prepareSteps(
  context: Context,
  steps: readonly Step[],
  loops: readonly LoopIndex[],
): (f: FunctionBuilder, counters: Counters) => void {
  const calls = steps.map((step) => prepareStep(context, step, loops));
  return (f, counters) => calls.forEach((call) => call(f, counters));
}

function prepareStep(
  context: Context,
  step: Step,
  loops: readonly LoopIndex[],
): (f: FunctionBuilder, counters: Counters) => void {
  if (step.kind === 'loop') {
    const { index, length, reverse } = step;
    const body = prepareSteps(context, step.body, [...loops, index]);
    return (f, counters) =>
      f.countedLoop(0, length, 1, (i) => {
        if (!reverse) {
          body(f, new Map([...counters, [index, i]]));
          return;
        }
        const mirrored = f.local('i32');
        f.i32.sub(length - 1, i);
        f.set(mirrored);
        body(f, new Map([...counters, [index, mirrored]]));
        f.release(mirrored);
      });
  }
  const target = context.module.func(
    { name: describe(step), params: loops.map(() => 'i32' as const), results: [] },
    (f, ...params) => {
      const counters = new Map(loops.map((loop, i) => [loop, params[i]!]));
      emitStep(context, step, { f, counters, address: context.plan.address, math: context.math });
    },
  );
  return (f, counters) => {
    for (const loop of loops) f.get(counters.get(loop)!);
    f.call(target);
  };
}

/** A name for profilers: what the step does and how much of it. */
function describe(step: Exclude<Step, { kind: 'loop' }>): string {
  switch (step.kind) {
    case 'fused':
      return `fused ${step.space.join('×')}, ${step.nodes.length} nodes`;
    case 'matmul':
      return `product ${step.left.shape.join('×')} to ${step.output.shape.at(-1)}`;
    case 'pack':
      return `pack ${step.source.shape.join('×')}`;
    default:
      return step.kind;
  }
}

function emitStep({ microKernel }: Context, step: Exclude<Step, { kind: 'loop' }>, kernel: Kernel): void {
  switch (step.kind) {
    case 'fused':
      emitFused(kernel, step);
      break;
    case 'pack':
      emitPack(kernel, step);
      break;
    case 'matmul':
      emitMatmul(kernel, step, microKernel);
      break;
    case 'gather':
      emitGather(kernel, step);
      break;
    case 'scatterAdd':
      emitScatterAdd(kernel, step);
      break;
    case 'argmax':
      emitArgmax(kernel, step);
      break;
  }
}
