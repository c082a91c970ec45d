import { evaluate, tensor, trace, type Tensor, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../../src/onnx/import/budget.js';
import { compute } from '../../../src/onnx/import/compute.js';
import { known, type Item } from '../../../src/onnx/import/item.js';
import { openModel } from '../../../src/onnx/import/model.js';
import { rules } from '../../../src/onnx/import/rules/index.js';
import { Walk } from '../../../src/onnx/import/walk.js';
import {
  dataTypes,
  type AttributeProto,
  type Draft,
  type TensorProto,
} from '../../../src/onnx/proto/messages.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectClose } from './check.js';
import { attribute as a, createRandom, integers, modelOf, tensorOf } from './random-node.js';

type Attribute = Draft<AttributeProto>;

/** An operation with its inputs: floats that are traced, and constants. */
interface Case {
  readonly op: string;
  readonly opset?: number;
  readonly x: readonly (OnnxTensor | undefined)[];
  /** Inputs behind those of `x`, or in the place of those left out, that the node must know. */
  readonly constants?: Readonly<Record<number, Draft<TensorProto>>>;
  readonly attributes?: readonly Attribute[];
  readonly outputs?: number;
  /** The type of what it gives, where it is not float. */
  readonly gives?: number;
  /** Whether its inputs must be known. */
  readonly onlyKnown?: boolean;
}

const random = createRandom(7);
const f = (...shape: number[]): OnnxTensor => ({
  shape,
  data: Array.from({ length: shape.reduce((x, y) => x * y, 1) }, () => Math.fround(random() * 4 - 2)),
});
const positive = (...shape: number[]): OnnxTensor => {
  const { data } = f(...shape);
  return { shape, data: Array.from(data, (value) => Math.fround(Math.abs(value) + 0.1)) };
};
const i = (list: readonly number[], shape: readonly number[] = [list.length]): OnnxTensor => ({
  shape,
  data: list,
  dtype: 'int64',
});
const flags = (list: readonly number[], shape: readonly number[] = [list.length]): OnnxTensor => ({
  shape,
  data: list,
  dtype: 'bool',
});
const n = (...list: number[]): Draft<TensorProto> => integers('', list);
const scalar = (value: number): Draft<TensorProto> => tensorOf('', { shape: [], data: [value] }, 'raw');

const unary = (op: string, ...attributes: Attribute[]): Case => ({ op, x: [f(2, 3)], attributes });
const reduce = (op: string): Case[] => [
  { op, x: [positive(2, 3, 4)], attributes: [a.ints('axes', [1])], opset: 11 },
  { op, x: [positive(2, 3, 4)], attributes: [a.ints('axes', [-1, 0]), a.int('keepdims', 0)], opset: 11 },
  { op, x: [positive(2, 3)], opset: 11 },
  { op, x: [positive(2, 3, 4)], constants: { 1: n(2) }, attributes: [a.int('keepdims', 0)], opset: 18 },
  {
    op,
    x: [positive(2, 3)],
    constants: { 1: n() },
    attributes: [a.int('noop_with_empty_axes', 1)],
    opset: 18,
  },
];
const compare = (op: string): Case => ({
  op,
  x: [
    { shape: [4], data: [1, 2, 3, 2] },
    { shape: [4], data: [2, 2, 1, 2] },
  ],
  gives: dataTypes.bool,
});

const cases: readonly Case[] = [
  ...['Identity', 'Neg', 'Abs', 'Sign', 'Exp', 'Erf', 'Floor', 'Ceil', 'Sin', 'Cos', 'Tanh', 'Sigmoid'].map(
    (op) => unary(op),
  ),
  ...['Relu', 'Softplus', 'Softsign', 'HardSwish', 'Mish', 'LeakyRelu', 'Elu', 'Celu', 'Selu'].map((op) => ({
    ...unary(op),
    opset: 18,
  })),
  ...['ThresholdedRelu', 'HardSigmoid', 'Shrink'].map((op) => unary(op)),
  ...['Log', 'Sqrt', 'Reciprocal'].map((op) => ({ op, x: [positive(2, 3)] })),
  unary('LeakyRelu', a.float('alpha', 0.3)),
  unary('Elu', a.float('alpha', 0.3)),
  unary('Celu', a.float('alpha', 0.3)),
  unary('Selu', a.float('alpha', 1.5), a.float('gamma', 0.9)),
  unary('HardSigmoid', a.float('alpha', 0.3), a.float('beta', 0.4)),
  unary('ThresholdedRelu', a.float('alpha', 0.5)),
  unary('Shrink', a.float('lambd', 0.7), a.float('bias', 0.2)),
  { ...unary('Gelu'), opset: 20 },
  { ...unary('Gelu', a.string('approximate', 'tanh')), opset: 20 },
  { ...unary('Swish', a.float('alpha', 0.5)), opset: 24 },
  { op: 'PRelu', x: [f(2, 3), f(3)] },
  ...['Add', 'Sub', 'Mul'].flatMap((op) => [
    { op, x: [f(2, 3), f(3)] },
    { op, x: [f(1, 3), f(4, 2, 1)] },
  ]),
  { op: 'Div', x: [f(2, 3), positive(3)] },
  { op: 'Pow', x: [f(2, 3)], constants: { 1: scalar(2) } },
  { op: 'Pow', x: [f(2, 3)], constants: { 1: scalar(3) } },
  { op: 'Pow', x: [positive(2, 3)], constants: { 1: scalar(-1.5) } },
  { op: 'Pow', x: [positive(2, 3)], constants: { 1: scalar(0.5) } },
  { op: 'Pow', x: [f(2, 3)], constants: { 1: scalar(0) } },
  { op: 'Pow', x: [undefined, f(2, 3)], constants: { 0: scalar(2.5) } },
  { op: 'Min', x: [f(2, 3), f(3), f(2, 1)] },
  { op: 'Max', x: [f(2, 3), f(3), f(2, 1)] },
  { op: 'Sum', x: [f(2, 3), f(3), f(2, 1)] },
  { op: 'Mean', x: [f(2, 3), f(3), f(2, 1)] },
  { op: 'Clip', x: [f(2, 3)], constants: { 1: scalar(-0.5), 2: scalar(0.5) } },
  { op: 'Clip', x: [f(2, 3), undefined], constants: { 2: scalar(0.5) } },
  { op: 'Clip', x: [f(2, 3)], attributes: [a.float('min', -0.5), a.float('max', 0.25)], opset: 7 },
  ...['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual'].map((op) => ({
    ...compare(op),
    opset: 16,
  })),
  { op: 'MatMul', x: [f(2, 3), f(3, 4)] },
  { op: 'MatMul', x: [f(3), f(3, 4)] },
  { op: 'MatMul', x: [f(2, 3), f(3)] },
  { op: 'MatMul', x: [f(3), f(3)] },
  { op: 'MatMul', x: [f(5, 2, 3), f(3, 4)] },
  { op: 'MatMul', x: [f(5, 1, 2, 3), f(2, 3, 4)] },
  { op: 'Gemm', x: [f(2, 3), f(3, 4), f(4)] },
  {
    op: 'Gemm',
    x: [f(3, 2), f(4, 3), f(2, 1)],
    attributes: [a.int('transA', 1), a.int('transB', 1), a.float('alpha', 0.5), a.float('beta', 2)],
  },
  { op: 'Gemm', x: [f(2, 3), f(3, 4)], opset: 13 },
  { op: 'Softmax', x: [f(2, 3, 4)], attributes: [a.int('axis', 1)], opset: 13 },
  { op: 'Softmax', x: [f(2, 3, 4)], opset: 13 },
  { op: 'Softmax', x: [f(2, 3, 4)], attributes: [a.int('axis', 1)], opset: 11 },
  { op: 'Softmax', x: [f(2, 3, 4)], opset: 11 },
  { op: 'LogSoftmax', x: [f(2, 3, 4)], attributes: [a.int('axis', 0)], opset: 13 },
  { op: 'LogSoftmax', x: [f(2, 3, 4)], attributes: [a.int('axis', 2)], opset: 11 },
  ...['Sum', 'Mean', 'Max', 'Min', 'Prod', 'L1', 'L2', 'SumSquare', 'LogSum', 'LogSumExp'].flatMap((what) =>
    reduce(`Reduce${what}`),
  ),
  { op: 'ReduceSum', x: [f(2, 3, 4)], constants: { 1: n(-1) }, opset: 13 },
  { op: 'ArgMax', x: [f(2, 3, 4)], attributes: [a.int('axis', 1)], gives: dataTypes.int64 },
  {
    op: 'ArgMin',
    x: [f(2, 3, 4)],
    attributes: [a.int('axis', -1), a.int('keepdims', 0)],
    gives: dataTypes.int64,
  },
  { op: 'LayerNormalization', x: [f(2, 3, 4), f(4), f(4)] },
  {
    op: 'LayerNormalization',
    x: [f(2, 3, 4), f(3, 4)],
    attributes: [a.int('axis', 1), a.float('epsilon', 0.1)],
  },
  {
    op: 'BatchNormalization',
    x: [f(2, 3, 4), f(3), f(3), f(3), positive(3)],
    attributes: [a.float('epsilon', 0.01)],
    opset: 15,
  },
  { op: 'Reshape', x: [f(2, 3, 4)], constants: { 1: n(0, -1) } },
  { op: 'Reshape', x: [f(2, 3, 4)], constants: { 1: n(4, 6) } },
  { op: 'Transpose', x: [f(2, 3, 4)] },
  { op: 'Transpose', x: [f(2, 3, 4)], attributes: [a.ints('perm', [1, 2, 0])] },
  { op: 'Squeeze', x: [f(2, 1, 3, 1)], constants: { 1: n(1, -1) }, opset: 13 },
  { op: 'Squeeze', x: [f(2, 1, 3)], attributes: [a.ints('axes', [1])], opset: 11 },
  { op: 'Unsqueeze', x: [f(2, 3)], constants: { 1: n(-1, 0) }, opset: 13 },
  { op: 'Unsqueeze', x: [f(2, 3)], attributes: [a.ints('axes', [0, 2])], opset: 11 },
  { op: 'Flatten', x: [f(2, 3, 4)], attributes: [a.int('axis', 2)] },
  { op: 'Flatten', x: [f(2, 3, 4)], attributes: [a.int('axis', -2)] },
  { op: 'Flatten', x: [f(2, 3)], attributes: [a.int('axis', 0)] },
  { op: 'Slice', x: [f(4, 5)], constants: { 1: n(1, -2), 2: n(3, 2 ** 63) } },
  { op: 'Slice', x: [f(4, 5)], constants: { 1: n(-1), 2: n(-(2 ** 63)), 3: n(1), 4: n(-1) } },
  { op: 'Slice', x: [f(4, 7)], constants: { 1: n(0, 1), 2: n(10, 10), 3: n(0, 1), 4: n(3, 2) } },
  { op: 'Slice', x: [f(4, 7)], constants: { 1: n(5), 2: n(0), 3: n(-1), 4: n(-2) } },
  { op: 'Slice', x: [f(4, 5)], constants: { 1: n(3), 2: n(1), 3: n(0) } },
  {
    op: 'Slice',
    x: [f(4, 5)],
    attributes: [a.ints('starts', [1]), a.ints('ends', [-1]), a.ints('axes', [1])],
    opset: 9,
  },
  { op: 'Concat', x: [f(2, 3), f(2, 1), f(2, 2)], attributes: [a.int('axis', -1)] },
  { op: 'Split', x: [f(2, 6)], attributes: [a.int('axis', 1)], outputs: 3, opset: 13 },
  {
    op: 'Split',
    x: [f(2, 6)],
    constants: { 1: n(1, 5) },
    attributes: [a.int('axis', -1)],
    outputs: 2,
    opset: 13,
  },
  { op: 'Split', x: [f(5, 2)], attributes: [a.ints('split', [2, 3])], outputs: 2, opset: 11 },
  { op: 'Split', x: [f(7, 2)], attributes: [a.int('num_outputs', 3)], outputs: 3, opset: 18 },
  { op: 'Gather', x: [f(4, 5), i([1, -1, 0])] },
  { op: 'Gather', x: [f(4, 5), i([2, -1, 0, 1], [2, 2])], attributes: [a.int('axis', 1)] },
  { op: 'Gather', x: [f(4, 5), i([-2], [])], attributes: [a.int('axis', 1)] },
  { op: 'Gather', x: [f(4, 5)], constants: { 1: integers('', [3], []) } },
  { op: 'Expand', x: [f(3, 1)], constants: { 1: n(2, 1, 4) } },
  { op: 'Tile', x: [f(2, 3)], constants: { 1: n(2, 3) } },
  { op: 'Pad', x: [f(2, 3)], constants: { 1: n(0, 1, 2, 3) } },
  { op: 'Pad', x: [f(3, 4)], constants: { 1: n(1, -1, 0, 2), 2: scalar(0.5) } },
  { op: 'Pad', x: [f(2, 3)], attributes: [a.ints('pads', [0, 1, 1, 0]), a.float('value', 2)], opset: 9 },
  { op: 'Pad', x: [f(2, 3, 2)], constants: { 1: n(1, 2), 2: scalar(0), 3: n(1) }, opset: 18 },
  { op: 'Cast', x: [f(2, 3)], attributes: [a.int('to', dataTypes.int32)], gives: dataTypes.int32 },
  { op: 'Cast', x: [f(2, 3)], attributes: [a.int('to', dataTypes.bool)], gives: dataTypes.bool },
  { op: 'Dropout', x: [f(2, 3)], opset: 11 },
  { op: 'Dropout', x: [f(2, 3)], opset: 13 },
  { op: 'Shape', x: [f(2, 3, 4)], gives: dataTypes.int64 },
  {
    op: 'Shape',
    x: [f(2, 3, 4)],
    attributes: [a.int('start', -2), a.int('end', 2)],
    gives: dataTypes.int64,
    opset: 15,
  },
  { op: 'Size', x: [f(2, 3, 4)], gives: dataTypes.int64 },
  { op: 'Not', x: [flags([0, 1])], gives: dataTypes.bool },
  ...['And', 'Or', 'Xor'].map((op) => ({
    op,
    x: [flags([0, 0, 1, 1]), flags([0, 1, 0, 1])],
    gives: dataTypes.bool,
  })),
  { op: 'IsNaN', x: [{ shape: [2], data: [NaN, 1] }], gives: dataTypes.bool },
  { op: 'Where', x: [flags([0, 1], [2, 1]), f(2, 3), f(3)] },
  { op: 'CastLike', x: [f(2, 3), i([1])], gives: dataTypes.int64 },
  ...['Div', 'Mod'].flatMap((op) => [
    { op, x: [i([7, -7, 7, -7]), i([2, 2, -2, -2])], gives: dataTypes.int64, onlyKnown: true },
    { op, x: [i([6, 2147483647]), i([3, 7])], gives: dataTypes.int64, onlyKnown: true },
  ]),
  {
    op: 'Mod',
    x: [i([7, -7, 7, -7]), i([3, 3, -3, -3])],
    attributes: [a.int('fmod', 1)],
    gives: dataTypes.int64,
    onlyKnown: true,
  },
  ...['Add', 'Sub', 'Mul', 'Min', 'Max'].map((op) => ({
    op,
    x: [i([7, -3]), i([2, 5])],
    gives: dataTypes.int64,
  })),
  { op: 'Neg', x: [i([7, -3])], gives: dataTypes.int64 },
  { op: 'Cast', x: [i([7, 0])], attributes: [a.int('to', dataTypes.float)] },
  { op: 'ReduceProd', x: [i([2, 3, 4])], constants: { 1: n(0) }, opset: 18, gives: dataTypes.int64 },
  { op: 'Constant', x: [], attributes: [a.floats('value_floats', [1, 2.5])] },
  { op: 'Constant', x: [], attributes: [a.ints('value_ints', [1, -2])], gives: dataTypes.int64 },
  { op: 'Constant', x: [], attributes: [a.float('value_float', 1.5)] },
  { op: 'Constant', x: [], attributes: [a.int('value_int', 0)], gives: dataTypes.int64 },
  { op: 'Constant', x: [], attributes: [a.tensor('value', tensorOf('', f(2, 2), 'list'))] },
  {
    op: 'ConstantOfShape',
    x: [],
    constants: { 0: n(2, 3) },
    attributes: [a.tensor('value', tensorOf('', { shape: [1], data: [1.5] }, 'raw'))],
  },
  { op: 'ConstantOfShape', x: [], constants: { 0: n(2, 3) } },
  {
    op: 'Range',
    x: [],
    constants: { 0: integers('', [5], []), 1: integers('', [-4], []), 2: integers('', [-2], []) },
    gives: dataTypes.int64,
  },
  { op: 'Range', x: [], constants: { 0: scalar(0.5), 1: scalar(3), 2: scalar(0.75) } },
];

const inputNames = ({ x, constants = {} }: Case): string[] =>
  Array.from(
    { length: Math.max(x.length, ...Object.keys(constants).map((key) => Number(key) + 1)) },
    (_, at) => (x[at] ? `x${at}` : constants[at] ? `k${at}` : ''),
  );

function fileOf(given: Case): Uint8Array {
  const { op, opset = 17, x, constants = {}, attributes = [], outputs = 1, gives = dataTypes.float } = given;
  return modelOf(
    {
      name: op,
      input: x.flatMap((each, at) =>
        each
          ? [
              {
                name: `x${at}`,
                type: {
                  tensorType: {
                    elemType: {
                      int64: dataTypes.int64,
                      int32: dataTypes.int32,
                      bool: dataTypes.bool,
                      float32: dataTypes.float,
                    }[each.dtype ?? 'float32'],
                    shape: { dim: each.shape.map((dimValue) => ({ dimValue })) },
                  },
                },
              },
            ]
          : [],
      ),
      output: Array.from({ length: outputs }, (_, at) => ({
        name: `y${at}`,
        type: { tensorType: { elemType: gives } },
      })),
      initializer: Object.entries(constants).map(([at, proto]) => ({ ...proto, name: `k${at}` })),
      node: [
        {
          opType: op,
          input: inputNames(given),
          output: Array.from({ length: outputs }, (_, at) => `y${at}`),
          attribute: attributes,
        },
      ],
    },
    opset,
  );
}

const toTensor = ({ shape, data, dtype }: OnnxTensor): Tensor =>
  dtype ? tensor(Int32Array.from(data), shape) : tensor(Float32Array.from(data), shape);

/** Runs the one node with inputs that are known, or that are traced and then evaluated. */
function run(given: Case, how: 'known' | 'traced'): Tensor[] {
  const file = fileOf(given);
  const model = openModel(file, {});
  const names = Array.from({ length: given.outputs ?? 1 }, (_, at) => `y${at}`);
  const inputs = given.x.flatMap((each, at) => (each ? [[`x${at}`, toTensor(each)] as const] : []));
  const walk = (items: Map<string, Item>): Item[] =>
    new Walk(model, 'wanted', (visit) => compute(visit, new Budget(file.length))).run(items, names);
  if (how === 'known') {
    const items = walk(new Map(inputs.map(([name, each]) => [name, known(each)])));
    return items.map((item) => (item.kind === 'known' ? item.tensor : expect.fail(JSON.stringify(item))));
  }
  const constants: (Tensor | undefined)[] = [];
  const program = trace(
    (...values) => {
      const items = walk(new Map(inputs.map(([name], at) => [name, { kind: 'traced', value: values[at]! }])));
      return items.flatMap((item): Value[] => {
        if (item.kind === 'unknown') return expect.fail(item.reason);
        constants.push(item.kind === 'known' ? item.tensor : undefined);
        return item.kind === 'traced' ? [item.value] : [];
      });
    },
    inputs.map(([, each]) => each),
  );
  const results = evaluate(
    program,
    inputs.map(([, each]) => each),
  );
  return constants.map((each) => each ?? (results.shift() as Tensor));
}

describe('every operation', () => {
  it.each(cases.map((each, at) => [`${each.op} ${at}`, each] as const))(
    '%s gives what ONNX Runtime gives, known and traced',
    async (_, given) => {
      const feeds = given.x.flatMap((each, at) => (each ? [[`x${at}`, each] as const] : []));
      const expected = Object.values(await runOnnx(fileOf(given), Object.fromEntries(feeds)));
      for (const how of ['known', 'traced'] as const) {
        if (given.onlyKnown && how === 'traced') continue;
        const outputs = run(given, how);
        expect(outputs.length).toBe(expected.length);
        outputs.forEach((output, at) => expectClose(output, expected[at]!, `${how}, output ${at}`));
      }
    },
  );

  it('is tried', () => {
    const tried = new Set(cases.map(({ op }) => op));
    expect([...rules.keys()].filter((op) => !tried.has(op))).toEqual([]);
  });
});
