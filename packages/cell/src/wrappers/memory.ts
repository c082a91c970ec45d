import { ArgumentError, formatShape, ShapeError, type Value, type Values } from '@sluice/math';
import type { StepContext } from '../cell.js';

/** A constant that a cell reads, such as a memory, and that nobody gave. */
export class MissingConstantError extends ArgumentError {
  override name = 'MissingConstantError';
}

/** A memory, and where there is something in it. */
export interface Memory {
  /** `[batch, places, size]`. */
  readonly memory: Value;
  /** i32 `[batch, places]`, 1 where there is something; without it every place counts. */
  readonly mask: Value | undefined;
}

/**
 * The memory among a step's constants.
 *
 * @throws MissingConstantError when there is none, ShapeError when its shape or its mask's is another.
 */
export function memoryOf({ x, constants = {} }: StepContext, size: number): Memory {
  const { memory, memoryMask: mask } = constants as Partial<Values>;
  if (!memory) {
    throw new MissingConstantError(
      `step: attention reads a constant "memory" of f32[batch, places, ${size}], but none came.`,
    );
  }
  const [batch, places] = [x.shape[0]!, memory.shape[1]];
  if (memory.shape.length !== 3 || memory.shape[0] !== batch || memory.shape[2] !== size) {
    throw new ShapeError(
      `step: the constant "memory" must be [${batch}, places, ${size}], but is ${formatShape(memory.shape)}.`,
    );
  }
  if (mask && (mask.shape.length !== 2 || mask.shape[0] !== batch || mask.shape[1] !== places)) {
    throw new ShapeError(
      `step: the constant "memoryMask" must be [${batch}, ${places!}], but is ${formatShape(mask.shape)}.`,
    );
  }
  return { memory, mask };
}

/** What is read where scores `[batch, places]` are high, `[batch, size]`, and the weights of the places. */
export function readMemory({ memory, mask }: Memory, scores: Value): { read: Value; weights: Value } {
  const [batch, places] = scores.shape as [number, number];
  // far below any score, and without the traps of −∞ where a row has no place at all
  const weights = (mask ? mask.select(scores, -1e30) : scores).softmax();
  const read = weights.reshape([batch, 1, places]).matmul(memory);
  return { read: read.reshape([batch, -1]), weights };
}
