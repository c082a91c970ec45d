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
 * Reads an ONNX model and tells all that was found in it.
 *
 * @throws FormatError when the bytes are no ONNX model.
 */
export function importOnnx(bytes: Uint8Array, options: ImportOnnxOptions = {}): Imported {
  const model = openModel(bytes, options.externalData ?? {});
  checkOutput(model, options.output);
  const format = `ONNX, opset ${model.opsets.get('')!}`;
  const entry = (layer: Omit<ImportedLayer, 'name'> & { readonly name?: string }): ImportedLayer =>
    noted(model, { name: nameOf(model), ...layer });
  const reasons: LeftOut[] = [];
  if (!options.split) {
    const chain = followChain(model, options.output);
    if ('layer' in chain) return { format, whole: true, layers: [entry(chain.layer)], left: [] };
    const graph = followGraph(model, options.output);
    if ('layer' in graph) return { format, whole: true, layers: [entry(graph.layer)], left: graph.left };
    reasons.push(...graph.left);
  }
  const { layers, left } = extractRecurrent(model);
  return { format, whole: false, layers: layers.map(entry), left: [...reasons, ...left] };
}

/**
 * Reads an ONNX model's layers: one entry where the graph comes whole, otherwise one for each recurrent node.
 *
 * @throws FormatError when the bytes are no ONNX model, or nothing in it can be taken.
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
