import { defineCell, type Cell } from '@sluice/cell';
import { initializers } from '@sluice/math';

export interface LinearOptions {
  /** Whether to add a bias; true by default. */
  readonly bias?: boolean;
}

/**
 * A matrix product and a bias: `y = x·w + b`, `[batch, inputSize]` to `[batch, outputSize]`.
 *
 * @example
 * ```ts
 * import { linear } from '@sluice/layers';
 * const layer = linear(128, 65);
 * ```
 */
export const linear = (
  inputSize: number,
  outputSize: number,
  { bias = true }: LinearOptions = {},
): Cell<never> => define({ inputSize, outputSize, bias });

const define = defineCell({
  kind: 'linear',
  state: () => ({}),
  params: (options: { inputSize: number; outputSize: number; bias: boolean }) => ({
    w: { shape: [options.inputSize, options.outputSize], initial: initializers.glorotUniform() },
    b: options.bias && { shape: [options.outputSize], initial: initializers.zeros() },
  }),
  step({ x, params: { w, b } }) {
    const product = x.matmul(w);
    return { output: b ? product.add(b) : product, state: {} };
  },
});
