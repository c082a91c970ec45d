import { checkShape, sizeOf } from '../shape.js';
import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';

/**
 * One number everywhere.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * const forgetBias = initializers.constant(1);
 * forgetBias([4], 0); // Float32Array [1, 1, 1, 1]
 * ```
 */
export function constant(value: number): Initializer {
  checkFinite(value, 'the value', 'constant');
  return (shape) => {
    checkShape(shape, 'constant');
    return new Float32Array(sizeOf(shape)).fill(value);
  };
}
