import { ArgumentError, fill, type Value, type Values } from '@sluice/math';

/** How `clipByGlobalNorm` measures. */
export interface ClipOptions {
  /** The p of the p-norm, greater than 0, or `'inf'` for the largest magnitude; 2 by default. */
  readonly normType?: number | 'inf';
}

/** Gradients that are no longer than they may be. */
export interface ClippedGradients<G extends Values> {
  readonly gradients: G;
  /** The norm of all gradients together before clipping, an f32 scalar. */
  readonly norm: Value;
}

/**
 * Scales all gradients by one factor so that their norm, taken over all of them together, is at most `maxNorm`.
 *
 * Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, with PyTorch's
 * rule: every gradient times `min(1, maxNorm / (norm + 1e-6))`. A NaN anywhere makes the norm and all gradients NaN.
 *
 * @throws ArgumentError when `maxNorm` or `normType` is not greater than 0.
 *
 * @example
 * ```ts
 * import { evaluate, tensor, trace } from '@sluice/math';
 * import { clipByGlobalNorm } from '@sluice/optim';
 * const program = trace(
 *   (wx, wh) => {
 *     const { gradients, norm } = clipByGlobalNorm({ wx, wh }, 1);
 *     return [norm, gradients.wx, gradients.wh];
 *   },
 *   [{ shape: [1], dtype: 'f32' }, { shape: [1], dtype: 'f32' }],
 * );
 * const [norm, wx, wh] = evaluate(program, [tensor([3]), tensor([4])]); // 5, then 0.6 and 0.8
 * ```
 */
export function clipByGlobalNorm<G extends Values>(
  gradients: G,
  maxNorm: number,
  { normType = 2 }: ClipOptions = {},
): ClippedGradients<G> {
  checkPositive('clipByGlobalNorm', 'maxNorm', maxNorm);
  if (normType !== 'inf') checkPositive('clipByGlobalNorm', 'normType', normType);
  const norm = globalNorm(Object.values(gradients), normType);
  const factor = fill([], maxNorm).div(norm.add(1e-6)).minimum(1);
  return { gradients: mapValues(gradients, (gradient) => gradient.mul(factor)), norm };
}

/**
 * Cuts every element of every gradient to the range from −limit to limit.
 *
 * @throws ArgumentError when `limit` is not greater than 0.
 *
 * @example
 * ```ts
 * import { evaluate, tensor, trace } from '@sluice/math';
 * import { clipByValue } from '@sluice/optim';
 * const program = trace((wx) => [clipByValue({ wx }, 1).wx], [{ shape: [3], dtype: 'f32' }]);
 * const [wx] = evaluate(program, [tensor([-3, 0.5, 2])]); // [-1, 0.5, 1]
 * ```
 */
export function clipByValue<G extends Values>(gradients: G, limit: number): G {
  checkPositive('clipByValue', 'limit', limit);
  return mapValues(gradients, (gradient) => gradient.maximum(-limit).minimum(limit));
}

// (Σ |g|ᵖ)^(1/p) over the elements of all gradients; there is no power operation, and |g|ᵖ = exp(p · log |g|)
function globalNorm(gradients: readonly Value[], normType: number | 'inf'): Value {
  const total = (of: (gradient: Value) => Value): Value =>
    gradients.map(of).reduce((sum, part) => sum.add(part), fill([], 0));
  if (normType === 'inf' || normType === Infinity) {
    return gradients.reduce((largest, gradient) => largest.maximum(gradient.abs().max()), fill([], 0));
  }
  if (normType === 1) return total((gradient) => gradient.abs().sum());
  if (normType === 2) return total((gradient) => gradient.square().sum()).sqrt();
  const power = (value: Value, exponent: number): Value => value.log().mul(exponent).exp();
  return power(
    total((gradient) => power(gradient.abs(), normType).sum()),
    1 / normType,
  );
}

const mapValues = <G extends Values>(values: G, f: (value: Value) => Value): G =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, f(value)])) as G;

function checkPositive(of: string, name: string, value: number): void {
  if (!(value > 0)) throw new ArgumentError(`${of}: ${name} must be greater than 0, but got ${value}.`);
}
