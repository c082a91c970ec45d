import { IndexError, type Executable, type ExecutableOptions, type Program, type Tensor } from '@sluice/math';
import { checkOptions } from './check-options.js';
import { distribute } from './distribute/index.js';
import { emitModule } from './emit/index.js';
import { status } from './emit/indexing.js';
import { lower } from './fuse/lower.js';
import type { Schedule } from './fuse/schedule.js';
import type { View } from './fuse/view.js';
import { allocate, checkFits } from './memory.js';
import { planMemory, type MemoryPlan } from './plan/index.js';
import { supportsRelaxed } from './relaxed.js';
import { simplify } from './simplify/index.js';

export interface CompileOptions extends ExecutableOptions {
  /**
   * Whether to contract multiply and add where the engine can (relaxed SIMD). Faster; results may then differ in the last
   * bit from machine to machine. By default wherever the engine validates it.
   */
  readonly relaxed?: boolean;
  /** Whether to write function names into the module, for profilers. */
  readonly names?: boolean;
}

/** A program that has become a module, before it has memory. */
export interface CompiledProgram {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly schedule: Schedule;
  readonly plan: MemoryPlan;
}

/** Translates a program to a WebAssembly module; nothing runs yet. */
export const translate = (program: Program, options: CompileOptions = {}): CompiledProgram =>
  translateFor(program, options, false);

/** The same, for a memory of one thread or one that several threads see. */
export function translateFor(
  program: Program,
  { relaxed = supportsRelaxed(), names = false, ...options }: CompileOptions,
  shared: boolean,
): CompiledProgram {
  checkOptions(program, options);
  const schedule = lower(simplify(distribute(simplify(program))), options);
  const plan = planMemory(schedule, status.bytes);
  checkFits(plan);
  return { bytes: emitModule(schedule, plan, { math: { relaxed }, names, shared }), schedule, plan };
}

/**
 * Compiles a program to one WebAssembly SIMD module with its own memory.
 *
 * @param program - anything that `trace` returns; gradients and loops included.
 * @returns an executable with the same inputs and outputs, whose `run` is one call that allocates nothing.
 * @throws ArgumentError or ShapeError when `constants` or `updates` name what does not exist or does not fit; MemoryError
 * when it needs more memory than there is, before any of it is taken.
 *
 * @example
 * ```ts
 * import { tensor, trace } from '@sluice/math';
 * import { compile } from '@sluice/wasm';
 * const program = trace((x) => [x!.tanh().sum()], [{ shape: [3], dtype: 'f32' }]);
 * const executable = await compile(program);
 * executable.write(0, [0, 1, 2]);
 * executable.run();
 * executable.outputs[0].data[0]; // 1.7256…
 * ```
 */
export async function compile(program: Program, options: CompileOptions = {}): Promise<Executable> {
  const compiled = translate(program, options);
  const module = await WebAssembly.compile(compiled.bytes);
  const memory = allocate(compiled.plan, false);
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return createExecutable(compiled, memory, runsOf(instance), options);
}

/** Like `compile`, at once. On a browser's main thread it is limited to small modules; prefer `compile` there. */
export function compileSync(program: Program, options: CompileOptions = {}): Executable {
  const compiled = translate(program, options);
  const memory = allocate(compiled.plan, false);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(compiled.bytes), { env: { memory } });
  return createExecutable(compiled, memory, runsOf(instance), options);
}

/** Like `compileSync`, in a memory that other threads see too. */
export function compileShared(
  program: Program,
  options: CompileOptions,
): { readonly executable: Executable; readonly memory: WebAssembly.Memory } {
  const compiled = translateFor(program, options, true);
  const memory = allocate(compiled.plan, true);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(compiled.bytes), { env: { memory } });
  return { executable: createExecutable(compiled, memory, runsOf(instance), options), memory };
}

/** What a module does. */
export interface Runs {
  /** What depends on constant inputs alone. */
  readonly prepare: () => void;
  readonly run: () => void;
}

/** The functions of an instance of a module. */
export const runsOf = ({ exports }: WebAssembly.Instance): Runs => exports as unknown as Runs;

/** Puts a module's memory and what runs in it together. */
export function createExecutable(
  { schedule, plan }: CompiledProgram,
  memory: WebAssembly.Memory,
  { prepare, run }: Runs,
  { constants = [] }: CompileOptions,
): Executable {
  const word = new Int32Array(memory.buffer, status.address, status.bytes / 4);
  const view = ({ storage, shape }: View): Tensor =>
    storage.dtype === 'i32'
      ? { shape, dtype: 'i32', data: new Int32Array(memory.buffer, plan.address(storage), storage.size) }
      : { shape, dtype: 'f32', data: new Float32Array(memory.buffer, plan.address(storage), storage.size) };
  const inputs = schedule.inputs.map(view);
  let prepared = false;
  return {
    inputs,
    outputs: schedule.outputs.map(view),
    memory: { bytes: plan.bytes },
    write(input, data) {
      inputs[input]!.data.set(data);
      if (constants.includes(input)) prepared = false;
    },
    run() {
      if (!prepared) prepare();
      prepared = true;
      run();
      if (word[0] !== 0) {
        word[0] = 0;
        throw new IndexError(`An index is ${word[1]}, outside of 0 to ${word[2]! - 1}.`);
      }
    },
  };
}
