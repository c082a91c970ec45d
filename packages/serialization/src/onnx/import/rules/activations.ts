import type { Activation } from '@sluice/cell';
import type { Attributes } from '../attributes.js';

/** Operations of ONNX that are one of our activations. */
export const activations: Readonly<Record<string, (attributes: Attributes) => Activation>> = {
  Tanh: () => 'tanh',
  Sigmoid: () => 'sigmoid',
  Relu: () => 'relu',
  Softplus: () => 'softplus',
  Softsign: () => 'softsign',
  HardSwish: () => 'hardSilu',
  Mish: () => 'mish',
  LeakyRelu: (a) => ({ name: 'leakyRelu', alpha: a.float('alpha', 0.01) }),
  Elu: (a) => ({ name: 'elu', alpha: a.float('alpha', 1) }),
  Celu: (a) => ({ name: 'celu', alpha: a.float('alpha', 1) }),
  ThresholdedRelu: (a) => ({ name: 'thresholdedRelu', alpha: a.float('alpha', 1) }),
  HardSigmoid: (a) => ({ name: 'hardSigmoid', alpha: a.float('alpha', 0.2), beta: a.float('beta', 0.5) }),
  Gelu: (a) => (a.string('approximate', 'none') === 'tanh' ? 'geluTanh' : 'gelu'),
};
