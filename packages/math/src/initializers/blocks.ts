import { ArgumentError, ShapeError } from '../errors.js';
import { formatShape, resolveAxis, sizeOf, type Shape } from '../shape.js';
import { checkCount } from './check.js';
import { childSeed } from './draw.js';
import type { Initializer } from './initializer.js';

/**
 * Cuts an axis into equal blocks and fills each by itself, as for gates that are stacked in one matrix.
 *
 * @param count - number of blocks.
 * @param initial - what fills each block; a list has one initializer for each.
 * @param axis - the axis that is cut, by default the last.
 * @throws ArgumentError when a list does not have `count` initializers; when used, ShapeError unless the blocks make up
 * the axis.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * const { blocks, constant, orthogonal, zeros } = initializers;
 * const recurrent = blocks(4, orthogonal()); // [hidden, 4 · hidden]: four orthogonal matrices
 * const bias = blocks(4, [zeros(), constant(1), zeros(), zeros()]); // [4 · hidden]: a forget bias of 1
 * ```
 */
export function blocks(count: number, initial: Initializer | readonly Initializer[], axis = -1): Initializer {
  checkCount(count, 'the number of blocks', 'blocks');
  const fillers = typeof initial === 'function' ? new Array<Initializer>(count).fill(initial) : initial;
  if (fillers.length !== count) {
    throw new ArgumentError(
      `blocks: ${count} blocks need ${count} initializers, but ${fillers.length} came.`,
    );
  }
  return (shape, seed) => {
    const along = resolveAxis(axis, shape.length, 'blocks');
    const blockShape = shape.map((extent, i) => (i === along ? extent / count : extent));
    if (!Number.isInteger(blockShape[along])) {
      throw new ShapeError(
        `blocks: axis ${along} of shape ${formatShape(shape)} does not fall into ${count} equal blocks.`,
      );
    }
    return interleave(
      fillers.map((fill, block) => fill(blockShape, childSeed(seed, block))),
      blockShape,
      along,
    );
  };
}

/** Puts blocks of one shape side by side along an axis. */
function interleave(parts: readonly Float32Array[], shape: Shape, axis: number): Float32Array {
  const run = sizeOf(shape.slice(axis));
  const numbers = new Float32Array(parts.length * sizeOf(shape));
  for (let start = 0, to = 0; to < numbers.length; start += run) {
    for (const part of parts) {
      numbers.set(part.subarray(start, start + run), to);
      to += run;
    }
  }
  return numbers;
}
