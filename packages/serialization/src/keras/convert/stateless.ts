import { activation, dropout, embedding, layerNorm, linear, masking } from '@sluice/layers';
import { formatShape, tensor, type Tensor } from '@sluice/math';
import { cannotTake } from '../cannot-take.js';
import { describe, type Settings } from '../config/settings.js';
import { wrongWeights } from '../weights/layer-weights.js';
import { activationLayers, toActivation } from './activations.js';
import { bare, type Conversion, type Converted, type Converter, type Flow, type Part } from './converter.js';
import { asF32, checkShape } from './matrices.js';

/** Layers that act on each step by itself. */
export const stateless: ReadonlyMap<string, Converter> = new Map<string, Converter>([
  ['Dense', convertDense],
  ['Embedding', convertEmbedding],
  ['Masking', convertMasking],
  ['LayerNormalization', convertLayerNormalization],
  ['Activation', convertActivation],
  ...[...activationLayers.keys()].map((className): [string, Converter] => [
    className,
    convertActivationLayer,
  ]),
  ['Dropout', convertDropout],
  ...['SpatialDropout1D', 'GaussianDropout', 'GaussianNoise', 'AlphaDropout', 'ActivityRegularization'].map(
    (className): [string, Converter] => [className, convertTrainingOnly],
  ),
  ['InputLayer', ({ flow }) => ({ parts: [], flow, notes: [] })],
  ['Flatten', convertFlatten],
  ['Reshape', convertReshape],
]);

function convertDense({ settings, weights, flow, dialect }: Conversion): Converted {
  if (flow.isTokens) return cannotTake('it reads numbers, but indices come to it');
  const { where } = weights;
  const { kernel, bias } = weights.take(['kernel'], ['bias']);
  const w = asF32(kernel, 'kernel', where)!;
  const b = asF32(bias, 'bias', where);
  const [inputSize = 0, outputSize = 0] = w.shape;
  checkShape(w, [inputSize, outputSize], 'kernel', where);
  if (b) checkShape(b, [outputSize], 'bias', where);
  const units = settings.size('units') ?? outputSize;
  if (units !== outputSize)
    wrongWeights(where, `are for ${outputSize} units, but ${settings.where} has ${units}`);
  if (settings.has('use_bias') && settings.flag('use_bias', true) !== (b !== undefined)) {
    wrongWeights(where, `have ${b ? 'a' : 'no'} bias, though use_bias says otherwise`);
  }
  const own = toActivation(settings.getOr('activation', 'linear'), dialect, settings.where);
  const product: Part = {
    layer: linear(inputSize, outputSize, { bias: b !== undefined }),
    params: b ? { w, b } : { w },
  };
  return {
    parts: own === 'linear' ? [product] : [product, bare(activation(own))],
    flow: { ...flow, features: outputSize },
    notes: [],
  };
}

function convertEmbedding({ settings, weights, flow }: Conversion): Converted {
  if (!flow.isTokens && flow.features !== undefined)
    return cannotTake('it reads indices, but numbers come to it');
  if (!flow.isSequence) return cannotTake('it reads a single index, not a sequence');
  const { where } = weights;
  const weight = asF32(weights.take(['embeddings'])['embeddings'], 'table', where)!;
  const [vocabularySize = 0, size = 0] = weight.shape;
  checkShape(
    weight,
    [settings.size('input_dim') ?? vocabularySize, settings.size('output_dim') ?? size],
    'table',
    where,
  );
  const maskZero = settings.flag('mask_zero', false);
  return {
    parts: [{ layer: embedding(vocabularySize, size, { maskZero }), params: { weight } }],
    flow: { ...flow, features: size, isTokens: false, isMasked: flow.isMasked || maskZero },
    notes: [],
  };
}

function convertMasking({ settings, flow }: Conversion): Converted {
  if (!flow.isSequence) return cannotTake('it masks steps, but only one comes to it');
  const value = settings.number('mask_value', 0);
  if (!Number.isFinite(value)) return cannotTake(`it masks what is ${value}, which is no number`);
  return {
    parts: [bare(masking({ value }))],
    flow: { ...flow, isMasked: true, isMaskStale: false },
    notes: [],
  };
}

