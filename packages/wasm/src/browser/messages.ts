import type { DType, MemoryShortage, MemoryUse, Program, Shape } from '@sluice/math';
import type { CompileOptions } from '../compile.js';

/** What a worker is told. */
export type Request =
  | {
      readonly kind: 'compile';
      readonly program: Program;
      readonly options: CompileOptions;
      /** Whether the memory is shared with who asks. */
      readonly shared: boolean;
    }
  | {
      readonly kind: 'run';
      /** Inputs that have been written since the last run, where the memory is not shared. */
      readonly written: readonly (readonly [input: number, data: ArrayLike<number>])[];
    };

/** What a worker answers. */
export type Reply =
  | {
      readonly kind: 'compiled';
      /** The memory, if it is shared. */
      readonly memory?: WebAssembly.Memory;
      readonly inputs: readonly Place[];
      readonly outputs: readonly Place[];
      /** What it takes up. */
      readonly use: MemoryUse;
    }
  | {
      readonly kind: 'done';
      /** What came out, where the memory is not shared. */
      readonly outputs: readonly (Float32Array | Int32Array)[];
    }
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly message: string;
      /** What a MemoryError says. */
      readonly shortage?: MemoryShortage;
    };

/** Where a tensor lies in a memory. */
export interface Place {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Byte address. */
  readonly address: number;
}
