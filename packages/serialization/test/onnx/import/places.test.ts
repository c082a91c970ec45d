import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { FormatError, fromOnnx, importOnnx, type ImportOnnxOptions } from '../../../src/onnx/index.js';
import { encodeModel } from '../../../src/onnx/proto/encode.js';
import {
  dataTypes,
  type Draft,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from '../../../src/onnx/proto/messages.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectClose, f32, modelOf as layerOf, reshaped, transposed } from './check.js';
import { attribute, createRandom, integers, modelOf, tensorOf, valueInfo } from './random-node.js';

const random = createRandom(11);
const draw = (...shape: number[]): OnnxTensor => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.fround(random() - 0.5)),
});

const weights = { W: draw(1, 4, 3), R: draw(1, 4, 4), B: draw(1, 8) };
const x = draw(5, 2, 3);
const stored = Object.entries(weights).map(([name, tensor]) => tensorOf(name, tensor, 'raw'));
const node: Draft<NodeProto> = {
  opType: 'RNN',
  name: 'rnn',
  input: ['X', 'W', 'R', 'B'],
  output: ['Y', 'Y_h'],
  attribute: [attribute.int('hidden_size', 4)],
};
const graph: Draft<GraphProto> = {
  name: 'graph',
  input: [valueInfo('X', [5, 2, 3])],
  output: [valueInfo('Y', [5, 1, 2, 4])],
  initializer: stored,
  node: [node],
};
const plain = modelOf(graph, 17);

/** The output of the one layer that comes out of a file, `[batch, time, hidden]`. */
async function outputOf(file: Uint8Array, options?: ImportOnnxOptions): Promise<OnnxTensor> {
  const [imported] = fromOnnx(file, options);
  const model = await layerOf(imported, 'wasm');
  const { shape, data } = (await model.predict(f32(transposed(x, [1, 0, 2])))).output;
  return { shape, data };
}

/** What ONNX Runtime gives. */
async function expectedOf(file: Uint8Array, feeds: Record<string, OnnxTensor> = {}): Promise<OnnxTensor> {
  const { Y } = await runOnnx(file, { X: x, ...feeds });
  return reshaped(transposed(Y!, [2, 0, 1, 3]), [2, 5, 4]);
}

/** The weights as nodes that make them. */
const asNodes = (nodes: Draft<NodeProto>[], initializer: Draft<TensorProto>[] = []): Uint8Array =>
  modelOf({ ...graph, initializer: [...initializer, ...stored.slice(1)], node: [...nodes, node] }, 17);

