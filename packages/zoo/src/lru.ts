import { defineCell, type SizeOptions } from '@sluice/cell';
import { ArgumentError, initializers } from '@sluice/math';
import { checkPositive, drawn } from './zoo-options.js';

/** What a linear recurrent unit is made with. */
export interface LruOptions extends SizeOptions {
  /** Number of complex numbers in the state; 0, the default, makes it as large as `hiddenSize`. */
  readonly stateSize?: number;
  /** The smallest |λ| at the start; 0.9 by default, as for the paper's longest sequences. */
  readonly innerRadius?: number;
  /** The largest |λ| at the start, below 1; 0.999 by default. */
  readonly outerRadius?: number;
  /** The largest angle of λ at the start; 2π by default. */
  readonly maxPhase?: number;
}

/**
 * The linear recurrent unit (LRU): a state of complex numbers, each of which turns and fades by itself.
 *
 * Orvieto, Smith, Gu, Fernando, Gulcehre, Pascanu and De, "Resurrecting recurrent neural networks for long sequences", 2023.
 *
 *     λ = exp(−eᵛ + i·eᶿ)                       |λ| < 1 whatever ν is
 *     γ = eᵍ · √(1 − |λ|²)                      keeps the state's size the same for every λ
 *     s' = λ ⊙ s + γ ⊙ (x·B)
 *     y = Re(s'·C) + x·D
 *
 * s is held as its real part `re` and its imaginary part `im`. `nu`, `theta` and `gamma` `[stateSize]` are ν, θ and g; at the
 * start λ is spread evenly over a ring, and g is 0, where the paper trains log γ from the same start. `wb`
 * `[inputSize, 2·stateSize]` holds the real and the imaginary part of B side by side, `wc` `[2·stateSize, hiddenSize]` those
 * of C one below the other, and `wd` `[inputSize, hiddenSize]` is D. No product with a weight is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, the radii are no ring within the unit circle, or the largest
 * angle is not positive.
 *
 * @example
 * ```ts
 * import { lru } from '@sluice/zoo';
 * const cell = lru({ inputSize: 64, hiddenSize: 128, stateSize: 256 });
 * ```
 */
export const lru = defineCell({
  kind: 'lru',
  defaults: { stateSize: 0, innerRadius: 0.9, outerRadius: 0.999, maxPhase: 2 * Math.PI },
  validate({ innerRadius, outerRadius, maxPhase }: Required<LruOptions>) {
    checkPositive('maxPhase', maxPhase);
    if (innerRadius >= 0 && innerRadius < outerRadius && outerRadius < 1) return;
    throw new ArgumentError(
      `innerRadius and outerRadius must be numbers of which 0 ≤ innerRadius < outerRadius < 1 is true, but are ${innerRadius} ` +
        `and ${outerRadius}.`,
    );
  },
  state: ({ hiddenSize, stateSize }) => ({ re: [stateSize || hiddenSize], im: [stateSize || hiddenSize] }),
  params: ({ inputSize, hiddenSize, innerRadius, outerRadius, maxPhase, ...options }) => {
    const stateSize = options.stateSize || hiddenSize;
    // of a point that is anywhere in the ring with the same probability, the square of the radius is spread evenly
    const square = (u: number): number => innerRadius ** 2 + u * (outerRadius ** 2 - innerRadius ** 2);
    return {
      nu: { shape: [stateSize], initial: drawn((u) => Math.log(-0.5 * Math.log(square(u)))) },
      theta: { shape: [stateSize], initial: drawn((u) => Math.log(maxPhase * u)) },
      gamma: { shape: [stateSize], initial: initializers.zeros() },
      wb: { shape: [inputSize, 2 * stateSize], initial: initializers.normal(0, (2 * inputSize) ** -0.5) },
      wc: { shape: [2 * stateSize, hiddenSize], initial: initializers.normal(0, stateSize ** -0.5) },
      wd: { shape: [inputSize, hiddenSize], initial: initializers.normal(0, inputSize ** -0.5) },
    };
  },
  step({ x, state: { re, im }, params: { nu, theta, gamma, wb, wc, wd } }) {
    const [decay, angle] = [nu.exp(), theta.exp()];
    const radius = decay.neg().exp();
    const [lambdaRe, lambdaIm] = [radius.mul(angle.cos()), radius.mul(angle.sin())];
    // 1 − exp(−2a) = 2·tanh a / (1 + tanh a), without the loss of digits where a is small
    const t = decay.tanh();
    const scale = gamma.exp().mul(t.mul(2).div(t.add(1)).sqrt());

    const [bRe, bIm] = x.matmul(wb).split(2);
    const reNext = re.mul(lambdaRe).sub(im.mul(lambdaIm)).add(bRe.mul(scale));
    const imNext = re.mul(lambdaIm).add(im.mul(lambdaRe)).add(bIm.mul(scale));
    const [cRe, cIm] = wc.split(2, 0);
    const output = reNext.matmul(cRe).sub(imNext.matmul(cIm)).add(x.matmul(wd));
    return { output, state: { re: reNext, im: imNext } };
  },
});
