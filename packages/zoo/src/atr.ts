import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { startValues, type ZooOptions } from './zoo-options.js';

/** What an addition-subtraction twin-gated cell is made with. */
export interface AtrOptions extends ZooOptions {
  /** Whether p has a bias; false by default, as in the paper. */
  readonly bias?: boolean;
}

/**
 * The addition-subtraction twin-gated cell (ATR): its two gates are the sum and the difference of what the input and the state
 * say.
 *
 * Zhang, Xiong, Su, Lin and Zhang, "Simplifying neural machine translation with addition-subtraction twin-gated recurrent
 * networks", 2018.
 *
 *     p = x·W, with a bias p = x·W + b
 *     q = h·U
 *     i = σ(p + q)                        input gate
 *     f = σ(p − q)                        forget gate
 *     h' = i ⊙ p + f ⊙ h
 *
 * `wx` `[inputSize, hiddenSize]` is W and `wh` `[hiddenSize, hiddenSize]` U.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { atr } from '@sluice/zoo';
 * const cell = atr({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const atr = defineCell({
  kind: 'atr',
  defaults: { bias: false, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<AtrOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      b: bias && { shape: [hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const p = affine(x, wx, b);
    const q = h.matmul(wh);
    const input = p.add(q).sigmoid();
    const forget = p.sub(q).sigmoid();
    const hNext = input.mul(p).add(forget.mul(h));
    return { output: hNext, state: { h: hNext }, gates: { input, forget } };
  },
});
