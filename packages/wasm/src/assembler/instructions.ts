import type { Instruction } from './instruction.js';
import { f32, i32 } from './scalar-instructions.js';
import { f32x4, f64x2, i32x4, i8x16, v128 } from './simd-instructions.js';
import { bulkMemory } from './memory-instructions.js';

/** Every instruction that is emitted by name. Control flow and locals, which need more than a name, are not here. */
export const instructions = {
  i32,
  f32,
  v128,
  i8x16,
  i32x4,
  f32x4,
  f64x2,
  memory: bulkMemory,
} as const satisfies Record<string, Record<string, Instruction>>;

export type Namespace = keyof typeof instructions;
