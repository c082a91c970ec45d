import type { Activation, ActivationName } from '@sluice/cell';
import { cannotSay, type PartDescription } from './describe.js';

/** Names of Keras 3 for activations that take no numbers. */
const plainNames: Partial<Record<ActivationName, string>> = {
  linear: 'linear',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  softplus: 'softplus',
  softsign: 'softsign',
  exponential: 'exponential',
  gelu: 'gelu',
  silu: 'silu',
  mish: 'mish',
  hardSilu: 'hard_silu',
  hardTanh: 'hard_tanh',
  logSigmoid: 'log_sigmoid',
  tanhShrink: 'tanh_shrink',
  softmax: 'softmax',
  logSoftmax: 'log_softmax',
};

/** Names that stand for certain numbers in Keras 3, and the numbers that Sluice takes where none are given. */
const numberedNames: Partial<
  Record<
    ActivationName,
    { name: string; defaults: Readonly<Record<string, number>>; theirs: Readonly<Record<string, number>> }
  >
> = {
  leakyRelu: { name: 'leaky_relu', defaults: { alpha: 0.01 }, theirs: { alpha: 0.2 } },
  elu: { name: 'elu', defaults: { alpha: 1 }, theirs: { alpha: 1 } },
  celu: { name: 'celu', defaults: { alpha: 1 }, theirs: { alpha: 1 } },
  softShrink: { name: 'soft_shrink', defaults: { lambda: 0.5 }, theirs: { lambda: 0.5 } },
  hardShrink: { name: 'hard_shrink', defaults: { lambda: 0.5 }, theirs: { lambda: 0.5 } },
  squareplus: { name: 'squareplus', defaults: { b: 4 }, theirs: { b: 4 } },
  hardSigmoid: {
    name: 'hard_sigmoid',
    defaults: { alpha: 0.2, beta: 0.5 },
    theirs: { alpha: 1 / 6, beta: 0.5 },
  },
};

/** An activation's name, and its numbers where it has some. */
export function numbersOf(activation: Activation): {
  name: ActivationName;
  given: Readonly<Record<string, number>>;
} {
  if (typeof activation === 'string') return { name: activation, given: {} };
  const { name, ...given } = activation;
  return { name, given };
}

/** Keras' name of an activation; undefined where it has none for these numbers. */
export function kerasName(activation: Activation): string | undefined {
  const { name, given } = numbersOf(activation);
  const plain = plainNames[name];
  if (plain !== undefined) return plain;
  const numbered = numberedNames[name];
  const isTheirs =
    numbered &&
    Object.entries(numbered.theirs).every(
      ([key, value]) => Math.abs((given[key] ?? numbered.defaults[key]!) - value) < 1e-9,
    );
  return isTheirs ? numbered.name : undefined;
}

/** Keras' name of the activation that an option holds. */
export function namedOption(part: PartDescription, option: string): string {
  const activation = part.options[option] as Activation;
  return (
    kerasName(activation) ??
    cannotSay(part, `${option} is ${describeActivation(activation)}, for which Keras has no name`)
  );
}

/** An activation in a message: `leakyRelu with alpha 0.3`. */
export function describeActivation(activation: Activation): string {
  const { name, given } = numbersOf(activation);
  const numbers = Object.entries({ ...numberedNames[name]?.defaults, ...given }).map(
    ([key, value]) => `${key} ${value}`,
  );
  return numbers.length === 0 ? name : `${name} with ${numbers.join(' and ')}`;
}
