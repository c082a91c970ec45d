import { ArgumentError, type Value } from '@sluice/math';

/** The numbers that each activation takes, by the activation's name. */
export interface ActivationParameters {
  readonly linear: never;
  readonly tanh: never;
  readonly sigmoid: never;
  readonly relu: never;
  readonly relu6: never;
  readonly leakyRelu: 'alpha';
  readonly thresholdedRelu: 'alpha';
  readonly hardSigmoid: 'alpha' | 'beta';
  readonly hardTanh: never;
  readonly hardSilu: never;
  readonly hardShrink: 'lambda';
  readonly softShrink: 'lambda';
  readonly tanhShrink: never;
  readonly scaledTanh: 'alpha' | 'beta';
  readonly affine: 'alpha' | 'beta';
  readonly exponential: never;
  readonly elu: 'alpha';
  readonly celu: 'alpha';
  readonly selu: never;
  readonly gelu: never;
  readonly geluTanh: never;
  readonly silu: never;
  readonly mish: never;
  readonly softplus: never;
  readonly softsign: never;
  readonly squareplus: 'b';
  readonly logSigmoid: never;
  readonly softmax: never;
  readonly logSoftmax: never;
}

/** The name of an activation. */
export type ActivationName = keyof ActivationParameters;

/** What one activation computes, and the numbers that it is made with. */
interface Rule<P extends string> {
  readonly defaults: Readonly<Record<P, number>>;
  readonly apply: (x: Value, parameters: Readonly<Record<P, number>>) => Value;
}

const plain = (apply: (x: Value) => Value): Rule<never> => ({ defaults: {}, apply });

const withParameters = <P extends string>(
  defaults: Readonly<Record<P, number>>,
  apply: Rule<P>['apply'],
): Rule<P> => ({ defaults, apply });

const clamp = (x: Value, low: number, high: number): Value => x.maximum(low).minimum(high);
const relu6 = (x: Value): Value => x.relu().minimum(6);
const elu = (x: Value, alpha: number): Value => x.relu().add(x.minimum(0).exp().sub(1).mul(alpha));

const rules: { readonly [N in ActivationName]: Rule<ActivationParameters[N]> } = {
  linear: plain((x) => x),
  tanh: plain((x) => x.tanh()),
  sigmoid: plain((x) => x.sigmoid()),
  relu: plain((x) => x.relu()),
  relu6: plain(relu6),
  leakyRelu: withParameters({ alpha: 0.01 }, (x, { alpha }) => x.relu().add(x.minimum(0).mul(alpha))),
  thresholdedRelu: withParameters({ alpha: 1 }, (x, { alpha }) => x.greater(alpha).select(x, 0)),
  hardSigmoid: withParameters({ alpha: 0.2, beta: 0.5 }, (x, { alpha, beta }) =>
    clamp(x.mul(alpha).add(beta), 0, 1),
  ),
  hardTanh: plain((x) => clamp(x, -1, 1)),
  hardSilu: plain((x) => x.mul(relu6(x.add(3)).mul(1 / 6))),
  hardShrink: withParameters({ lambda: 0.5 }, (x, { lambda }) => x.abs().greater(lambda).select(x, 0)),
  softShrink: withParameters({ lambda: 0.5 }, (x, { lambda }) => x.sub(clamp(x, -lambda, lambda))),
  tanhShrink: plain((x) => x.sub(x.tanh())),
  scaledTanh: withParameters({ alpha: 1, beta: 1 }, (x, { alpha, beta }) => x.mul(beta).tanh().mul(alpha)),
  affine: withParameters({ alpha: 1, beta: 0 }, (x, { alpha, beta }) => x.mul(alpha).add(beta)),
  exponential: plain((x) => x.exp()),
  elu: withParameters({ alpha: 1 }, (x, { alpha }) => elu(x, alpha)),
  celu: withParameters({ alpha: 1 }, (x, { alpha }) =>
    x.relu().add(
      x
        .minimum(0)
        .mul(1 / alpha)
        .exp()
        .sub(1)
        .mul(alpha),
    ),
  ),
  // Klambauer et al., "Self-normalizing neural networks", 2017
  selu: plain((x) => elu(x, 1.6732632423543772).mul(1.0507009873554805)),
  // Hendrycks and Gimpel, "Gaussian error linear units", 2016: x·Φ(x), and its approximation by a tanh
  gelu: plain((x) => x.mul(normalDistribution(x))),
  geluTanh: plain((x) =>
    x.mul(
      x
        .add(x.square().mul(x).mul(0.044715))
        .mul(2 * Math.sqrt(2 / Math.PI))
        .sigmoid(),
    ),
  ),
  silu: plain((x) => x.mul(x.sigmoid())),
  // Misra, "Mish: a self regularized non-monotonic activation function", 2019
  mish: plain((x) => x.mul(x.softplus().tanh())),
  softplus: plain((x) => x.softplus()),
  softsign: plain((x) => x.div(x.abs().add(1))),
  squareplus: withParameters({ b: 4 }, (x, { b }) => x.add(x.square().add(b).sqrt()).mul(0.5)),
  logSigmoid: plain((x) => x.neg().softplus().neg()),
  softmax: plain((x) => x.softmax()),
  logSoftmax: plain((x) => x.logSoftmax()),
};

