import { FormatError } from '../format-error.js';
import { layersOf, type Imported, type ImportedLayers } from '../imported.js';
import { assembleModel } from '../keras/assemble.js';
import { dialectOf } from '../keras/config/dialect.js';
import { readModelSpec } from '../keras/config/model-spec.js';
import { parseJson } from '../keras/config/parse-json.js';
import { Settings } from '../keras/config/settings.js';
import { quote } from '../text.js';
import type { NamedWeight } from '../keras/weights/list.js';
import { namedModel } from '../keras/weights/named.js';
import { placeWeights, readManifest, readWeight, type ListedWeight } from './manifest.js';
import { joinShards, type TfjsShards } from './shards.js';

/** What is said about a model beside what it holds. */
export interface TfjsOptions {
  /**
   * Whether to take layers one by one though the model could come whole: its recurrent ones with true, with `'all'`
   * also those that are not, such as Dense. False by default.
   */
  readonly split?: boolean | 'all';
}

/**
 * Reads a layers model of TensorFlow.js, and tells all that was found in it: what comes along and what does not, and
 * why.
 *
 * See `fromTfjs` for what is read. This never throws because nothing can be taken: `layers` is empty then.
 *
 * @param model - the `model.json`, as text or parsed.
 * @param shards - its binary files: their bytes one behind the other, a list, or by name.
 * @throws FormatError when this is no layers model, or is damaged.
 * @throws ArgumentError when a binary file is missing.
 *
 * @example
 * ```ts
 * import { importTfjs } from '@sluice/serialization';
 * const model = {
 *   format: 'layers-model',
 *   modelTopology: {
 *     class_name: 'Sequential',
 *     config: { name: 'net', layers: [{ class_name: 'Dense', config: { name: 'head', units: 1, use_bias: false } }] },
 *   },
 *   weightsManifest: [{ paths: ['shard1'], weights: [{ name: 'head/kernel', shape: [2, 1], dtype: 'float32' }] }],
 * };
 * const { whole, layers } = importTfjs(model, { shard1: new Uint8Array(8) });
 * ```
 */
export function importTfjs(
  model: string | object,
  shards: TfjsShards,
  { split = false }: TfjsOptions = {},
): Imported {
  const json = typeof model === 'string' ? parseJson(model, 'TensorFlow.js: model.json') : model;
  const settings = new Settings(json, { where: 'model.json' });
  const topology = readTopology(settings);
  const { paths, weights } = readManifest(settings);
  refuseSavedModel(weights);
  const bytes = joinShards(shards, paths);
  const named = placeWeights(weights, bytes)
    .filter(({ isOptimizers }) => !isOptimizers)
    .map((weight): NamedWeight => ({
      path: weight.name,
      read: (conversions) => readWeight(bytes, weight, conversions),
    }));
  const spec = readModelSpec(topology.config);
  const dialect = dialectOf(topology.version, spec);
  return assembleModel(spec, {
    weights: namedModel(named),
    dialect,
    format:
      dialect.name === 'TensorFlow.js'
        ? 'TensorFlow.js layers model'
        : `TensorFlow.js layers model from ${dialect.name}`,
    split,
  });
}

/**
 * Reads a layers model of TensorFlow.js: one that was trained there, or that its converter made of a Keras model.
 *
 * A sequential model, or a graph that is a chain, comes as one layer. Where that cannot be, its recurrent layers come
 * one by one; `importTfjs` tells why. Quantized weights are unpacked, which stands in the `notes`.
 *
 * @param model - the `model.json`, as text or parsed.
 * @param shards - its binary files: their bytes one behind the other, a list, or by name.
 * @returns the layers, each as `createModel(layer, { params })` takes it.
 * @throws FormatError when this is no layers model, is damaged, or holds nothing that can be taken.
 * @throws ArgumentError when a binary file is missing.
 *
 * @example
 * ```ts
 * import { createModel } from '@sluice/model';
 * import { fromTfjs } from '@sluice/serialization';
 * const text = JSON.stringify({
 *   format: 'layers-model',
 *   modelTopology: {
 *     class_name: 'Sequential',
 *     config: { name: 'net', layers: [{ class_name: 'Dense', config: { name: 'head', units: 1, use_bias: false } }] },
 *   },
 *   weightsManifest: [{ paths: ['shard1'], weights: [{ name: 'head/kernel', shape: [2, 1], dtype: 'float32' }] }],
 * });
 * const [{ layer, params }] = fromTfjs(text, new Uint8Array(8));
 * const model = await createModel(layer, { params });
 * ```
 */
export function fromTfjs(
  model: string | object,
  shards: TfjsShards,
  options: TfjsOptions = {},
): ImportedLayers {
  return layersOf(importTfjs(model, shards, options));
}

/** The converter keeps a SavedModel's names of weights, which count layers instead of naming them. */
function refuseSavedModel(weights: readonly ListedWeight[]): void {
  const odd = weights.find(({ name }) => name.endsWith('/.ATTRIBUTES/VARIABLE_VALUE'));
  if (!odd) return;
  throw new FormatError(
    `TensorFlow.js: the weight ${quote(odd.name)} has the name of a SavedModel's; convert the model from .h5 or .keras.`,
  );
}

/** Finds the configuration in Keras' words, and who wrote it. */
function readTopology(model: Settings): { config: unknown; version: string | undefined } {
  const topology = model.get('modelTopology');
  if (topology === undefined || topology === null) {
    throw new FormatError('TensorFlow.js: model.json has no modelTopology, so it does not tell its layers.');
  }
  const given = model.inner(topology, 'modelTopology');
  if (model.get('format') === 'graph-model' || given.has('node')) {
    throw new FormatError(
      'TensorFlow.js: this is a graph model, whose layers were dissolved into operations; convert the Keras model ' +
        'again with --output_format=tfjs_layers_model, or read the Keras file itself.',
    );
  }
  const version = given.get('keras_version');
  return {
    config: given.has('model_config') ? given.get('model_config') : topology,
    version: typeof version === 'string' ? version : undefined,
  };
}
