import { MemoryError, sizeOf } from '@sluice/math';
import type { GroupedProgram } from './grouped-program.js';

/** What the groups of a program are there for, in the words of messages. */
const purposes: Readonly<Record<string, string>> = {
  params: 'weights',
  slots: 'optimizer',
  data: 'batch',
  state: 'state',
};

/** What a program takes up, in bytes, by what it is there for. */
export interface ProgramMemory {
  readonly total: number;
  /** All that is computed in between: what is kept for the way back, gradients, and what is thrown away again. */
  readonly activations: number;
  /** Inputs by purpose: `weights`, `optimizer`, `batch`, `state`. */
  readonly inputs: Readonly<Record<string, number>>;
}

/** Says what the bytes of a program are there for. */
export function memoryOf({ program, inputs }: GroupedProgram, total: number): ProgramMemory {
  const bytes: Record<string, number> = {};
  for (const [group, positions] of Object.entries(inputs)) {
    const purpose = purposes[group];
    if (purpose === undefined) continue;
    bytes[purpose] = Object.values(positions).reduce(
      (sum, position) => sum + 4 * sizeOf(program.inputs[position]!.shape),
      0,
    );
  }
  const known = Object.values(bytes).reduce((sum, part) => sum + part, 0);
  return { total, activations: total - known, inputs: bytes };
}

/** Makes a program ready; where it needs more memory than there is, the error says what for, and what to do. */
export function explainingShortage<T>(program: GroupedProgram, make: () => T): T {
  const explained = (error: unknown): unknown => {
    if (!(error instanceof MemoryError)) return error;
    const { activations, inputs } = memoryOf(program, error.shortage.bytes);
    return new MemoryError(
      {
        ...error.shortage,
        parts: { ...inputs, activations },
        advice: 'Take a smaller batch or fewer time steps.',
      },
      { cause: error },
    );
  };
  try {
    const made = make();
    if (!(made instanceof Promise)) return made;
    return made.catch((error: unknown) => {
      throw explained(error);
    }) as T;
  } catch (error) {
    throw explained(error);
  }
}
