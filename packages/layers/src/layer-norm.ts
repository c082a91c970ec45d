import { defineCell, normalised, type Cell } from '@sluice/cell';
import { initializers } from '@sluice/math';

/** What a layer norm is made with beside its size. */
export interface LayerNormOptions {
  /** Added to the variance, so that a constant input is no division by zero; 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Gives each row mean 0 and variance 1, then a trained scale and shift.
 *
 * Ba, Kiros and Hinton, "Layer normalization", 2016.
 *
 *     y = (x − mean x) / √(var x + ε) ⊙ scale + shift
 *
 * @example
 * ```ts
 * import { layerNorm } from '@sluice/layers';
 * const layer = layerNorm(128);
 * ```
 */
export const layerNorm = (size: number, { epsilon = 1e-5 }: LayerNormOptions = {}): Cell<never> =>
  define({ size, epsilon });

const define = defineCell({
  kind: 'layerNorm',
  input: ({ size }) => ({ shape: [size], dtype: 'f32' }),
  state: () => ({}),
  params: ({ size }: { size: number; epsilon: number }) => ({
    scale: { shape: [size], initial: initializers.constant(1) },
    shift: { shape: [size], initial: initializers.zeros() },
  }),
  step({ x, params: { scale, shift }, options: { epsilon } }) {
    return { output: normalised(x, epsilon).mul(scale).add(shift), state: {} };
  },
});
