import { ArgumentError } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { isHdf5, openHdf5, type Group } from '../hdf5/index.js';
import { layersOf, type Imported, type ImportedLayers } from '../imported.js';
import { openArchive } from './archive.js';
import { assembleDiscovery, assembleModel } from './assemble.js';
import { dialectOf, readDialect, treeDialect } from './config/dialect.js';
import { readModelSpec } from './config/model-spec.js';
import { parseJson } from './config/parse-json.js';
import { readConfig } from './config/read-config.js';
import { discoverLists, discoverTree } from './discover.js';
import { checkGiven, type KerasOptions } from './options.js';
import { layerNames, legacyList, legacyModel } from './weights/legacy.js';
import { treeModel } from './weights/tree.js';

/**
 * Reads a file that Keras wrote, and tells all that was found in it: what comes along and what does not, and why.
 *
 * See `fromKeras` for the files that are read. This never throws because nothing can be taken: `layers` is empty then.
 *
 * @throws FormatError when the bytes are no such file, or are damaged.
 *
 * @example
 * ```ts
 * import { rnn } from '@sluice/rnn';
 * import { createModel } from '@sluice/model';
 * import { importKeras, toKeras } from '@sluice/serialization';
 * const { layer, params } = await createModel(rnn({ inputSize: 2, hiddenSize: 3 }), { seed: 1 });
 * const { format, whole, layers, left } = importKeras(toKeras(layer, params));
 * ```
 */
export function importKeras(bytes: Uint8Array, options: KerasOptions = {}): Imported {
  if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) {
    throw new ArgumentError('importKeras: takes a Uint8Array; make one with new Uint8Array(buffer).');
  }
  if (isZip(bytes)) return importArchive(bytes, options);
  if (isHdf5(bytes)) return importHdf5(openHdf5(bytes), options);
  throw new FormatError(
    'Keras: the file is neither a .keras archive nor HDF5; a SavedModel is a folder, so save the model as .keras instead.',
  );
}

/**
 * Reads a model out of a file that Keras wrote: `.keras`, `.weights.h5` and whole models as `.h5`, of Keras 3, of
 * TensorFlow's Keras 2 and of Keras 2.1 and later, CuDNN layers too.
 *
 * A Sequential model, or a graph that is a chain, comes as one layer, whose outputs are Keras' to the last digits.
 * Where that cannot be, its recurrent layers come one by one; `importKeras` tells why. A file of weights does not say
 * what its layers do: what is then taken as Keras' default stands in the layer's `notes`, and `config` or `layers`
 * say it.
 *
 * @returns the layers, each as `createModel(layer, { params })` takes it.
 * @throws FormatError when the bytes are no such file, are damaged, or hold nothing that can be taken.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { createModel } from '@sluice/model';
 * import { fromKeras, toKeras } from '@sluice/serialization';
 * const trained = await createModel(lstm({ inputSize: 2, hiddenSize: 3 }), { seed: 1 });
 * const bytes = toKeras(trained.layer, trained.params); // or the bytes of a file from Keras
 * const [{ layer, params }] = fromKeras(bytes);
 * const model = await createModel(layer, { params });
 * ```
 */
export function fromKeras(bytes: Uint8Array, options: KerasOptions = {}): ImportedLayers {
  return layersOf(importKeras(bytes, options));
}

/** What a zip begins with. */
const isZip = (bytes: Uint8Array): boolean => [0x50, 0x4b, 3, 4].every((byte, i) => bytes[i] === byte);

/** A `.keras` archive: the configuration and the weights in a tree. */
function importArchive(bytes: Uint8Array, options: KerasOptions): Imported {
  const { config, version, weights } = openArchive(bytes);
  if (options.config !== undefined || options.layers !== undefined) refuseOptions(options);
  const spec = readModelSpec(config);
  const dialect = dialectOf(version ?? options.kerasVersion, spec);
  return assembleModel(spec, {
    weights: treeModel(openHdf5(weights), spec.layers),
    dialect,
    format: `${dialect.name}, .keras`,
    split: options.split ?? false,
  });
}

function importHdf5(root: Group, options: KerasOptions): Imported {
  const config = root.attributes.text('model_config');
  if (config === undefined) return importWeights(root, options);
  if (options.config !== undefined || options.layers !== undefined) refuseOptions(options);
  const spec = readModelSpec(parseJson(config, 'Keras: model_config'));
  const weights = root.get('model_weights');
  if (weights?.kind !== 'group')
    throw new FormatError('Keras: the file has a model_config, but no model_weights.');
  const version = root.attributes.text('keras_version') ?? weights.attributes.text('keras_version');
  const dialect = dialectOf(version ?? options.kerasVersion, spec);
  return assembleModel(spec, {
    weights: legacyModel(weights),
    dialect,
    format: `${dialect.name}, whole-model .h5`,
    split: options.split ?? false,
  });
}

/** Weights alone, as lists for each layer or in a tree. */
function importWeights(
  root: Group,
  { config, layers: given, kerasVersion, split = false }: KerasOptions,
): Imported {
  const names = layerNames(root);
  const isTree = names.length === 0;
  const version = root.attributes.text('keras_version') ?? kerasVersion;
  if (config === undefined) {
    const dialect = version === undefined && isTree ? treeDialect : readDialect(version);
    const discovery = isTree
      ? discoverTree(root, given ?? {})
      : discoverLists(
          names.map((name) => [name, legacyList(root, name)]),
          given ?? {},
        );
    checkGiven(given, discovery);
    return assembleDiscovery(discovery, { dialect, format: `${dialect.name}, weights only`, split });
  }
  if (given !== undefined) refuseOptions({ layers: given });
  const { spec, version: stated } = readConfig(config);
  const dialect = dialectOf(version ?? stated, spec);
  return assembleModel(spec, {
    weights: isTree ? treeModel(root, spec.layers) : legacyModel(root),
    dialect,
    format: `${dialect.name}, weights and their configuration`,
    split,
  });
}

function refuseOptions({ config }: KerasOptions): never {
  throw new ArgumentError(
    `importKeras: the file says itself what its layers do, so it is read without { ${config === undefined ? 'layers' : 'config'} }.`,
  );
}
