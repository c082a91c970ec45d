import type { Activation, ActivationName } from '@sluice/cell';

/** An activation as a recurrent node names it, and its numbers in the order in which the node takes them. */
export interface NodeActivation {
  readonly name: string;
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
}

type Parameters = Readonly<Record<string, number>>;

/** The activations that recurrent nodes have; a number that is not given has the default that it has in Sluice. */
const nodeActivations: Partial<Record<ActivationName, (given: Parameters) => NodeActivation>> = {
  linear: () => ({ name: 'Affine', alpha: 1, beta: 0 }),
  tanh: () => ({ name: 'Tanh' }),
  sigmoid: () => ({ name: 'Sigmoid' }),
  relu: () => ({ name: 'Relu' }),
  softplus: () => ({ name: 'Softplus' }),
  softsign: () => ({ name: 'Softsign' }),
  leakyRelu: ({ alpha = 0.01 }) => ({ name: 'LeakyRelu', alpha }),
  thresholdedRelu: ({ alpha = 1 }) => ({ name: 'ThresholdedRelu', alpha }),
  elu: ({ alpha = 1 }) => ({ name: 'Elu', alpha }),
  hardSigmoid: ({ alpha = 0.2, beta = 0.5 }) => ({ name: 'HardSigmoid', alpha, beta }),
  scaledTanh: ({ alpha = 1, beta = 1 }) => ({ name: 'ScaledTanh', alpha, beta }),
  affine: ({ alpha = 1, beta = 0 }) => ({ name: 'Affine', alpha, beta }),
};

/** What a recurrent node calls an activation; undefined where it has none that does the same. */
export function nodeActivation(activation: Activation): NodeActivation | undefined {
  const { name, ...given } = typeof activation === 'string' ? { name: activation } : activation;
  return nodeActivations[name]?.(given);
}
