import { sequential } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { formatShape, tensor, type Tensor } from '@sluice/math';
import { FormatError } from '@sluice/serialization';
import type { SequenceLayer } from '@sluice/cell';

interface Assembled {
  readonly format: string;
  readonly layer: SequenceLayer;
  readonly params: Readonly<Record<string, Tensor>>;
  readonly notes: readonly string[];
}

type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Puts a state dict of PyTorch's together to a character model: the recurrent module is found by its names, the linear layer
 * behind it is the matrix that has a bias, the embedding before it the one that has none. A state dict does not say more.
 */
export async function assembleTorch(tensors: Tensors): Promise<Assembled> {
  const { fromTorch } = await import('@sluice/serialization/torch');
  const isRnn =
    Object.entries(tensors).some(([name]) => name.endsWith('weight_hh_l0')) && ratioOf(tensors) === 1;
  const recurrent = fromTorch(tensors, isRnn ? { nonlinearity: 'tanh' } : {});
  const notes = [...recurrent.notes];
  if (isRnn) notes.push('a state dict does not say what an RNN applies; tanh was taken');
  const inputSize = recurrent.layer.input?.shape[0];
  const rest = Object.entries(tensors).filter(
    ([name, { shape }]) => shape.length === 2 && !/weight_(ih|hh|hr)/.test(name),
  );
  const biasOf = (name: string): Tensor | undefined => tensors[name.replace(/weight$/, 'bias')];
  const [head, ...otherHeads] = rest.filter(([name]) => name.endsWith('weight') && biasOf(name));
  const table = rest.find(([name, { shape }]) => !biasOf(name) && shape[1] === inputSize);
  if (!head || otherHeads.length > 0) {
    throw new FormatError(
      `PyTorch state dict: beside the recurrent module there must be one linear layer with a bias, which gives a score for each ` +
        `character; there are ${otherHeads.length > 0 ? otherHeads.length + 1 : 'none'} among ${list(tensors)}.`,
    );
  }
  const [headName, weight] = head;
  const [characters, width] = weight.shape as [number, number];
  const parts: SequenceLayer[] = [];
  const params: Record<string, Tensor> = {};
  const add = (layer: SequenceLayer, values: Tensors): void => {
    for (const [name, value] of Object.entries(values)) params[`${parts.length}.${name}`] = value;
    parts.push(layer);
  };
  if (table) {
    add(embedding(table[1].shape[0]!, table[1].shape[1]!), { weight: table[1] });
    notes.push(`${table[0]} was taken for the embedding`);
  }
  add(recurrent.layer, recurrent.params);
  add(linear(width, characters), { w: transposed(weight), b: biasOf(headName)! });
  notes.push(`${headName} was taken for the linear layer behind the recurrent ones`);
  return { format: 'PyTorch state dict', layer: sequential(...parts), params, notes };
}

/** Rows of an input's matrix for each of the state's: 1 for an RNN, 3 for a GRU, 4 for an LSTM. */
function ratioOf(tensors: Tensors): number {
  const [, { shape }] = Object.entries(tensors).find(([name]) => name.endsWith('weight_hh_l0'))!;
  return shape[0]! / shape[1]!;
}

function transposed({ data, shape }: Tensor): Tensor {
  const [rows, columns] = shape as [number, number];
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column]!;
  }
  return tensor(turned, [columns, rows]);
}

const list = (tensors: Tensors): string =>
  Object.entries(tensors)
    .slice(0, 12)
    .map(([name, { shape }]) => `${name} ${formatShape(shape)}`)
    .join(', ');
