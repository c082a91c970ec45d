import { defineCell } from '@sluice/cell';
import { ArgumentError, concat } from '@sluice/math';
import { startValues, type ZooOptions } from './zoo-options.js';

/** What a structurally constrained cell is made with. */
export interface ScrnOptions extends ZooOptions {
  /** Size of the slow context; 0, the default, makes it as large as `hiddenSize`. */
  readonly contextSize?: number;
  /** How much of the context is left after a step, from 0 to 1; 0.95 by default. */
  readonly alpha?: number;
}

/**
 * The structurally constrained cell (SCRN): beside its quick state it has a context that changes slowly.
 *
 * Mikolov, Joulin, Chopra, Mathieu and Ranzato, "Learning longer memory in recurrent neural networks", 2015.
 *
 *     s' = (1 − α)·(x·B) + α·s          context
 *     h' = σ(s'·P + x·A + h·R)
 *
 * The output is h' with s' behind it, `hiddenSize + contextSize` numbers: a linear layer that follows sees both, as the
 * paper's does. `wxs` `[inputSize, contextSize]` is B, `wsh` `[contextSize, hiddenSize]` P, `wxh` `[inputSize, hiddenSize]` A
 * and `whh` `[hiddenSize, hiddenSize]` R.
 *
 * @throws ArgumentError when a size is not a positive integer, α is not from 0 to 1, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { scrn } from '@sluice/zoo';
 * const cell = scrn({ inputSize: 64, hiddenSize: 100, contextSize: 40 });
 * ```
 */
export const scrn = defineCell({
  kind: 'scrn',
  defaults: { contextSize: 0, alpha: 0.95, initial: 'glorot' },
  validate({ alpha }: Required<ScrnOptions>) {
    if (alpha >= 0 && alpha <= 1) return;
    throw new ArgumentError(`alpha must be a number from 0 to 1, but is ${alpha}.`);
  },
  state: ({ hiddenSize, contextSize }) => ({ h: [hiddenSize], s: [contextSize || hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize } = options;
    const contextSize = options.contextSize || hiddenSize;
    const { input, recurrent } = startValues(options, 1);
    return {
      wxs: { shape: [inputSize, contextSize], initial: input },
      wsh: { shape: [contextSize, hiddenSize], initial: input },
      wxh: { shape: [inputSize, hiddenSize], initial: input },
      whh: { shape: [hiddenSize, hiddenSize], initial: recurrent },
    };
  },
  step({ x, state: { h, s }, params: { wxs, wsh, wxh, whh }, options: { alpha } }) {
    const sNext = x
      .matmul(wxs)
      .mul(1 - alpha)
      .add(s.mul(alpha));
    const hNext = sNext.matmul(wsh).add(x.matmul(wxh)).add(h.matmul(whh)).sigmoid();
    return { output: concat([hNext, sNext]), state: { h: hNext, s: sNext } };
  },
});
