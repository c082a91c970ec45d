import type { FunctionBuilder } from '../assembler/index.js';

/** What the engine that will run the code can do. */
export interface VectorMath {
  /** Whether to contract `a · b + c` to `f32x4.relaxed_madd`. Faster; the last bit then depends on the machine. */
  readonly relaxed: boolean;
}

/** Emits, inline, a function of the four floats on top of the stack that leaves its four results there. */
export type VectorFunction = (f: FunctionBuilder, math: VectorMath) => void;
