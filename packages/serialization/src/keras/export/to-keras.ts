import type { SequenceLayer } from '@sluice/cell';
import type { Tensor } from '@sluice/math';
import { writeHdf5, type NewDataset, type NewGroup } from '../../hdf5/index.js';
import { encodeUtf8 } from '../../text.js';
import { writeZip } from '../../zip.js';
import { toSnakeCase } from '../weights/tree.js';
import { checkParams } from './describe.js';
import type { KerasLayer } from './keras-layer.js';
import { translate } from './translate.js';

/** How a model is written. */
export interface ToKerasOptions {
  /** The model's name; `sequential` by default. */
  readonly name?: string;
}

/**
 * Writes a layer with its weights as a `.keras` file, which `keras.saving.load_model` of Keras 3 opens as a
 * Sequential model.
 *
 * | here | in Keras |
 * | --- | --- |
 * | `rnn`, `lstm`, `gru` | SimpleRNN, LSTM, GRU with `reset_after` |
 * | `bidirectional`, `last()`, `flip()` before a cell | Bidirectional, `return_sequences` false, `go_backwards` |
 * | `linear`, `embedding`, `layerNorm` | Dense, Embedding with `mask_zero`, LayerNormalization |
 * | `activation`, `dropout`, `masking`, `masked` | Activation and its like, Dropout, Masking, what rests by the mask |
 *
 * The outputs are the same. Keras has one bias where PyTorch has two, so in `rnn`, `lstm` and a `gru` that resets
 * before the product two are written as their sum, which trains differently.
 *
 * @throws ArgumentError when Keras cannot say what a layer does, naming the layer and the option: a projection, peepholes,
 * coupled gates, clipping, cells of your own.
 * @throws ShapeError when the parameters are not the layer's.
 *
 * @example
 * ```ts
 * import { last, sequential } from '@sluice/cell';
 * import { linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * import { createModel } from '@sluice/model';
 * import { toKeras } from '@sluice/serialization';
 * const net = sequential(lstm({ inputSize: 2, hiddenSize: 3 }), last(), linear(3, 1));
 * const model = await createModel(net, { seed: 1 });
 * const bytes = toKeras(model.layer, model.params, { name: 'forecast' });
 * ```
 */
export function toKeras(
  layer: SequenceLayer,
  params: Readonly<Record<string, Tensor>>,
  options: ToKerasOptions = {},
): Uint8Array {
  return exportKeras(layer, params, options).bytes;
}