function convertLayerNormalization({ settings, weights, flow }: Conversion): Converted {
  if (settings.get('rms_scaling') === true) return cannotTake('its rms_scaling does without the mean');
  const axes = [settings.getOr('axis', -1)].flat(1);
  const isLast = axes.length === 1 && (axes[0] === -1 || axes[0] === lastAxis(flow));
  if (!isLast)
    return cannotTake(`its axis is ${describe(settings.get('axis'))}, but only the last one is taken`);
  const [scaled, centred] = [settings.flag('scale', true), settings.flag('center', true)];
  const names = [...(scaled ? ['gamma'] : []), ...(centred ? ['beta'] : [])];
  const taken = weights.take(names);
  const { where } = weights;
  const [scale, shift] = [asF32(taken['gamma'], 'gamma', where), asF32(taken['beta'], 'beta', where)];
  const size = scale?.shape[0] ?? shift?.shape[0] ?? flow.features;
  if (size === undefined) return cannotTake('it has no weights, so its size is not known');
  for (const [name, weight] of [
    ['gamma', scale],
    ['beta', shift],
  ] as const) {
    if (weight) checkShape(weight, [size], name, where);
  }
  const full = (value: number): Tensor => tensor(new Float32Array(size).fill(value), [size]);
  return {
    parts: [
      {
        layer: layerNorm(size, { epsilon: settings.number('epsilon', 1e-3) }),
        params: { scale: scale ?? full(1), shift: shift ?? full(0) },
      },
    ],
    flow: { ...flow, features: size },
    notes:
      scale && shift
        ? []
        : [`${scale ? 'no shift' : 'no scale'} in the file: ${scale ? 'zeros' : 'ones'} in its place`],
  };
}

function convertActivation({ settings, flow, dialect }: Conversion): Converted {
  const own = toActivation(settings.getOr('activation', 'linear'), dialect, settings.where);
  return { parts: own === 'linear' ? [] : [bare(activation(own))], flow, notes: [] };
}

function convertActivationLayer({ className, settings, flow }: Conversion): Converted {
  if (className === 'Softmax') checkSoftmax(settings, flow);
  return { parts: [bare(activation(activationLayers.get(className)!(settings)))], flow, notes: [] };
}

function checkSoftmax(settings: Settings, flow: Flow): void {
  if (flow.isMasked) cannotTake('it is given the mask, which changes what it does');
  const axis = settings.getOr('axis', -1);
  if (axis !== -1 && axis !== lastAxis(flow)) {
    cannotTake(`its axis is ${describe(axis)}, but only the last one is taken`);
  }
}

/** The number of the axis of features, the batch being 0. */
const lastAxis = ({ isSequence }: Flow): number => (isSequence ? 2 : 1);

function convertDropout({ settings, flow }: Conversion): Converted {
  const rate = settings.number('rate', 0);
  const noiseShape = settings.get('noise_shape') ?? null;
  if (!(rate >= 0 && rate < 1) || noiseShape !== null) {
    return {
      parts: [],
      flow,
      notes: [`dropout ${rate} with a noise_shape or of all acts only in training, and is left out`],
    };
  }
  return { parts: [bare(dropout(rate))], flow, notes: [] };
}

function convertTrainingOnly({ className, flow }: Conversion): Converted {
  return { parts: [], flow, notes: [`${className} acts only in training, and is left out`] };
}

function convertFlatten({ flow }: Conversion): Converted {
  return flow.isSequence ? cannotTake('it puts all steps into one row') : { parts: [], flow, notes: [] };
}

/** Only a shape that is there already is taken. */
function convertReshape({ settings, flow }: Conversion): Converted {
  const target = settings.list('target_shape');
  const { features } = flow;
  const isSame =
    features !== undefined &&
    !flow.isTokens &&
    !flow.isMasked &&
    target.at(-1) === features &&
    target.length === (flow.isSequence ? 2 : 1) &&
    (!flow.isSequence || target[0] === -1);
  return isSame
    ? { parts: [], flow, notes: [] }
    : cannotTake(`it changes the shape to ${formatShape(target as number[])}`);
}
