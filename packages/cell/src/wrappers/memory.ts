import type { Value } from '@sluice/math';
import type { ConstantSpecs, StepContext } from '../cell.js';

/** A memory, and where there is something in it. */
export interface Memory {
  /** `[batch, places, size]`. */
  readonly memory: Value;
  /** i32 `[batch, places]`, 1 where there is something; without it every place counts. */
  readonly mask: Value | undefined;
}

/** The constants that attention over a memory of so large places reads. */
export const memoryConstants = (size: number): ConstantSpecs => ({
  memory: { shape: ['places', size], dtype: 'f32' },
  memoryMask: { shape: ['places'], dtype: 'i32', optional: true },
});

/** The memory among a step's constants, which have been checked. */
export const memoryOf = ({ constants }: Pick<StepContext, 'constants'>): Memory => ({
  memory: constants!['memory']!,
  mask: constants!['memoryMask'],
});

/** What is read where scores `[batch, places]` are high, `[batch, size]`, and the weights of the places. */
export function readMemory({ memory, mask }: Memory, scores: Value): { read: Value; weights: Value } {
  const [batch, places] = scores.shape as [number, number];
  // far below any score, and without the traps of −∞ where a row has no place at all
  const weights = (mask ? mask.select(scores, -1e30) : scores).softmax();
  const read = weights.reshape([batch, 1, places]).matmul(memory);
  return { read: read.reshape([batch, -1]), weights };
}
