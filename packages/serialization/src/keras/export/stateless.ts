import type { Activation } from '@sluice/cell';
import { describeActivation, kerasName, numbersOf } from './activation.js';
import { cannotSay, type PartDescription } from './describe.js';
import { withoutWeights, type KerasLayer } from './keras-layer.js';

/** What becomes of a layer that acts on each step by itself. */
export interface Stateless {
  readonly layer: KerasLayer;
  /** Size of what it gives, where it is another one. */
  readonly features?: number;
  /** Whether it gives a mask. */
  readonly masks?: boolean;
}

/** Says such a layer in Keras' words; `features` is the size of what comes to it. */
type Write = (part: PartDescription, features: number | undefined) => Stateless;

/** Layers that act on each step by itself, by their kinds. */
export const stateless: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['linear', writeLinear],
  ['embedding', writeEmbedding],
  ['layerNorm', writeLayerNorm],
  ['activation', (part, features) => ({ layer: activationLayer(part, features) })],
  [
    'masking',
    ({ options }, features) => ({
      layer: withoutWeights('Masking', features, { mask_value: options['value'] }),
      masks: true,
    }),
  ],
  [
    'dropout',
    ({ options }, features) => ({
      layer: withoutWeights('Dropout', features, { rate: options['rate'], seed: null, noise_shape: null }),
    }),
  ],
]);

function writeLinear({ options, params }: PartDescription): Stateless {
  const { inputSize, outputSize } = options as { inputSize: number; outputSize: number };
  const { w, b } = params;
  return {
    layer: {
      className: 'Dense',
      config: { units: outputSize, activation: 'linear', use_bias: b !== undefined },
      weights: b ? [w!, b] : [w!],
      features: inputSize,
    },
    features: outputSize,
  };
}

function writeEmbedding({ options, params }: PartDescription): Stateless {
  const { vocabularySize, size, maskZero } = options as {
    vocabularySize: number;
    size: number;
    maskZero: boolean;
  };
  return {
    layer: {
      className: 'Embedding',
      config: { input_dim: vocabularySize, output_dim: size, mask_zero: maskZero },
      weights: [params['weight']!],
      features: undefined,
    },
    features: size,
    masks: maskZero,
  };
}

function writeLayerNorm({ options, params }: PartDescription, features: number | undefined): Stateless {
  const { scale, shift } = params;
  return {
    layer: {
      className: 'LayerNormalization',
      config: { axis: -1, epsilon: options['epsilon'], center: true, scale: true },
      weights: [scale!, shift!],
      features,
    },
  };
}

/** An activation by its name, or as a layer that takes numbers. */
function activationLayer(part: PartDescription, features: number | undefined): KerasLayer {
  const activation = part.options['activation'] as Activation;
  const name = kerasName(activation);
  if (name !== undefined) return withoutWeights('Activation', features, { activation: name });
  const { name: own, given } = numbersOf(activation);
  if (own === 'leakyRelu') {
    return withoutWeights('LeakyReLU', features, { negative_slope: given['alpha'] ?? 0.01 });
  }
  if (own === 'elu') return withoutWeights('ELU', features, { alpha: given['alpha'] ?? 1 });
  if (own === 'thresholdedRelu') {
    const threshold = given['alpha'] ?? 1;
    if (threshold < 0) cannotSay(part, `thresholdedRelu has alpha ${threshold}, but Keras wants 0 or more`);
    return withoutWeights('ReLU', features, { max_value: null, negative_slope: 0, threshold });
  }
  return cannotSay(part, `activation is ${describeActivation(activation)}, which Keras does not have`);
}