/**
 * What a layer applies to its sums: a name, or a name with numbers other than the defaults. Plain data.
 *
 * | name | of x |
 * | --- | --- |
 * | `linear` | x |
 * | `tanh`, `sigmoid`, `relu`, `softplus`, `exponential` | tanh x, 1 / (1 + e⁻ˣ), max(x, 0), log(1 + eˣ), eˣ |
 * | `relu6`, `hardTanh` | x kept within 0 and 6, within −1 and 1 |
 * | `leakyRelu` | x, below 0 `alpha`·x (0.01) |
 * | `thresholdedRelu` | x where it is larger than `alpha` (1), else 0 |
 * | `hardSigmoid` | `alpha`·x + `beta` kept within 0 and 1 (0.2, 0.5) |
 * | `hardSilu`, `silu`, `mish` | x · hardSigmoid(x) with a slope of 1/6, x · sigmoid x, x · tanh softplus x |
 * | `hardShrink`, `softShrink` | x where \|x\| is larger than `lambda` (0.5), else 0; the same, and nearer to 0 by `lambda` |
 * | `tanhShrink`, `softsign` | x − tanh x, x / (1 + \|x\|) |
 * | `scaledTanh`, `affine` | `alpha` · tanh(`beta`·x) (1, 1), `alpha`·x + `beta` (1, 0) |
 * | `elu`, `celu`, `selu` | x, below 0 `alpha`·(eˣ − 1), `alpha`·(e^(x / alpha) − 1) (1); ELU scaled to keep variance 1 |
 * | `gelu`, `geluTanh` | x·Φ(x) with the normal distribution Φ, and its approximation by a tanh |
 * | `squareplus`, `logSigmoid` | (x + √(x² + `b`)) / 2 (4), log sigmoid x |
 * | `softmax`, `logSoftmax` | along the last axis |
 */
export type Activation = {
  [N in ActivationName]:
    | N
    | ({ readonly name: N } & {
        readonly [P in ActivationParameters[N]]?: number;
      });
}[ActivationName];

/**
 * Applies an activation.
 *
 * @throws ArgumentError when there is none of this name, or it takes no such number.
 *
 * @example
 * ```ts
 * import { activate } from '@sluice/cell';
 * import { trace } from '@sluice/math';
 * trace((x) => [activate(x!, { name: 'hardSigmoid', alpha: 1 / 6 })], [{ shape: [3], dtype: 'f32' }]);
 * ```
 */
export function activate(x: Value, activation: Activation): Value {
  const { rule, given } = resolve(activation);
  return rule.apply(x, { ...rule.defaults, ...given });
}

/** Throws an ArgumentError unless this is an activation with numbers that it takes. */
export function checkActivation(activation: Activation): void {
  resolve(activation);
}

function resolve(activation: Activation): {
  readonly rule: Rule<string>;
  readonly given: Readonly<Record<string, number>>;
} {
  const { name, ...given } = (typeof activation === 'string' ? { name: activation } : activation) as {
    name: string;
  } & Readonly<Record<string, number>>;
  if (!Object.hasOwn(rules, name)) {
    throw new ArgumentError(`There is no activation '${name}'; there are ${Object.keys(rules).join(', ')}.`);
  }
  const rule = rules[name as ActivationName] as unknown as Rule<string>;
  for (const [parameter, value] of Object.entries(given)) {
    if (Object.hasOwn(rule.defaults, parameter) && Number.isFinite(value)) continue;
    const known = Object.keys(rule.defaults);
    throw new ArgumentError(
      `The activation '${name}' takes ${known.length > 0 ? `finite numbers for ${known.join(' and ')}` : 'no numbers'}, ` +
        `but was given ${parameter}: ${value}.`,
    );
  }
  return { rule, given };
}

/**
 * Φ(x), the distribution function of the normal distribution, to 1e-7: Abramowitz and Stegun, "Handbook of mathematical
 * functions", 1964, formula 7.1.26 for erf(x / √2).
 */
function normalDistribution(x: Value): Value {
  const t = x
    .abs()
    .mul(0.3275911 * Math.SQRT1_2)
    .add(1)
    .reciprocal();
  const polynomial = [-1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce(
    (sum, coefficient) => sum.add(coefficient).mul(t),
    t.mul(1.061405429),
  );
  const tail = polynomial.mul(x.square().mul(-0.5).exp()).mul(0.5);
  return x.less(0).select(tail, tail.neg().add(1));
}
