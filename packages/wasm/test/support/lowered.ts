import type { ExecutableOptions, Numbers, Program, Tensor } from '@sluice/math';
import { emitModule, memoryLimits } from '../../src/emit/index.js';
import { status } from '../../src/emit/indexing.js';
import { lower } from '../../src/fuse/lower.js';
import type { Schedule } from '../../src/fuse/schedule.js';
import type { View } from '../../src/fuse/view.js';
import { planMemory } from '../../src/plan/index.js';

/** Lowers a program as it stands, with its loops whole, and runs it once in memory that is full of NaN. */
export function runLowered(
  program: Program,
  inputs: readonly Numbers[],
  options: ExecutableOptions = {},
): Tensor[] {
  return runSchedule(lower(program, options), inputs);
}

/** Emits a schedule and runs it once in memory that is full of NaN. */
export function runSchedule(schedule: Schedule, inputs: readonly Numbers[]): Tensor[] {
  const plan = planMemory(schedule, status.bytes);
  const bytes = emitModule(schedule, plan, { math: { relaxed: false }, names: false, shared: false });
  const memory = new WebAssembly.Memory(memoryLimits(plan, false));
  new Float32Array(memory.buffer).fill(NaN);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  new Int32Array(memory.buffer, status.address, status.bytes / 4).fill(0);
  const tensorAt = ({ storage, shape }: View): Tensor => {
    const place = [memory.buffer, plan.address(storage), storage.size] as const;
    return storage.dtype === 'i32'
      ? { shape, dtype: 'i32', data: new Int32Array(...place) }
      : { shape, dtype: 'f32', data: new Float32Array(...place) };
  };
  schedule.inputs.forEach((view, i) => tensorAt(view).data.set(inputs[i]!.data));
  for (const name of ['prepare', 'run']) (exports[name] as () => void)();
  return schedule.outputs.map(tensorAt);
}
