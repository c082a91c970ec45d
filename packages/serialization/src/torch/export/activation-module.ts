import type { Activation, ActivationName } from '@sluice/cell';
import { pythonCall, refuse, type Source } from './converted.js';

type Numbers = Readonly<Record<string, number>>;

/** Makes the code of a module from the numbers of an activation; undefined where PyTorch has none for them. */
type Rule = string | ((numbers: Numbers) => string | undefined);

const modules: { readonly [N in ActivationName]: Rule } = {
  linear: 'nn.Identity()',
  tanh: 'nn.Tanh()',
  sigmoid: 'nn.Sigmoid()',
  relu: 'nn.ReLU()',
  relu6: 'nn.ReLU6()',
  leakyRelu: ({ alpha = 0.01 }) => pythonCall('nn.LeakyReLU', [alpha]),
  thresholdedRelu: ({ alpha = 1 }) => pythonCall('nn.Threshold', [alpha, 0]),
  // PyTorch's has the slope of 1/6 that Keras 3 has, and no other
  hardSigmoid: ({ alpha = 0.2, beta = 0.5 }) =>
    Math.fround(alpha) === Math.fround(1 / 6) && beta === 0.5 ? 'nn.Hardsigmoid()' : undefined,
  hardTanh: 'nn.Hardtanh()',
  hardSilu: 'nn.Hardswish()',
  hardShrink: ({ lambda = 0.5 }) => pythonCall('nn.Hardshrink', [lambda]),
  softShrink: ({ lambda = 0.5 }) => pythonCall('nn.Softshrink', [lambda]),
  tanhShrink: 'nn.Tanhshrink()',
  scaledTanh: () => undefined,
  affine: () => undefined,
  exponential: () => undefined,
  elu: ({ alpha = 1 }) => pythonCall('nn.ELU', [alpha]),
  celu: ({ alpha = 1 }) => pythonCall('nn.CELU', [alpha]),
  selu: 'nn.SELU()',
  gelu: 'nn.GELU()',
  geluTanh: "nn.GELU(approximate='tanh')",
  silu: 'nn.SiLU()',
  mish: 'nn.Mish()',
  softplus: 'nn.Softplus()',
  softsign: 'nn.Softsign()',
  squareplus: () => undefined,
  logSigmoid: 'nn.LogSigmoid()',
  softmax: 'nn.Softmax(-1)',
  logSoftmax: 'nn.LogSoftmax(-1)',
};

/** The module that applies an activation. */
export function activationModule(source: Source, activation: Activation): string {
  const { name, ...numbers } = (typeof activation === 'string' ? { name: activation } : activation) as {
    readonly name: ActivationName;
  } & Numbers;
  const rule = modules[name];
  const module = typeof rule === 'string' ? rule : rule(numbers);
  return (
    module ??
    refuse(
      source,
      `the activation ${JSON.stringify(activation)}`,
      'leave it out, and apply it in your own code there',
    )
  );
}