describe('weights are found', () => {
  const flat = Array.from(weights.W.data);
  const shape = integers('shape', [1, 4, 3]);
  const reshape: Draft<NodeProto> = { opType: 'Reshape', input: ['flat', 'shape'], output: ['W'] };
  const constant = (...given: Draft<NodeProto>['attribute'] & object): Draft<NodeProto> => ({
    opType: 'Constant',
    output: ['flat'],
    attribute: given,
  });
  const cases: readonly (readonly [string, Uint8Array])[] = [
    [
      'in a Constant with a tensor',
      asNodes([constant(attribute.tensor('value', tensorOf('', weights.W, 'list'))), reshape], [shape]),
    ],
    [
      'in a Constant with floats',
      asNodes([constant(attribute.floats('value_floats', flat)), reshape], [shape]),
    ],
    [
      'behind an If whose condition is known',
      asNodes([
        {
          opType: 'Constant',
          output: ['yes'],
          attribute: [attribute.tensor('value', { dims: [], dataType: dataTypes.bool, int32Data: [1] })],
        },
        {
          opType: 'If',
          input: ['yes'],
          output: ['W'],
          attribute: [
            attribute.graph('then_branch', {
              name: 'then',
              output: [valueInfo('inner', [1, 4, 3])],
              initializer: [tensorOf('own', weights.W, 'raw')],
              node: [{ opType: 'Identity', input: ['own'], output: ['inner'] }],
            }),
            attribute.graph('else_branch', {
              name: 'else',
              output: [valueInfo('other', [1, 4, 3])],
              initializer: [tensorOf('else', draw(1, 4, 3), 'raw')],
              node: [{ opType: 'Identity', input: ['else'], output: ['other'] }],
            }),
          ],
        },
      ]),
    ],
    [
      'put together by Gather, Split, Mul, Add and Expand',
      asNodes(
        [
          {
            opType: 'Split',
            input: ['columns'],
            output: ['a', 'b', 'c'],
            attribute: [attribute.int('axis', 2)],
          },
          {
            opType: 'Concat',
            input: ['c', 'b', 'a'],
            output: ['turned'],
            attribute: [attribute.int('axis', 2)],
          },
          {
            opType: 'Gather',
            input: ['turned', 'order'],
            output: ['ordered'],
            attribute: [attribute.int('axis', 2)],
          },
          { opType: 'Shape', input: ['ordered'], output: ['size'] },
          {
            opType: 'ConstantOfShape',
            input: ['size'],
            output: ['ones'],
            attribute: [attribute.tensor('value', tensorOf('', { shape: [1], data: [1] }, 'raw'))],
          },
          { opType: 'Expand', input: ['half', 'size'], output: ['halves'] },
          { opType: 'Mul', input: ['ordered', 'halves'], output: ['scaled'] },
          { opType: 'Mul', input: ['scaled', 'two'], output: ['again'] },
          { opType: 'Add', input: ['again', 'ones'], output: ['more'] },
          { opType: 'Sub', input: ['more', 'ones'], output: ['W'] },
        ],
        [
          tensorOf('columns', weights.W, 'raw'),
          integers('order', [2, 1, 0]),
          tensorOf('half', { shape: [1], data: [0.5] }, 'raw'),
          tensorOf('two', { shape: [], data: [2] }, 'raw'),
        ],
      ),
    ],
  ];
  it.each(cases)('%s', async (_, file) => {
    expectClose(await outputOf(file), await expectedOf(file));
    expectClose(await outputOf(file), await expectedOf(plain));
  });

  it('and what made them is told', () => {
    const notes = fromOnnx(cases.at(-1)![1])[0].notes.join('; ');
    expect(notes).toMatch(/W folded from the file's numbers by Split, Concat, Gather, .*Add, Sub/);
  });

  it('in a function that the node stands in, with what its call gives', async () => {
    const file = encodeModel({
      irVersion: 8,
      opsetImport: [
        { domain: '', version: 17 },
        { domain: 'own', version: 1 },
      ],
      functions: [
        {
          name: 'Layer',
          domain: 'own',
          input: ['x', 'w'],
          output: ['y'],
          attribute: ['size'],
          opsetImport: [{ domain: '', version: 17 }],
          node: [
            { opType: 'Identity', input: ['w'], output: ['w2'] },
            {
              ...node,
              name: 'inside',
              input: ['x', 'w2', 'w3'],
              output: ['y'],
              attribute: [{ name: 'hidden_size', refAttrName: 'size', type: 2 }],
            },
          ].flatMap((each, i) =>
            i === 1
              ? [
                  {
                    opType: 'Constant',
                    output: ['w3'],
                    attribute: [attribute.tensor('value', tensorOf('', weights.R, 'raw'))],
                  },
                  each,
                ]
              : [each],
          ),
        },
      ],
      graph: {
        ...graph,
        node: [
          {
            opType: 'Layer',
            domain: 'own',
            name: 'call',
            input: ['X', 'W'],
            output: ['Y'],
            attribute: [attribute.int('size', 4)],
          },
        ],
      },
    });
    expect(fromOnnx(file)[0].name).toBe('call/inside');
    expectClose(await outputOf(file), await expectedOf(file));
    expect(fromOnnx(file, { split: true })[0].name).toBe('call/inside');
  });
});

describe('numbers of other types', () => {
  const halves = weights.W.data as number[];
  // numbers of 10 bits, which all of these types but bfloat16 hold exactly
  const rounded = { ...weights.W, data: halves.map((value) => Math.round(value * 512) / 512) };
  const bits = (value: number): number => {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value);
    return view.getUint32(0);
  };
  /** Bits of half precision, of a number of less than 1 in size and of at most 9 bits. */
  const half = (value: number): number => {
    if (value === 0) return 0;
    const word = bits(value);
    return ((word >>> 16) & 0x8000) | ((((word >>> 23) & 0xff) - 112) << 10) | ((word >>> 13) & 0x3ff);
  };
  const shorts = Uint8Array.from(rounded.data.flatMap((value) => [half(value) & 0xff, half(value) >>> 8]));
  const doubles = new Uint8Array(Float64Array.from(rounded.data).buffer);
  const brain = rounded.data.map((value) => bits(value) >>> 16);
  const braided = {
    ...rounded,
    data: brain.map((word) => new Float32Array(Uint32Array.of(word << 16).buffer)[0]!),
  };

  it.each<[string, Draft<TensorProto>, OnnxTensor]>([
    ['float16, raw', { dataType: dataTypes.float16, rawData: shorts }, rounded],
    [
      'float16, as a list of bits',
      { dataType: dataTypes.float16, int32Data: rounded.data.map(half) },
      rounded,
    ],
    ['double, raw', { dataType: dataTypes.double, rawData: doubles }, rounded],
    ['double, as a list', { dataType: dataTypes.double, doubleData: rounded.data }, rounded],
    ['bfloat16, as a list of bits', { dataType: dataTypes.bfloat16, int32Data: brain }, braided],
  ])('%s', async (type, tensor, same) => {
    const file = modelOf(
      { ...graph, initializer: [{ ...tensor, name: 'W', dims: [1, 4, 3] }, ...stored.slice(1)] },
      17,
    );
    const reference = modelOf(
      { ...graph, initializer: [tensorOf('W', same, 'raw'), ...stored.slice(1)] },
      17,
    );
    expectClose(await outputOf(file), await outputOf(reference));
    expect(fromOnnx(file)[0].notes).toContain(`numbers of ${type.split(',')[0]} became float32`);
  });
});

