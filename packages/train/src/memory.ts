import { MemoryError } from '@sluice/math';
import type { ProgramMemory } from '@sluice/model';
import type { StepObjective } from './training-program.js';

/** What several programs take up together; undefined where it is not known of one of them. */
export function addMemory(programs: readonly (ProgramMemory | undefined)[]): ProgramMemory | undefined {
  let [total, activations] = [0, 0];
  const inputs: Record<string, number> = {};
  for (const memory of programs) {
    if (!memory) return undefined;
    total += memory.total;
    activations += memory.activations;
    for (const [name, bytes] of Object.entries(memory.inputs)) inputs[name] = (inputs[name] ?? 0) + bytes;
  }
  return { total, activations, inputs };
}

/** Makes what computes the steps; where it needs more memory than there is, the error says which option to turn. */
export async function namingOptions<T>(
  { size: { batch, time }, recompute = false }: StepObjective,
  threads: number,
  make: () => Promise<T>,
): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof MemoryError)) throw error;
    const step = `a training step of ${batch} rows and ${time} steps`;
    const smaller = 'a smaller batchSize, fewer timeSteps';
    throw new MemoryError(
      {
        ...error.shortage,
        what: `createTrainer: ${threads > 1 ? `a thread's share of ${step}` : step}`,
        advice: `Take ${recompute ? smaller.replace(', ', ' or ') : `${smaller}, or checkpointing: 'sqrt'`}.`,
      },
      { cause: error },
    );
  }
}
