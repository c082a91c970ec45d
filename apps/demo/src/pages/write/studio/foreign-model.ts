import { outputSpec, type SequenceLayer } from '@sluice/cell';
import type { Spec, Tensor } from '@sluice/math';
import { FormatError, type Imported, type LayerFactory } from '@sluice/serialization';
import type { CellSpec } from '../../../cells/choice.js';
import { own } from '../../../cells/own-source.js';
import { loadCell } from '../../../cells/load-cell.js';
import type { CharacterModel } from './character-model.js';
import { assembleTorch } from './assemble-torch.js';
import type { ModelFile } from './load-model.js';
import { vocabularyKey } from './save-model.js';

/** A model that could write, if one knew which characters its numbers stand for. */
export interface ForeignModel extends Pick<CharacterModel, 'takes' | 'training'> {
  readonly name: string;
  readonly format: string;
  readonly layer: SequenceLayer;
  readonly params: Readonly<Record<string, Tensor>>;
  readonly notes: readonly string[];
  /** How many characters it knows. */
  readonly size: number;
  /** The characters, where the file says them. */
  readonly characters?: readonly string[] | undefined;
}

/** Reads a file of another library, or of a layer that was saved with `writeModel`. */
export async function readForeign(
  file: ModelFile,
  cell: CellSpec,
  tensors?: Readonly<Record<string, Tensor>>,
): Promise<ForeignModel> {
  return asCharacterModel(file.name, await importFile(file, cell, tensors));
}

type Whole = Pick<ForeignModel, 'format' | 'layer' | 'params' | 'notes' | 'characters'>;

async function importFile(
  { name, bytes, beside = [] }: ModelFile,
  cell: CellSpec,
  tensors: Readonly<Record<string, Tensor>> | undefined,
): Promise<Whole> {
  if (tensors) return assembleTorch(tensors);
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  if (start[8] === '{') {
    const { readModel } = await import('@sluice/serialization/model');
    const { layer, params } = readModel(bytes, { cells: await knownCells(cell) });
    return { format: 'Sluice', layer, params, notes: [] };
  }
  if (kerasEntry.test(start) || start.startsWith('\x89HDF')) {
    const { importKeras } = await import('@sluice/serialization/keras');
    return onlyWhole(importKeras(bytes));
  }
  if (start.startsWith('PK') || start.startsWith('\x80')) {
    const { readTorch } = await import('@sluice/serialization/torch');
    return assembleTorch(readTorch(bytes).tensors);
  }
  if (start.trimStart().startsWith('{')) {
    const { importTfjs } = await import('@sluice/serialization/tfjs');
    const shards = Object.fromEntries(beside.map((shard) => [shard.name, shard.bytes]));
    return onlyWhole(importTfjs(new TextDecoder().decode(bytes), shards));
  }
  if (/\.onnx$/i.test(name)) {
    const { importOnnx } = await import('@sluice/serialization/onnx');
    const imported = importOnnx(bytes);
    return { ...onlyWhole(imported), characters: listOf(imported.metadata?.[vocabularyKey]) };
  }
  throw new FormatError(
    `${name}: this is no model that can be read here: safetensors, PyTorch (.pt), Keras (.keras, .h5), TensorFlow.js ` +
      `(model.json with its shards) or ONNX (.onnx).`,
  );
}

/** A list of characters as JSON, if it is one. */
function listOf(json: string | undefined): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(json ?? '');
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

/** The beginning of a zip whose first entry is one of Keras': entries have a header of 30 bytes before their names. */
const kerasEntry = /^PK.{28}(metadata\.json|config\.json|model\.weights\.h5)/s;

/** What makes the cells that a file may hold: all registered ones, and the visitor's own where he has one on. */
async function knownCells(spec: CellSpec): Promise<Record<string, LayerFactory>> {
  const { registry } = await import('@sluice/zoo');
  const cells = Object.entries(registry).map(([name, { create }]) => [name, create] as const);
  if (spec.name !== own) return Object.fromEntries(cells);
  const create = await loadCell(spec);
  const { kind } = create({ inputSize: 1, hiddenSize: 1 });
  return Object.fromEntries([...cells, [kind, create]]);
}

/** The one layer of a file whose model came whole. */
function onlyWhole({ format, whole, layers, left }: Imported): Whole {
  const [first] = layers;
  if (whole && first) return { ...first, format };
  const reasons = left.slice(0, 4).map(({ name, reason }) => `${name}: ${reason}`);
  throw new FormatError(
    `${format}: a character model has to come whole, but of this one only ${layers.length} ` +
      `${layers.length === 1 ? 'layer' : 'layers'} could be taken. ${reasons.join('; ')}`,
  );
}

/** Finds out how a layer can be used to write; throws where it cannot. */
function asCharacterModel(name: string, { format, layer, params, notes, characters }: Whole): ForeignModel {
  const { input } = layer;
  const takesTokens = input?.dtype === 'i32' && input.shape.length === 0;
  const output = input && outputSpec(layer, input);
  const size = output?.shape[0];
  if (!input || !output || size === undefined || output.shape.length !== 1) {
    throw new FormatError(
      `${format}: it does not say what it takes and gives, so it cannot be used to write.`,
    );
  }
  const tokens = takesTokens ? tableSize(params) : undefined;
  const fits = takesTokens ? tokens === undefined || tokens === size : isVectorOf(input, size);
  if (!fits || size < 2) {
    throw new FormatError(
      `${format}: this layer takes ${describe(input)} and gives ${size} ${size === 1 ? 'number' : 'numbers'} in each step. A model ` +
        `that writes takes a character, as its number or as a vector with a one in its place, and gives a score for each ` +
        `of the same characters: an embedding before the recurrent layers and a linear layer behind them.`,
    );
  }
  return {
    name,
    format,
    layer,
    params,
    notes,
    size,
    characters,
    takes: takesTokens ? 'tokens' : 'oneHot',
    training: layer.manyToOne ? 'lastStepOnly' : 'possible',
  };
}

const isVectorOf = ({ shape, dtype }: Spec, size: number): boolean =>
  dtype === 'f32' && shape.length === 1 && shape[0] === size;

/** How many rows the first table of an embedding has, if one is there by its name. */
function tableSize(params: Readonly<Record<string, Tensor>>): number | undefined {
  return Object.entries(params).find(
    ([name, { shape }]) => /(^|\.)weight$/.test(name) && shape.length === 2,
  )?.[1].shape[0];
}

const describe = ({ shape, dtype }: Spec): string =>
  shape.length === 0 ? (dtype === 'i32' ? 'a token' : 'a number') : `${shape.join(' × ')} numbers`;