describe('weights in other files', () => {
  const bytes = new Uint8Array(100 + stored[0]!.rawData!.length);
  bytes.set(stored[0]!.rawData!, 36);
  const external = (entries: Record<string, string>): Uint8Array =>
    modelOf(
      {
        ...graph,
        initializer: [
          {
            name: 'W',
            dims: [1, 4, 3],
            dataType: dataTypes.float,
            dataLocation: 1,
            externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
          },
          ...stored.slice(1),
        ],
      },
      17,
    );
  const file = external({ location: 'data/weights.bin', offset: '36', length: '48' });

  it.each<[string, ImportOnnxOptions['externalData'] & object]>([
    ['by their path', { 'data/weights.bin': bytes }],
    ['by a function', (path) => (path === 'data/weights.bin' ? bytes : undefined)],
  ])('are read, given %s', async (_, externalData) => {
    expectClose(await outputOf(file, { externalData }), await expectedOf(plain));
  });

  it('are asked for by name', () => {
    expect(() => importOnnx(file)).toThrow(FormatError);
    expect(() => importOnnx(file)).toThrow('give it as externalData: { "data/weights.bin": bytes }');
  });

  it.each([
    ['above the model', { location: '../weights.bin' }],
    ['anywhere', { location: '/etc/passwd' }],
    ['on another drive', { location: 'C:\\weights.bin' }],
    ['nowhere', { length: '48' }],
    ['beyond the end', { location: 'a', offset: '120' }],
    ['at no place', { location: 'a', offset: '-1' }],
  ])('that stand %s are refused', (_, entries) => {
    const asked: string[] = [];
    const externalData = (path: string): Uint8Array => {
      asked.push(path);
      return bytes;
    };
    expect(() => importOnnx(external(entries), { externalData })).toThrow(FormatError);
    expect(asked.every((path) => path === 'a')).toBe(true);
  });
});

