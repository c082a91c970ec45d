import { type Tensor } from '@sluice/math';
import type { SequenceLayer } from '@sluice/cell';
import { checkpointVersion, loadCheckpoint, saveCheckpoint } from '../checkpoint.js';
import { FormatError } from '../format-error.js';
import { buildLayer, type LayerDescription, type LayerFactory } from './build-layer.js';

/** A layer with its weights, and the state that it starts from where that is not zeros. */
export interface ModelFile {
  readonly layer: SequenceLayer;
  readonly params: Readonly<Record<string, Tensor>>;
  readonly state?: Readonly<Record<string, Tensor<'f32'>>> | undefined;
}

/** How a model is read. */
export interface ReadModelOptions {
  /** What makes cells of your own from their options, by their kind. */
  readonly cells?: Readonly<Record<string, LayerFactory>>;
}

/**
 * Writes a layer with its weights as one safetensors file, which `readModel` opens without knowing the layer.
 *
 * The file is a checkpoint without a training: tensors `parameters/…` and `state/…`, and in the metadata `data` the layer's
 * kind and options.
 *
 * @throws ArgumentError when the layer's options are no plain data.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { createModel } from '@sluice/model';
 * import { readModel, writeModel } from '@sluice/serialization';
 * const model = await createModel(lstm({ inputSize: 2, hiddenSize: 3 }), { seed: 1 });
 * const bytes = writeModel(model);
 * const { layer, params } = readModel(bytes);
 * const same = await createModel(layer, { params });
 * ```
 */
export function writeModel({ layer: { kind, options }, params, state = {} }: ModelFile): Uint8Array {
  return saveCheckpoint({
    version: checkpointVersion,
    parameters: params,
    optimizer: {},
    state,
    data: { layer: { kind, options } },
  });
}

/**
 * Reads a layer with its weights from a file that `writeModel` wrote.
 *
 * @throws FormatError when the bytes are no such file, or hold a layer of a kind that is neither Sluice's nor in `cells`.
 */
export function readModel(bytes: Uint8Array, { cells = {} }: ReadModelOptions = {}): ModelFile {
  const { parameters, state, data } = loadCheckpoint(bytes);
  const description = (data as { layer?: LayerDescription } | null)?.layer;
  if (!isDescription(description)) {
    throw new FormatError(
      'model: the file holds numbers, but does not say of which layer. Make the layer, and give it the `parameters` ' +
        'that loadCheckpoint reads; or write the file with writeModel.',
    );
  }
  const layer = buildLayer(description, cells);
  for (const name of Object.keys(state)) {
    if (!Object.hasOwn(layer.state, name)) throw new FormatError(`model: the layer has no state "${name}".`);
    if (state[name]!.dtype !== 'f32') throw new FormatError(`model: the state "${name}" must be f32.`);
  }
  const start = state as Record<string, Tensor<'f32'>>;
  return { layer, params: parameters, ...(Object.keys(start).length > 0 && { state: start }) };
}

const isDescription = (value: unknown): value is LayerDescription =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  'options' in value;
