import { defineCell } from '@sluice/cell';
import { initializers } from '@sluice/math';
import { mix } from './equations.js';
import { biases, forgets, startValues, type BiasOptions } from './zoo-options.js';

/** What a simple recurrent unit is made with. */
export interface SruOptions extends BiasOptions {
  /** The reset gate's bias at the start, unless `initial` says another, which α makes up for; 0 by default. */
  readonly highwayBias?: number;
}

/**
 * The simple recurrent unit (SRU): a light recurrence, with a highway for the input around it.
 *
 * Lei, Zhang, Wang, Dai and Artzi, "Simple recurrent units for highly parallelizable recurrence", 2018.
 *
 *     f = σ(x·W_f + v_f ⊙ c + b_f)        forget gate
 *     c' = f ⊙ c + (1 − f) ⊙ (x·W)
 *     r = σ(x·W_r + v_r ⊙ c + b_r)        reset gate, which sees the memory before the step
 *     h = r ⊙ c' + (1 − r) ⊙ x · α        with α = √(1 + 2·exp(highwayBias))
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W_f, W and W_r; `v` `[2·hiddenSize]` and `b` are in the order f, r. An input of another
 * size than `hiddenSize` is projected to it on the highway, by `wp`. No product is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { sru } from '@sluice/zoo';
 * const cell = sru({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const sru = defineCell({
  kind: 'sru',
  defaults: { bias: true, highwayBias: 0, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ c: [hiddenSize] }),
  params: (options: Required<SruOptions>) => {
    const { inputSize, hiddenSize, bias, highwayBias } = options;
    const bound = Math.sqrt(1.5);
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: startValues(options, 3).input },
      wp: inputSize !== hiddenSize && {
        shape: [inputSize, hiddenSize],
        initial: startValues(options, 1).input,
      },
      v: { shape: [2 * hiddenSize], initial: initializers.uniform(-bound, bound) },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, forgets(), { bias: highwayBias }) },
    };
  },
  step({ x, state: { c }, params: { wx, wp, v, b }, options: { highwayBias } }) {
    const [xf, content, xr] = x.matmul(wx).split(3);
    const [vf, vr] = v.split(2);
    const [bf, br] = b ? b.split(2) : [0, 0];
    const forget = xf.add(bf).add(c.mul(vf)).sigmoid();
    const cNext = mix(forget, c, content);
    const reset = xr.add(br).add(c.mul(vr)).sigmoid();
    const highway = (wp ? x.matmul(wp) : x).mul(Math.sqrt(1 + 2 * Math.exp(highwayBias)));
    return {
      output: mix(reset, cNext, highway),
      state: { c: cNext },
      gates: { content, forget, reset },
    };
  },
});