describe('nodes inside of others', () => {
  const inner = (name: string): Draft<GraphProto> => ({
    name,
    output: [valueInfo(`${name}.Y`, [5, 1, 2, 4])],
    node: [{ ...node, output: [`${name}.Y`] }],
  });
  const branched = modelOf(
    {
      ...graph,
      input: [...graph.input!, valueInfo('which', [], dataTypes.bool)],
      node: [
        {
          opType: 'If',
          name: 'choice',
          input: ['which'],
          output: ['Y'],
          attribute: [
            attribute.graph('then_branch', inner('then')),
            attribute.graph('else_branch', inner('else')),
          ],
        },
      ],
    },
    17,
  );

  it('come one by one out of branches that are chosen as the model runs', async () => {
    const { whole, layers, left } = importOnnx(branched);
    expect(whole).toBe(false);
    expect(layers.map(({ name }) => name)).toEqual(['choice/then_branch/rnn', 'choice/else_branch/rnn']);
    expect(left[0]!.reason).toContain('which branch it takes follows from the input');
    expectClose(
      await outputOf(branched),
      await expectedOf(branched, { which: { shape: [], data: [1], dtype: 'bool' } }),
    );
  });

  it('come one by one out of the body of a Loop', () => {
    const file = modelOf(
      {
        ...graph,
        input: [...graph.input!, valueInfo('count', [], dataTypes.int64)],
        node: [
          {
            opType: 'Loop',
            name: 'loop',
            input: ['count', '', 'X'],
            output: ['last', 'Y'],
            attribute: [
              attribute.graph('body', {
                name: 'body',
                input: [
                  valueInfo('i', [], dataTypes.int64),
                  valueInfo('go', [], dataTypes.bool),
                  valueInfo('x', [5, 2, 3]),
                ],
                output: [
                  valueInfo('go2', [], dataTypes.bool),
                  valueInfo('x2', [5, 2, 3]),
                  valueInfo('y', [5, 1, 2, 4]),
                ],
                node: [
                  { opType: 'Identity', input: ['go'], output: ['go2'] },
                  { opType: 'Identity', input: ['x'], output: ['x2'] },
                  { ...node, input: ['x', 'W', 'R', 'B'], output: ['y'] },
                ],
              }),
            ],
          },
        ],
      },
      17,
    );
    const { whole, layers, left } = importOnnx(file);
    expect({ whole, names: layers.map(({ name }) => name) }).toEqual({
      whole: false,
      names: ['loop/body/rnn'],
    });
    expect(left[0]).toEqual({ name: 'loop', reason: '"Loop": Sluice has no such operation' });
  });
});

describe('what cannot be taken', () => {
  const changed = (change: Partial<Draft<NodeProto>>): Uint8Array =>
    modelOf({ ...graph, node: [{ ...node, ...change }] }, 17);

  it.each([
    [
      'an unknown direction',
      changed({ attribute: [attribute.string('direction', 'sideways')] }),
      'direction is "sideways"',
    ],
    [
      'an unknown activation',
      changed({ attribute: [attribute.strings('activations', ['Sine'])] }),
      'applies "Sine"',
    ],
    [
      'an activation without its numbers',
      changed({ attribute: [attribute.strings('activations', ['Affine'])] }),
      'activation_alpha is missing',
    ],
    [
      'too few activations',
      changed({
        attribute: [
          attribute.string('direction', 'bidirectional'),
          attribute.strings('activations', ['Tanh']),
        ],
      }),
      'names 1 activations',
    ],
    [
      'weights of another size',
      changed({ attribute: [attribute.int('hidden_size', 5)] }),
      'should be f32[1, 5, 3]',
    ],
    ['a layout that there is not', changed({ attribute: [attribute.int('layout', 2)] }), 'layout is 2'],
    ['a bound below zero', changed({ attribute: [attribute.float('clip', -1)] }), 'clip is -1'],
    ['weights that are missing', changed({ input: ['X', 'W'] }), 'input R is missing'],
    [
      'weights that are the input',
      modelOf(
        {
          ...graph,
          input: [...graph.input!, valueInfo('Z', [1, 4, 3])],
          node: [{ ...node, input: ['X', 'Z', 'R', 'B'] }],
        },
        17,
      ),
      'weights W are not in the file',
    ],
    ['an operation of somebody else', changed({ domain: 'com.example' }), 'com.example.RNN'],
  ])('%s is told', (_, file, message) => {
    const { layers, left } = importOnnx(file);
    expect(layers).toEqual([]);
    expect(left.map(({ name }) => name)).toContain('rnn');
    expect(left.map(({ reason }) => reason).join('; ')).toContain(message);
    expect(() => fromOnnx(file)).toThrow(FormatError);
    expect(() => fromOnnx(file)).toThrow(message);
  });

  it('an output that the graph does not have is refused', () => {
    expect(() => fromOnnx(plain, { output: 'Z' })).toThrow(ArgumentError);
    expect(() => fromOnnx(plain, { output: 'Z' })).toThrow('the graph has no output "Z"; it has "Y"');
  });

  it.each([
    ['nothing', new Uint8Array(), 'no graph'],
    ['no opset', encodeModel({ graph }), 'no opset'],
    ['no outputs', modelOf({ ...graph, output: [] }, 17), 'no outputs'],
    [
      'a name that nobody makes',
      modelOf({ ...graph, output: [valueInfo('Z', [1])] }, 17),
      'which no node before it makes',
    ],
    [
      'nodes that read each other',
      modelOf(
        {
          ...graph,
          node: [
            { opType: 'Neg', input: ['Z'], output: ['Y'] },
            { opType: 'Neg', input: ['Y'], output: ['Z'] },
          ],
        },
        17,
      ),
      'which no node before it makes',
    ],
  ])('a file with %s is refused', (_, file, message) => {
    expect(() => importOnnx(file)).toThrow(FormatError);
    expect(() => importOnnx(file)).toThrow(message);
  });
});