/** A file for Keras, and what is to be said of it. */
export interface KerasExport {
  readonly bytes: Uint8Array;
  /** What was changed on the way, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Writes a layer as `toKeras` does, and tells what was changed on the way.
 *
 * @throws ArgumentError or ShapeError as `toKeras` does.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { createModel } from '@sluice/model';
 * import { exportKeras } from '@sluice/serialization';
 * const layer = lstm({ inputSize: 2, hiddenSize: 3, recurrentBias: true });
 * const { bytes, notes } = exportKeras(layer, (await createModel(layer, { seed: 1 })).params);
 * notes; // ['lstm: its two biases are written as their sum, …']
 * ```
 */
export function exportKeras(
  layer: SequenceLayer,
  params: Readonly<Record<string, Tensor>>,
  { name = 'sequential' }: ToKerasOptions = {},
): KerasExport {
  checkParams(layer, params);
  const { kind, options } = layer;
  const { layers, features } = translate({ place: kind, kind, options, params });
  const named = nameLayers(layers);
  const shape = features === undefined ? [null, null] : [null, null, features];
  const json = (value: unknown): Uint8Array => encodeUtf8(JSON.stringify(value));
  const bytes = writeZip([
    { name: 'metadata.json', data: json({ keras_version: '3.0.0' }) },
    { name: 'config.json', data: json(modelConfig(name, named, shape)) },
    { name: 'model.weights.h5', data: writeHdf5(modelWeights(name, named)) },
  ]);
  return { bytes, notes: named.flatMap(notesOf) };
}

function notesOf({ name, layer }: NamedLayer): string[] {
  const notes = [layer, ...Object.values(layer.directions ?? {})].flatMap(({ note }) => note ?? []);
  return [...new Set(notes)].map((note) => `${name}: ${note}`);
}

/** A layer with its name, which is also that of its group, since both count layers of a class. */
interface NamedLayer {
  readonly name: string;
  readonly layer: KerasLayer;
  /** The shape of its input, the batch first. */
  readonly shape: readonly (number | null)[];
}

function nameLayers(layers: readonly KerasLayer[]): NamedLayer[] {
  const counts = new Map<string, number>();
  let isSequence = true;
  return layers.map((layer) => {
    const snake = toSnakeCase(layer.className);
    const count = counts.get(snake) ?? 0;
    counts.set(snake, count + 1);
    const shape = [
      null,
      ...(isSequence ? [null] : []),
      ...(layer.features === undefined ? [] : [layer.features]),
    ];
    const running = layer.directions?.forward_layer ?? layer;
    isSequence &&= running.config['return_sequences'] !== false;
    return { name: count === 0 ? snake : `${snake}_${count}`, layer, shape };
  });
}

/** An object of Keras in JSON. */
const serialized = (
  module: string,
  className: string,
  config: object,
  shape?: NamedLayer['shape'],
): object => ({
  module,
  class_name: className,
  config,
  registered_name: null,
  ...(shape && { build_config: { input_shape: shape } }),
});

function modelConfig(name: string, layers: readonly NamedLayer[], shape: NamedLayer['shape']): object {
  const dtype = layers[0]?.layer.className === 'Embedding' ? 'int32' : 'float32';
  const input = { batch_shape: shape, dtype, sparse: false, name: 'input_layer' };
  return serialized(
    'keras',
    'Sequential',
    {
      name,
      trainable: true,
      dtype: 'float32',
      layers: [serialized('keras.layers', 'InputLayer', input), ...layers.map(layerConfig)],
      build_input_shape: shape,
    },
    shape,
  );
}

function layerConfig({ name, layer, shape }: NamedLayer): object {
  const { className, config, directions } = layer;
  const inner = directions && {
    layer: layerConfig({
      name: `forward_${snakeOf(directions.forward_layer)}`,
      layer: directions.forward_layer,
      shape,
    }),
    backward_layer: layerConfig({
      name: `backward_${snakeOf(directions.backward_layer)}`,
      layer: directions.backward_layer,
      shape,
    }),
  };
  return serialized(
    'keras.layers',
    className,
    { name, trainable: true, dtype: 'float32', ...config, ...inner },
    shape,
  );
}

const snakeOf = ({ className }: KerasLayer): string => toSnakeCase(className);

type Members = readonly (readonly [string, NewGroup | NewDataset])[];

const group = (members: Members, attributes: ReadonlyMap<string, string> = new Map()): NewGroup => ({
  kind: 'group',
  attributes,
  members: new Map(members),
});

/** The group of a layer's own variables, which also tells its name. */
const variables = (name: string, weights: readonly Tensor[]): NewGroup =>
  group(
    weights.map((tensor, i) => [String(i), { kind: 'dataset', tensor }] as const),
    new Map([['name', name]]),
  );

function modelWeights(name: string, layers: readonly NamedLayer[]): NewGroup {
  return group([
    ['layers', group(layers.map((named) => [named.name, layerWeights(named)] as const))],
    ['vars', variables(name, [])],
  ]);
}

function layerWeights({ name, layer }: Pick<NamedLayer, 'name' | 'layer'>): NewGroup {
  const { weights, cell, directions } = layer;
  const inner = Object.entries(directions ?? {}).map(
    ([attribute, direction]) =>
      [
        attribute,
        layerWeights({ name: `${attribute.replace(/layer$/, '')}${snakeOf(direction)}`, layer: direction }),
      ] as const,
  );
  return group([
    ...(cell ? [['cell', group([['vars', variables(cell.name, cell.weights)]])] as const] : []),
    ...inner,
    ['vars', variables(name, weights)],
  ]);
}
