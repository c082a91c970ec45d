import { MemoryError } from '@sluice/math';
import { memoryLimits } from './emit/index.js';
import type { MemoryPlan } from './plan/index.js';

/** Pages that 32 bits can address, 64 KB each. */
const mostPages = 65536;

/** Throws a MemoryError where no memory can hold what a plan needs. */
export function checkFits(plan: MemoryPlan): void {
  if (memoryLimits(plan, false).initial > mostPages) {
    throw shortage(plan, 'a WebAssembly memory holds 4.0 GB at most');
  }
}

/** Takes the memory that a plan needs; throws a MemoryError where the engine does not give it. */
export function allocate(plan: MemoryPlan, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory(memoryLimits(plan, shared));
  } catch (cause) {
    throw shortage(plan, 'the engine does not give it that much', cause);
  }
}

const shortage = ({ bytes, kept }: MemoryPlan, reason: string, cause?: unknown): MemoryError =>
  new MemoryError(
    {
      what: 'The program',
      bytes,
      parts: { 'inputs, outputs and constants': kept, 'what is computed in between': bytes - kept },
      reason,
      advice: 'Make its shapes smaller.',
    },
    { cause },
  );