describe('small files that ask for much', () => {
  const one = (op: string, more: Partial<Draft<NodeProto>> = {}): Uint8Array =>
    modelOf(
      {
        ...graph,
        initializer: [
          ...stored.slice(1),
          integers('huge', [2 ** 30, 2 ** 30, 3]),
          integers('pads', [0, 0, 0, 0, 2 ** 30, 2 ** 30]),
          tensorOf('little', draw(1, 1, 1), 'raw'),
        ],
        node: [{ opType: op, output: ['W'], ...more }, node],
      },
      17,
    );

  it.each([
    ['ConstantOfShape', one('ConstantOfShape', { input: ['huge'] })],
    ['Expand', one('Expand', { input: ['little', 'huge'] })],
    ['Tile', one('Tile', { input: ['little', 'huge'] })],
    ['Pad', one('Pad', { input: ['little', 'pads'] })],
  ])('%s is not run', (_, file) => {
    expect(importOnnx(file).layers).toEqual([]);
  });

  it('functions that call each other without end are refused', () => {
    const file = encodeModel({
      opsetImport: [{ domain: '', version: 17 }],
      functions: [
        {
          name: 'F',
          domain: 'own',
          input: ['x'],
          output: ['y'],
          node: [{ opType: 'F', domain: 'own', input: ['x'], output: ['y'] }],
        },
      ],
      graph: { ...graph, node: [{ opType: 'F', domain: 'own', input: ['X'], output: ['Y'] }] },
    });
    expect(() => importOnnx(file)).toThrow('stand in each other more than 64 deep');
  });

  it('functions that call each other twice, and so on, are refused', () => {
    const file = encodeModel({
      opsetImport: [{ domain: '', version: 17 }],
      functions: Array.from({ length: 40 }, (_, i) => ({
        name: `F${i}`,
        domain: 'own',
        input: ['x'],
        output: ['y'],
        node:
          i === 39
            ? [{ opType: 'Neg', input: ['x'], output: ['y'] }]
            : [
                { opType: `F${i + 1}`, domain: 'own', input: ['x'], output: ['z'] },
                { opType: `F${i + 1}`, domain: 'own', input: ['z'], output: ['y'] },
              ],
      })),
      graph: { ...graph, node: [{ opType: 'F0', domain: 'own', input: ['X'], output: ['Y'] }] },
    });
    expect(() => importOnnx(file)).toThrow('out of proportion to its length');
  });
});
