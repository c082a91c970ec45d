import * as fc from 'fast-check';
import {
  attributeTypes,
  dataTypes,
  type AttributeProto,
  type Draft,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../../src/onnx/proto/messages.js';
import { encodeModel } from '../../../src/onnx/proto/encode.js';
import { encodeUtf8 } from '../../../src/text.js';
import type { OnnxTensor } from '../run-onnx.js';
import { transposed } from './check.js';
import type { Applied, RecurrentCase } from './oracle.js';

/** A recurrent node, and how it stands in the file. */
export interface RandomNode extends RecurrentCase {
  readonly layout: 0 | 1;
  readonly opset: number;
  /** How the weights are there: as initializers, raw or as lists, as nodes, or put together by nodes. */
  readonly storage: 'raw' | 'list' | 'constant' | 'chain' | 'double';
  /** Whether what it starts from is an input or stands in the file. */
  readonly initial: 'input' | 'file';
  /** How many of the activations' numbers are left out at the end, where they are the defaults. */
  readonly leaveOut: boolean;
}

interface Takes {
  readonly alpha?: number;
  readonly beta?: number;
}

/** Activations, and the defaults of the numbers that they take; those without a default are always given. */
const takes: Readonly<Record<string, Takes>> = {
  Relu: {},
  Tanh: {},
  Sigmoid: {},
  Softsign: {},
  Softplus: {},
  LeakyRelu: { alpha: 0.01 },
  Elu: { alpha: 1 },
  HardSigmoid: { alpha: 0.2, beta: 0.5 },
  ThresholdedRelu: { alpha: NaN },
  Affine: { alpha: NaN, beta: NaN },
  ScaledTanh: { alpha: NaN, beta: NaN },
};

/** Numbers that a float holds exactly. */
const numbers = (count: number, random: () => number): number[] =>
  Array.from({ length: count }, () => Math.fround(random() * 1.6 - 0.8));

/** A node with numbers that follow from a seed. */
export const randomNode: fc.Arbitrary<RandomNode> = fc
  .record({
    op: fc.constantFrom('RNN' as const, 'GRU' as const, 'LSTM' as const),
    directions: fc.constantFrom(
      ['forward' as const],
      ['reverse' as const],
      ['forward' as const, 'reverse' as const],
    ),
    time: fc.integer({ min: 1, max: 5 }),
    batch: fc.integer({ min: 1, max: 3 }),
    inputSize: fc.integer({ min: 1, max: 4 }),
    hiddenSize: fc.integer({ min: 1, max: 4 }),
    names: fc.option(fc.array(fc.constantFrom(...Object.keys(takes)), { minLength: 6, maxLength: 6 })),
    clip: fc.option(fc.double({ min: 0.1, max: 1, noNaN: true }).map(Math.fround), { nil: undefined }),
    inputForget: fc.boolean(),
    linearBeforeReset: fc.boolean(),
    hasB: fc.boolean(),
    zeroR: fc.boolean(),
    hasP: fc.boolean(),
    hasLengths: fc.boolean(),
    initial: fc.constantFrom('input' as const, 'file' as const, undefined),
    layout: fc.constantFrom(0 as const, 1 as const),
    opset: fc.constantFrom(7, 8, 13, 14, 17, 21),
    storage: fc.constantFrom('raw', 'list', 'constant', 'chain', 'double'),
    leaveOut: fc.boolean(),
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
  })
  .map(({ names, hasB, zeroR, hasP, hasLengths, initial, seed, ...node }) => {
    const random = createRandom(seed);
    const { op, time, batch, inputSize, hiddenSize: size } = node;
    const directions = [...node.directions];
    const count = directions.length;
    const gates = { RNN: 1, GRU: 3, LSTM: 4 }[op];
    const defaults = { RNN: ['Tanh'], GRU: ['Sigmoid', 'Tanh'], LSTM: ['Sigmoid', 'Tanh', 'Tanh'] }[op];
    const layout = node.opset < 14 ? 0 : node.layout;
    const fill = (...shape: number[]): OnnxTensor => ({
      shape,
      data: numbers(
        shape.reduce((a, b) => a * b, 1),
        random,
      ),
    });
    const applied = directions.map((_, d) =>
      defaults.map((name, i): Applied => {
        const chosen = names ? names[d * 3 + i]! : name;
        const { alpha = 0, beta = 0 } = takes[chosen]!;
        const own = (value: number): number =>
          Math.fround(
            Number.isNaN(value) || (names && !node.leaveOut && value !== 0) ? 0.2 + random() * 0.6 : value,
          );
        return { name: chosen, alpha: own(alpha), beta: own(beta) };
      }),
    );
    const b = hasB ? fill(count, 2 * gates * size) : undefined;
    const second = (i: number): boolean => i % (2 * gates * size) >= gates * size;
    const cutB = b && zeroR ? { ...b, data: Array.from(b.data, (v, i) => (second(i) ? 0 : v)) } : b;
    return {
      ...node,
      directions,
      layout,
      activations: applied,
      inputForget: op === 'LSTM' && node.inputForget,
      linearBeforeReset: op === 'GRU' && node.linearBeforeReset,
      x: fill(time, batch, inputSize),
      w: fill(count, gates * size, inputSize),
      r: fill(count, gates * size, size),
      b: cutB,
      p: op === 'LSTM' && hasP ? fill(count, 3 * size) : undefined,
      lengths: hasLengths ? Array.from({ length: batch }, () => 1 + Math.floor(random() * time)) : undefined,
      h: initial ? fill(count, batch, size) : undefined,
      c: initial && op === 'LSTM' ? fill(count, batch, size) : undefined,
      initial: initial ?? 'file',
    };
  });

/** Whether ONNX Runtime computes such a node: it knows no layout 1. */
export const runtimeKnows = ({ layout }: RandomNode): boolean => layout === 0;

/** The file of a node. */
export function writeNode(node: RandomNode): Uint8Array {
  const { op, directions, time, batch, inputSize, hiddenSize: size, layout } = node;
  const count = directions.length;
  const initializers: Draft<TensorProto>[] = [];
  const nodes: Draft<NodeProto>[] = [];
  const inputs: Draft<ValueInfoProto>[] = [
    valueInfo('X', layout === 1 ? [batch, time, inputSize] : [time, batch, inputSize]),
  ];
  const store = (name: string, tensor: OnnxTensor | undefined): string => {
    if (tensor) addWeights(node, name, tensor, initializers, nodes);
    return tensor ? name : '';
  };
  const start = (name: string, tensor: OnnxTensor | undefined): string => {
    if (!tensor) return '';
    const placed = layout === 1 ? transposed(tensor, [1, 0, 2]) : tensor;
    if (node.initial === 'input') inputs.push(valueInfo(name, placed.shape));
    else initializers.push(tensorOf(name, placed, 'raw'));
    return name;
  };
  if (node.lengths) inputs.push(valueInfo('lengths', [batch], dataTypes.int32));
  const given = [
    'X',
    store('W', node.w),
    store('R', node.r),
    store('B', node.b),
    node.lengths ? 'lengths' : '',
    start('initial_h', node.h),
    ...(op === 'LSTM' ? [start('initial_c', node.c), store('P', node.p)] : []),
  ];
  const outputs = ['Y', 'Y_h', ...(op === 'LSTM' ? ['Y_c'] : [])];
  nodes.push({ opType: op, name: 'rnn', input: given, output: outputs, attribute: attributesOf(node) });
  const shapes: Record<string, number[]> = {
    Y: layout === 1 ? [batch, time, count, size] : [time, count, batch, size],
    Y_h: layout === 1 ? [batch, count, size] : [count, batch, size],
    Y_c: layout === 1 ? [batch, count, size] : [count, batch, size],
  };
  return modelOf(
    {
      name: 'random',
      input: inputs,
      output: outputs.map((name) => valueInfo(name, shapes[name]!)),
      initializer: initializers,
      node: nodes,
    },
    node.opset,
  );
}

export const modelOf = (graph: Draft<GraphProto>, opset: number): Uint8Array =>
  encodeModel({ irVersion: 8, opsetImport: [{ domain: '', version: opset }], graph });

export const valueInfo = (
  name: string,
  shape: readonly number[],
  elemType: number = dataTypes.float,
): Draft<ValueInfoProto> => ({
  name,
  type: { tensorType: { elemType, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});

export const attribute = {
  int: (name: string, i: number): Draft<AttributeProto> => ({ name, type: attributeTypes.int, i }),
  float: (name: string, f: number): Draft<AttributeProto> => ({ name, type: attributeTypes.float, f }),
  ints: (name: string, ints: readonly number[]): Draft<AttributeProto> => ({
    name,
    type: attributeTypes.ints,
    ints,
  }),
  floats: (name: string, floats: readonly number[]): Draft<AttributeProto> => ({
    name,
    type: attributeTypes.floats,
    floats,
  }),
  string: (name: string, s: string): Draft<AttributeProto> => ({
    name,
    type: attributeTypes.string,
    s: encodeUtf8(s),
  }),
  strings: (name: string, strings: readonly string[]): Draft<AttributeProto> => ({
    name,
    type: attributeTypes.strings,
    strings: strings.map(encodeUtf8),
  }),
  tensor: (name: string, t: Draft<TensorProto>): Draft<AttributeProto> => ({
    name,
    type: attributeTypes.tensor,
    t,
  }),
  graph: (name: string, g: Draft<GraphProto>): Draft<AttributeProto> => ({
    name,
    type: attributeTypes.graph,
    g,
  }),
};

function attributesOf(node: RandomNode): Draft<AttributeProto>[] {
  const all = node.activations.flat();
  const [alphas, betas] = (['alpha', 'beta'] as const).map((which) => {
    const given = all.filter(({ name }) => takes[name]![which] !== undefined);
    // numbers are taken in order, so that only the last ones can be left out
    let last = given.length;
    while (
      node.leaveOut &&
      last > 0 &&
      given[last - 1]![which] === Math.fround(takes[given[last - 1]!.name]![which]!)
    ) {
      last--;
    }
    return given.slice(0, last).map((applied) => applied[which]);
  }) as [number[], number[]];
  return [
    attribute.int('hidden_size', node.hiddenSize),
    ...(node.directions.length === 2
      ? [attribute.string('direction', 'bidirectional')]
      : [attribute.string('direction', node.directions[0]!)]),
    attribute.strings(
      'activations',
      all.map(({ name }) => name),
    ),
    ...(alphas.length > 0 ? [attribute.floats('activation_alpha', alphas)] : []),
    ...(betas.length > 0 ? [attribute.floats('activation_beta', betas)] : []),
    ...(node.clip === undefined ? [] : [attribute.float('clip', node.clip)]),
    ...(node.inputForget ? [attribute.int('input_forget', 1)] : []),
    ...(node.linearBeforeReset ? [attribute.int('linear_before_reset', 1)] : []),
    ...(node.layout === 1 ? [attribute.int('layout', 1)] : []),
  ];
}

export function tensorOf(name: string, { shape, data }: OnnxTensor, how: 'raw' | 'list'): Draft<TensorProto> {
  if (how === 'list') return { name, dims: shape, dataType: dataTypes.float, floatData: data };
  const bytes = new Uint8Array(data.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) view.setFloat32(4 * i, data[i]!, true);
  return { name, dims: shape, dataType: dataTypes.float, rawData: bytes };
}

export const integers = (
  name: string,
  list: readonly number[],
  shape: readonly number[] = [list.length],
): Draft<TensorProto> => ({
  name,
  dims: shape,
  dataType: dataTypes.int64,
  int64Data: list,
});

/** Puts weights into the file so that the node reads them under their name. */
function addWeights(
  { storage, opset }: RandomNode,
  name: string,
  tensor: OnnxTensor,
  initializers: Draft<TensorProto>[],
  nodes: Draft<NodeProto>[],
): void {
  if (storage === 'raw' || storage === 'list') initializers.push(tensorOf(name, tensor, storage));
  else if (storage === 'constant') {
    nodes.push({
      opType: 'Constant',
      output: [name],
      attribute: [attribute.tensor('value', tensorOf('', tensor, 'raw'))],
    });
  } else if (storage === 'double') {
    initializers.push({
      name: `${name}.double`,
      dims: tensor.shape,
      dataType: dataTypes.double,
      doubleData: tensor.data,
    });
    nodes.push({
      opType: 'Cast',
      input: [`${name}.double`],
      output: [name],
      attribute: [attribute.int('to', dataTypes.float)],
    });
  } else addChain(opset, name, tensor, initializers, nodes);
}

/** Both halves of the second axis stand for themselves in the other order, as columns, without the first axis of extent 1. */
function addChain(
  opset: number,
  name: string,
  tensor: OnnxTensor,
  initializers: Draft<TensorProto>[],
  nodes: Draft<NodeProto>[],
): void {
  const [count, rows] = tensor.shape as [number, number];
  const width = tensor.data.length / (count * rows);
  const half = Math.floor(rows / 2);
  const axesInput = (axes: readonly number[]): { input: string[]; attribute: Draft<AttributeProto>[] } => {
    if (opset < 13) return { input: [], attribute: [attribute.ints('axes', axes)] };
    initializers.push(integers(`${name}.axes${nodes.length}`, axes));
    return { input: [`${name}.axes${nodes.length}`], attribute: [] };
  };
  const slice = (from: string, to: string, start: number, end: number): void => {
    if (opset < 10) {
      nodes.push({
        opType: 'Slice',
        input: [from],
        output: [to],
        attribute: [
          attribute.ints('axes', [1]),
          attribute.ints('starts', [start]),
          attribute.ints('ends', [end]),
        ],
      });
      return;
    }
    initializers.push(
      integers(`${to}.start`, [start]),
      integers(`${to}.end`, [end]),
      integers(`${to}.axis`, [1]),
    );
    nodes.push({ opType: 'Slice', input: [from, `${to}.start`, `${to}.end`, `${to}.axis`], output: [to] });
  };
  // [count, rows, width] stands there as [count, width, second half, first half], negated
  const swapped = Array.from({ length: count * rows * width }, (_, i) => {
    const [d, k, at] = [Math.floor(i / (rows * width)), Math.floor(i / rows) % width, i % rows];
    const row = at < rows - half ? half + at : at - (rows - half);
    return -tensor.data[(d * rows + row) * width + k]!;
  });
  initializers.push(tensorOf(`${name}.0`, { shape: [count, width, rows], data: swapped }, 'raw'));
  nodes.push({
    opType: 'Transpose',
    input: [`${name}.0`],
    output: [`${name}.1`],
    attribute: [attribute.ints('perm', [0, 2, 1])],
  });
  slice(`${name}.1`, `${name}.2`, rows - half, 2 ** 63);
  slice(`${name}.1`, `${name}.3`, 0, rows - half);
  nodes.push(
    {
      opType: 'Concat',
      input: [`${name}.2`, `${name}.3`],
      output: [`${name}.4`],
      attribute: [attribute.int('axis', 1)],
    },
    { opType: 'Neg', input: [`${name}.4`], output: [`${name}.5`] },
  );
  const added = axesInput([0]);
  nodes.push({
    opType: 'Unsqueeze',
    input: [`${name}.5`, ...added.input],
    output: [`${name}.6`],
    attribute: added.attribute,
  });
  const dropped = axesInput(tensor.shape.length === 3 ? [0] : [0, 3]);
  nodes.push({
    opType: 'Squeeze',
    input: [`${name}.6`, ...dropped.input],
    output: [name],
    attribute: dropped.attribute,
  });
}

/** Numbers from 0 to 1: a linear congruential generator. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
