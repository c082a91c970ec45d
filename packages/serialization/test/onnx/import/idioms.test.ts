import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../../src/onnx/index.js';
import {
  dataTypes,
  type AttributeProto,
  type Draft,
  type NodeProto,
} from '../../../src/onnx/proto/messages.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectClose, f32, modelOf as layerOf } from './check.js';
import { attribute as a, createRandom, modelOf, tensorOf } from './random-node.js';

const random = createRandom(17);
const draw = (...shape: number[]): OnnxTensor => ({
  shape,
  data: Array.from({ length: shape.reduce((x, y) => x * y, 1) }, () => Math.fround(random() * 2 - 1)),
});
const node = (
  opType: string,
  input: string[],
  output: string,
  ...attribute: Draft<AttributeProto>[]
): Draft<NodeProto> => ({
  opType,
  input,
  output: [output],
  attribute,
});

const numbers = {
  half: 0.5,
  one: 1,
  two: 2,
  root: Math.SQRT2,
  inverse: Math.SQRT1_2,
  little: 1e-5,
  more: 0.01,
  third: 1 / 3,
};
const scalars = Object.entries(numbers).map(([name, value]) =>
  tensorOf(name, { shape: [], data: [value] }, 'raw'),
);
const lists = [tensorOf('scale', draw(3), 'raw'), tensorOf('shift', draw(3), 'raw')];

const layerNorm = ({
  axis = -1,
  squares = node('Pow', ['d', 'two'], 's'),
  epsilon = 'little',
  from = 'x',
} = {}): Draft<NodeProto>[] => [
  node('ReduceMean', ['x'], 'm', a.ints('axes', [axis])),
  node('Sub', [from, 'm'], 'd'),
  squares,
  node('ReduceMean', ['s'], 'v', a.ints('axes', [axis])),
  node('Add', [epsilon, 'v'], 'e'),
  node('Sqrt', ['e'], 'r'),
  node('Div', ['d', 'r'], 'n'),
  node('Mul', ['scale', 'n'], 'p'),
  node('Add', ['p', 'shift'], 'y'),
];
const gelu = (scaled: Draft<NodeProto>, ...products: Draft<NodeProto>[]): Draft<NodeProto>[] => [
  scaled,
  node('Erf', ['z'], 'f'),
  node('Add', ['f', 'one'], 'g'),
  ...products,
];

/** Nodes from x `[batch, time, 3]` to y, and the layer that they are; `onnx` where they are none. */
const cases: Readonly<Record<string, readonly [string, readonly Draft<NodeProto>[]]>> = {
  'a layer norm': ['layerNorm', layerNorm()],
  'a layer norm with a product for the square': [
    'layerNorm',
    layerNorm({ squares: node('Mul', ['d', 'd'], 's') }),
  ],
  'a layer norm with another ε': ['layerNorm', layerNorm({ epsilon: 'more' })],
  'something like a layer norm along the steps': ['onnx', layerNorm({ axis: 1 })],
  'something like a layer norm of cubes': ['onnx', layerNorm({ squares: node('Mul', ['d', 'x'], 's') })],
  'something like a layer norm about another mean': [
    'onnx',
    [node('Mul', ['x', 'half'], 'h'), ...layerNorm({ from: 'h' })],
  ],
  GELU: [
    'activation',
    gelu(node('Div', ['x', 'root'], 'z'), node('Mul', ['x', 'g'], 'q'), node('Mul', ['q', 'half'], 'y')),
  ],
  'GELU with products in another order': [
    'activation',
    gelu(node('Mul', ['inverse', 'x'], 'z'), node('Mul', ['half', 'x'], 'q'), node('Mul', ['g', 'q'], 'y')),
  ],
  'something like GELU': [
    'onnx',
    gelu(node('Div', ['x', 'root'], 'z'), node('Mul', ['x', 'g'], 'q'), node('Mul', ['q', 'third'], 'y')),
  ],
  'something like GELU, scaled otherwise': [
    'onnx',
    gelu(node('Mul', ['x', 'root'], 'z'), node('Mul', ['x', 'g'], 'q'), node('Mul', ['q', 'half'], 'y')),
  ],
  SiLU: ['activation', [node('Sigmoid', ['x'], 'g'), node('Mul', ['g', 'x'], 'y')]],
  'something like SiLU': [
    'onnx',
    [node('Mul', ['x', 'third'], 'h'), node('Sigmoid', ['h'], 'g'), node('Mul', ['g', 'x'], 'y')],
  ],
};

describe('what exporters wrote in several operations', () => {
  it.each(Object.entries(cases))('%s', async (_, [is, nodes]) => {
    const file = modelOf(
      {
        name: 'idiom',
        input: [
          {
            name: 'x',
            type: {
              tensorType: {
                elemType: dataTypes.float,
                shape: { dim: [{ dimParam: 'batch' }, { dimParam: 'time' }, { dimValue: 3 }] },
              },
            },
          },
        ],
        output: [{ name: 'y', type: { tensorType: { elemType: dataTypes.float } } }],
        initializer: [...scalars, ...lists],
        node: nodes,
      },
      13,
    );
    const [imported] = importOnnx(file).layers;
    expect(imported!.layer.kind).toBe(is);
    const x = draw(2, 4, 3);
    const { y } = await runOnnx(file, { x });
    const model = await layerOf(imported!, 'wasm');
    expectClose((await model.predict(f32(x))).output, y!);
  });
});
