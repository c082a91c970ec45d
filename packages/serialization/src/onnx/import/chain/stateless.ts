import type { Cell } from '@sluice/cell';
import { activation, embedding, layerNorm, linear } from '@sluice/layers';
import { tensor, zerosTensor, type Tensor } from '@sluice/math';
import { quote } from '../../../text.js';
import { foldingNotes } from '../folding-notes.js';
import type { Known } from '../item.js';
import { activations } from '../rules/activations.js';
import { axisOf } from '../rules/axes.js';
import type { Visit } from '../walk.js';
import type { StatelessPart } from './part.js';

/** A layer that a node amounts to, and how it takes its input. */
export interface Step {
  readonly part: StatelessPart;
  /**
   * How it takes its elements: each by itself; in rows, the last axis being the features; or each as the index of a row.
   */
  readonly takes: 'elements' | 'rows' | 'indices';
  /** Which of the node's inputs it works on. */
  readonly input: number;
  /** Width of the rows that it gives; undefined where it is that of what it takes. */
  readonly width?: number;
}

/** Makes a layer of a node whose other inputs are known; undefined where none is like it. */
export function stepOf(visit: Visit): Step | undefined {
  const step = makeStep(visit);
  return step && { ...step, part: { ...step.part, notes: notesOf(visit) } };
}

function makeStep(visit: Visit): Step | undefined {
  const { node, inputs, attributes } = visit;
  const of = Object.hasOwn(activations, node.opType) ? activations[node.opType] : undefined;
  if (of) return { part: stateless(activation(of(attributes))), takes: 'elements', input: 0 };
  const weights = inputs.map((input) => weightsOf(input));
  switch (node.opType) {
    case 'Swish':
      return attributes.float('alpha', 1) === 1
        ? { part: stateless(activation('silu')), takes: 'elements', input: 0 }
        : undefined;
    case 'Softmax':
      return isAlongLast(visit)
        ? { part: stateless(activation('softmax')), takes: 'rows', input: 0 }
        : undefined;
    case 'LogSoftmax':
      return isAlongLast(visit)
        ? { part: stateless(activation('logSoftmax')), takes: 'rows', input: 0 }
        : undefined;
    case 'Gather':
      return attributes.int('axis', 0) === 0 ? embed(weights[0]) : undefined;
    case 'MatMul':
      return product(weights[1]);
    case 'Gemm':
      return gemm(visit, weights);
    case 'LayerNormalization':
      return normalization(visit, weights);
    default:
      return undefined;
  }
}

/** What was made of the file's numbers before the node reads them. */
const notesOf = ({ node, inputs }: Visit): string[] =>
  foldingNotes(Object.fromEntries(node.input.map((name, i) => [quote(name), inputs[i]])));

/** The bias of a linear layer without one, where a sum adds one to it. */
export function biasOf({ inputs }: Visit, width: number): Tensor<'f32'> | undefined {
  const bias = inputs.map(weightsOf).find((weights) => weights !== undefined);
  return bias && vectorOf(bias, width);
}

/** The layer with a bias in the place of the one without. */
export function withBias({ cell, params, notes }: StatelessPart, b: Tensor<'f32'>): StatelessPart {
  const { inputSize, outputSize } = cell.options as { inputSize: number; outputSize: number };
  return { ...stateless(linear(inputSize, outputSize), { ...params, b }), notes };
}

const stateless = (cell: Cell, params: StatelessPart['params'] = {}, awaitsBias?: number): StatelessPart => ({
  kind: 'stateless',
  cell,
  params,
  notes: [],
  awaitsBias,
});

function weightsOf(item: Visit['inputs'][number]): Tensor<'f32'> | undefined {
  return item?.kind === 'known' && item.origin === 'file' && item.tensor.dtype === 'f32'
    ? (item.tensor as Tensor<'f32'>)
    : undefined;
}

function embed(table: Tensor<'f32'> | undefined): Step | undefined {
  if (table?.shape.length !== 2) return undefined;
  const [rows, width] = table.shape as [number, number];
  if (rows === 0 || width === 0) return undefined;
  return { part: stateless(embedding(rows, width), { weight: table }), takes: 'indices', input: 1, width };
}

function product(w: Tensor<'f32'> | undefined): Step | undefined {
  if (w?.shape.length !== 2 || w.data.length === 0) return undefined;
  const [rows, columns] = w.shape as [number, number];
  const part = stateless(linear(rows, columns, { bias: false }), { w }, columns);
  return { part, takes: 'rows', input: 0, width: columns };
}

/** α·A·B + β·C with A as it stands; the factors go into the weights. */
function gemm(
  { attributes, inputs }: Visit,
  [, b, c]: readonly (Tensor<'f32'> | undefined)[],
): Step | undefined {
  if (attributes.int('transA', 0) !== 0 || b?.shape.length !== 2) return undefined;
  const w = scaled(attributes.int('transB', 0) !== 0 ? transposed(b) : b, attributes.float('alpha', 1));
  const step = product(w);
  if (!step || !inputs[2]) return step;
  const bias = c && vectorOf(c, step.width!);
  if (!bias) return undefined;
  return { ...step, part: withBias(step.part, scaled(bias, attributes.float('beta', 1))) };
}

function normalization(
  { attributes, inputs, node }: Visit,
  weights: readonly (Tensor<'f32'> | undefined)[],
): Step | undefined {
  const rank = (inputs[0] as Known).tensor.shape.length;
  const [, scale, shift] = weights;
  const along = axisOf(attributes.int('axis', -1), rank) === rank - 1;
  if (!along || scale?.shape.length !== 1 || (inputs[2] && shift?.shape.length !== 1)) return undefined;
  if (node.output.slice(1).some((name) => name !== '')) return undefined;
  const [size] = scale.shape as [number];
  const cell = layerNorm(size, { epsilon: attributes.float('epsilon', 1e-5) });
  return { part: stateless(cell, { scale, shift: shift ?? zerosTensor([size]) }), takes: 'rows', input: 0 };
}

/** Until opset 13 all axes from the given one on were taken as one. */
function isAlongLast({ opset, attributes, inputs: [x] }: Visit): boolean {
  const { shape } = (x as Known).tensor;
  const axis = attributes.int('axis', opset >= 13 ? -1 : 1);
  return axis === -1 || axis === shape.length - 1;
}

/** A list of so many numbers, or one that stretches to it; undefined for what differs from row to row. */
function vectorOf({ shape, data }: Tensor<'f32'>, width: number): Tensor<'f32'> | undefined {
  if (data.length === 1 && shape.length <= 1) return tensor(new Float32Array(width).fill(data[0]!));
  return data.length === width && shape.at(-1) === width ? tensor(data) : undefined;
}

const scaled = ({ shape, data }: Tensor<'f32'>, factor: number): Tensor<'f32'> =>
  tensor(factor === 1 ? data : data.map((value) => value * factor), shape);

function transposed({ shape, data }: Tensor<'f32'>): Tensor<'f32'> {
  const [rows, columns] = shape as [number, number];
  return tensor(
    data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!),
    [columns, rows],
  );
}
