import { ArgumentError } from '@sluice/math';
import { FormatError } from '../../format-error.js';
import {
  layersOf,
  type Imported,
  type ImportedLayer,
  type ImportedLayers,
  type LeftOut,
} from '../../imported.js';
import { quote } from '../../text.js';
import type { ExternalData } from '../proto/external-data.js';
import { followChain } from './chain/follow.js';
import { followGraph } from './graph/follow.js';
import { extractRecurrent } from './extract.js';
import { openModel, type OnnxModel } from './model.js';

/** How a model is read. */
export interface ImportOnnxOptions {
  /** The files beside the model that hold its weights, by the paths that it gives them, or a function that gets them. */
  readonly externalData?: ExternalData;
  /** The output of the graph that the layer gives; by default the first that is no state. */
  readonly output?: string;
  /** Whether the recurrent layers come one by one even where the graph comes whole; false by default. */
  readonly split?: boolean;
}

/**
 * Reads an ONNX model, and tells all that was found in it: what comes along and what does not, and why.
 *
 * See `fromOnnx` for what is read. This never throws because nothing can be taken: `layers` is empty then.
 *
 * @throws FormatError when the bytes are no ONNX model, or are damaged, or numbers stand in a file that was not given;
 * ArgumentError when the graph has no such output.
 *
 * @example
 * ```ts
 * import { gru } from '@sluice/gru';
 * import { createModel } from '@sluice/model';
 * import { importOnnx, toOnnx } from '@sluice/serialization';
 * const { layer, params } = await createModel(gru({ inputSize: 2, hiddenSize: 3 }), { seed: 1 });
 * const { format, whole, layers, left } = importOnnx(toOnnx(layer, params));
 * ```
 */
export function importOnnx(bytes: Uint8Array, options: ImportOnnxOptions = {}): Imported {
  const model = openModel(bytes, options.externalData ?? {});
  checkOutput(model, options.output);
  const { metadata } = model;
  const format = `ONNX, opset ${model.opsets.get('')!}`;
  const entry = (layer: Omit<ImportedLayer, 'name'> & { readonly name?: string }): ImportedLayer =>
    noted(model, { name: nameOf(model), ...layer });
  const reasons: LeftOut[] = [];
  if (!options.split) {
    const chain = followChain(model, options.output);
    if ('layer' in chain) return { format, whole: true, layers: [entry(chain.layer)], left: [], metadata };
    const graph = followGraph(model, options.output);
    if ('layer' in graph)
      return { format, whole: true, layers: [entry(graph.layer)], left: graph.left, metadata };
    reasons.push(...graph.left);
  }
  const { layers, left } = extractRecurrent(model);
  return { format, whole: false, layers: layers.map(entry), left: [...reasons, ...left], metadata };
}

/**
 * Reads a model out of an ONNX file, of opset 7 and later.
 *
 * - A graph that amounts to one layer after another, recurrent nodes, products, embeddings, layer norms and activations,
 *   comes as `sequential` of Sluice's own layers, or as one layer by itself: `wx`, `0.wx`. Transposes, slices and reshapes
 *   around them are followed, so that a file made for one batch and length takes any.
 * - Any other graph of operations that Sluice has comes as one layer too, under the names of the file: weights by those of
 *   initializers, `node.wx` and the state `node.h` for recurrent nodes. `Scan` is among them, so a cell of one's own that
 *   `toOnnx` wrote comes back. It is a cell that streams unless a node needs several steps at once; `notes` say which.
 * - Otherwise, or with `split`, each `RNN`, `LSTM` and `GRU` comes by itself, also out of branches, loops and functions.
 *
 * Weights may be computed from the file's numbers by other nodes. What the file leaves to its inputs, initial states and
 * lengths, are the options `state` and `lengths` of `predict`; a state that stands in the file comes as `state`. The batch is
 * the first axis and time the second, whatever the file's layout. Numbers of float64, float16 and bfloat16 become float32.
 *
 * @returns the layers, each as `createModel(layer, { params })` takes it.
 * @throws FormatError when the bytes are no ONNX model, are damaged, or hold nothing that can be taken, or numbers stand in
 * a file that was not given; ArgumentError when the graph has no such output.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { createModel } from '@sluice/model';
 * import { fromOnnx, toOnnx } from '@sluice/serialization';
 * const trained = await createModel(lstm({ inputSize: 2, hiddenSize: 3 }), { seed: 1 });
 * const bytes = toOnnx(trained.layer, trained.params); // or a file's bytes
 * const [{ layer, params, state, notes }] = fromOnnx(bytes);
 * const stream = (await createModel(layer, { params })).stream();
 * stream.step([1, 2]);
 * ```
 */
export function fromOnnx(bytes: Uint8Array, options: ImportOnnxOptions = {}): ImportedLayers {
  return layersOf(importOnnx(bytes, options));
}

function checkOutput({ graph }: OnnxModel, output: string | undefined): void {
  const names = graph.output.map(({ name }) => name);
  if (names.length === 0) throw new FormatError('ONNX: the graph has no outputs.');
  if (output === undefined || names.includes(output)) return;
  throw new ArgumentError(
    `output: the graph has no output ${quote(output)}; it has ${names.map((name) => quote(name)).join(', ')}.`,
  );
}

const nameOf = ({ graph }: OnnxModel): string => graph.name || 'model';

/** Tells that numbers were converted on the way. */
function noted({ converted }: OnnxModel, layer: ImportedLayer): ImportedLayer {
  if (converted.size === 0) return layer;
  return { ...layer, notes: [...layer.notes, `numbers of ${[...converted].join(', ')} became float32`] };
}
