import type { Activation, ActivationName } from '@sluice/cell';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';

/** What an activation of ONNX is here, and the numbers that it takes: undefined where ONNX gives them no default. */
interface Known {
  readonly name: ActivationName;
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  /** Which of the two it takes at all. */
  readonly takes: readonly ('alpha' | 'beta')[];
}

const plain = (name: ActivationName): Known => ({ name, takes: [] });

const activations: ReadonlyMap<string, Known> = new Map([
  ['relu', plain('relu')],
  ['tanh', plain('tanh')],
  ['sigmoid', plain('sigmoid')],
  ['softsign', plain('softsign')],
  ['softplus', plain('softplus')],
  ['leakyrelu', { name: 'leakyRelu', alpha: 0.01, takes: ['alpha'] }],
  ['thresholdedrelu', { name: 'thresholdedRelu', alpha: 1, takes: ['alpha'] }],
  ['elu', { name: 'elu', alpha: 1, takes: ['alpha'] }],
  ['hardsigmoid', { name: 'hardSigmoid', alpha: 0.2, beta: 0.5, takes: ['alpha', 'beta'] }],
  ['affine', { name: 'affine', takes: ['alpha', 'beta'] }],
  ['scaledtanh', { name: 'scaledTanh', takes: ['alpha', 'beta'] }],
]);

/** The attributes that say what a recurrent node applies. */
export interface ActivationAttributes {
  readonly names: readonly string[];
  readonly alphas: readonly number[];
  readonly betas: readonly number[];
}

/**
 * Reads the activations of a recurrent node, in order. Each takes the next alpha and the next beta if it takes any, as ONNX
 * Runtime does it; names count in whatever case.
 */
export function readActivations({ names, alphas, betas }: ActivationAttributes): Activation[] {
  const left = { alpha: [...alphas], beta: [...betas] };
  return names.map((given) => {
    const found = activations.get(given.toLowerCase());
    if (!found) throw new FormatError(`It applies ${quote(given)}, which is no activation of ONNX.`);
    const numbers = found.takes.map((parameter) => {
      const value = left[parameter].shift() ?? found[parameter];
      if (value === undefined) {
        throw new FormatError(`Its activation_${parameter} is missing, and ${given} has no default for it.`);
      }
      return [parameter, value] as const;
    });
    if (numbers.length === 0) return found.name;
    return { name: found.name, ...Object.fromEntries(numbers) } as Activation;
  });
}
