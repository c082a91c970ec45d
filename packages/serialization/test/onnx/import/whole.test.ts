import { isCell } from '@sluice/cell';
import type { Tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../../src/onnx/index.js';
import {
  dataTypes,
  type AttributeProto,
  type Draft,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../../src/onnx/proto/messages.js';
import { runOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectClose, expectStreamsAlike, f32, modelOf as layerOf, reshaped, transposed } from './check.js';
import { attribute as a, createRandom, integers, modelOf, tensorOf } from './random-node.js';

const random = createRandom(5);
const draw = (...shape: number[]): OnnxTensor => ({
  shape,
  data: Array.from({ length: shape.reduce((x, y) => x * y, 1) }, () => Math.fround(random() - 0.5)),
});

const size = 3;
const [time, batch] = [4, 2];
const gru = (name: string, input: string, more: Partial<Draft<NodeProto>> = {}): Draft<NodeProto> => ({
  opType: 'GRU',
  name,
  input: [input, `${name}.W`, `${name}.R`, `${name}.B`],
  output: [`${name}.Y`, `${name}.Y_h`],
  ...more,
  attribute: [a.int('hidden_size', size), ...(more.attribute ?? [])],
});
const weightsOf = (name: string, directions = 1): Draft<TensorProto>[] =>
  Object.entries({
    W: draw(directions, 3 * size, size),
    R: draw(directions, 3 * size, size),
    B: draw(directions, 6 * size),
  }).map(([key, value]) => tensorOf(`${name}.${key}`, value, 'raw'));
const node = (
  opType: string,
  input: string[],
  output: string,
  ...attribute: Draft<AttributeProto>[]
): Draft<NodeProto> => ({
  opType,
  name: output,
  input,
  output: [output],
  attribute,
});
const open = (
  name: string,
  dims: readonly (number | string)[],
  elemType: number = dataTypes.float,
): Draft<ValueInfoProto> => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) },
    },
  },
});

interface Case {
  readonly nodes: readonly Draft<NodeProto>[];
  readonly initializers?: readonly Draft<TensorProto>[];
  readonly inputs?: readonly Draft<ValueInfoProto>[];
  readonly x?: readonly (number | string)[];
  readonly output: string;
  /** The layer's parts; undefined for a graph that is no sequence of layers. */
  readonly is?: string;
  readonly cell: boolean;
  readonly lengths?: readonly number[];
  /** What is said of it. */
  readonly note?: string;
  /** Why it does not come whole. */
  readonly never?: string;
  /** Whether the output has no steps. */
  readonly ends?: boolean;
}

const drop1 = (from: string, to: string): Draft<NodeProto> => node('Squeeze', [from, 'one'], to);
const fileOf = ({
  nodes,
  initializers = [],
  inputs = [],
  x = ['time', 'batch', size],
  output,
}: Case): Uint8Array =>
  modelOf(
    {
      name: 'case',
      input: [open('x', x), ...inputs],
      output: [{ name: output, type: { tensorType: { elemType: dataTypes.float } } }],
      initializer: [
        integers('one', [1]),
        integers('zero', [0]),
        integers('two', [2]),
        integers('minus', [-1]),
        ...initializers,
      ],
      node: nodes,
    },
    17,
  );

const turn = (from: string, to: string): Draft<NodeProto> =>
  node('Slice', [from, 'minus', 'least', 'zero', 'minus'], to);
const least = integers('least', [-(2 ** 63)]);
const two = [...weightsOf('a'), ...weightsOf('b')];
const lengthsInput = open('lengths', ['batch'], dataTypes.int32);
const withLengths = (name: string, input: string, lengths: string): Draft<NodeProto> =>
  gru(name, input, { input: [input, `${name}.W`, `${name}.R`, `${name}.B`, lengths] });

const cases: Readonly<Record<string, Case>> = {
  'two layers': {
    nodes: [gru('a', 'x'), drop1('a.Y', 'y'), gru('b', 'y'), drop1('b.Y', 'z')],
    initializers: two,
    output: 'z',
    is: 'gru gru',
    cell: true,
  },
  'both directions of two nodes side by side': {
    nodes: [
      gru('a', 'x'),
      gru('b', 'x', { attribute: [a.string('direction', 'reverse')] }),
      drop1('a.Y', 'y'),
      drop1('b.Y', 'z'),
      node('Concat', ['y', 'z'], 'both', a.int('axis', 2)),
    ],
    initializers: two,
    output: 'both',
    cell: false,
    note: 'runs from the end',
  },
  'steps that are turned around before and behind': {
    nodes: [turn('x', 'back'), gru('a', 'back'), drop1('a.Y', 'y'), turn('y', 'z')],
    initializers: [...weightsOf('a'), least],
    output: 'z',
    cell: false,
    note: 'turns the order around',
  },
  'features in another order between layers': {
    nodes: [
      gru('a', 'x'),
      drop1('a.Y', 'y'),
      node('Gather', ['y', 'order'], 'shuffled', a.int('axis', 2)),
      gru('b', 'shuffled'),
      drop1('b.Y', 'z'),
    ],
    initializers: [...two, integers('order', [2, 0, 1])],
    output: 'z',
    cell: true,
  },
  'a layer that reads only some features': {
    nodes: [
      node('Slice', ['x', 'zero', 'two', 'two'], 'cut'),
      node('Concat', ['cut', 'cut'], 'four', a.int('axis', 2)),
      node('Slice', ['four', 'one', 'end', 'two'], 'three'),
      gru('a', 'three'),
      drop1('a.Y', 'y'),
    ],
    initializers: [...weightsOf('a'), integers('end', [9])],
    output: 'y',
    cell: true,
  },
  'what a reversed node ends with': {
    nodes: [
      gru('a', 'x', { attribute: [a.string('direction', 'reverse')] }),
      node('Squeeze', ['a.Y_h', 'zero'], 'y'),
    ],
    initializers: weightsOf('a'),
    output: 'y',
    is: 'reversed',
    cell: false,
    ends: true,
  },
  'the last of steps, of a layer and an activation': {
    nodes: [
      gru('a', 'x'),
      drop1('a.Y', 'y'),
      node('Tanh', ['y'], 'bounded'),
      node('Gather', ['bounded', 'last'], 'z', a.int('axis', 0)),
      node('MatMul', ['z', 'w'], 'out'),
      node('Add', ['out', 'bias'], 'sum'),
    ],
    initializers: [
      ...weightsOf('a'),
      integers('last', [-1], []),
      tensorOf('w', draw(size, 2), 'raw'),
      tensorOf('bias', draw(2), 'raw'),
    ],
    output: 'sum',
    is: 'gru activation last linear',
    cell: true,
    ends: true,
  },
  'the first of steps': {
    nodes: [
      gru('a', 'x'),
      drop1('a.Y', 'y'),
      node('Gather', ['y', 'zero'], 'first', a.int('axis', 0)),
      node('Squeeze', ['first', 'zero'], 'z'),
    ],
    initializers: weightsOf('a'),
    output: 'z',
    cell: false,
    ends: true,
    note: 'takes some steps of a sequence',
  },
  'something that counts steps': {
    nodes: [gru('a', 'x'), drop1('a.Y', 'y'), node('Add', ['y', 'table'], 'z')],
    initializers: [...weightsOf('a'), tensorOf('table', draw(time, 1, 1), 'raw')],
    output: 'z',
    cell: false,
    note: 'the file is made for 4 steps',
    x: [time, batch, size],
  },
  'rows with lengths in both layers': {
    nodes: [
      withLengths('a', 'x', 'lengths'),
      drop1('a.Y', 'y'),
      withLengths('b', 'y', 'lengths'),
      drop1('b.Y', 'z'),
    ],
    initializers: two,
    inputs: [lengthsInput],
    output: 'z',
    is: 'gru gru',
    cell: true,
    lengths: [4, 2],
    note: 'the option lengths of predict',
  },
  'rows with lengths in the first layer only': {
    nodes: [
      withLengths('a', 'x', 'lengths'),
      drop1('a.Y', 'y'),
      gru('b', 'y'),
      node('Squeeze', ['b.Y_h', 'zero'], 'z'),
    ],
    initializers: two,
    inputs: [lengthsInput],
    output: 'z',
    cell: true,
    lengths: [4, 2],
    ends: true,
  },
  'lengths in the file that are all the steps': {
    nodes: [withLengths('a', 'x', 'all'), drop1('a.Y', 'y')],
    initializers: [
      ...weightsOf('a'),
      { name: 'all', dims: [batch], dataType: dataTypes.int32, int32Data: [time, time] },
    ],
    x: [time, batch, size],
    output: 'y',
    is: 'gru',
    cell: true,
  },
  'rows and steps as one axis': {
    nodes: [
      gru('a', 'x'),
      node('Reshape', ['a.Y', 'flat'], 'rows'),
      node('MatMul', ['rows', 'w'], 'product'),
      node('Mul', ['product', 'product'], 'square'),
      node('Shape', ['x'], 'shape'),
      node('Reshape', ['square', 'shape'], 'z'),
    ],
    initializers: [...weightsOf('a'), integers('flat', [-1, size]), tensorOf('w', draw(size, size), 'raw')],
    output: 'z',
    cell: true,
  },
  'sizes in reshapes, which mean steps and rows': {
    nodes: [
      gru('a', 'x'),
      node('Transpose', ['a.Y'], 'moved', a.ints('perm', [0, 2, 1, 3])),
      node('Reshape', ['moved', 'sizes'], 'y'),
      node('Add', ['x', 'y'], 'sum'),
      node('Reshape', ['sum', 'rows'], 'flat'),
      node('MatMul', ['flat', 'w'], 'product'),
      node('Reshape', ['product', 'sizes'], 'z'),
    ],
    initializers: [
      ...weightsOf('a'),
      integers('sizes', [time, batch, size]),
      integers('rows', [time * batch, size]),
      tensorOf('w', draw(size, size), 'raw'),
    ],
    x: [time, batch, size],
    output: 'z',
    cell: true,
  },
  'sizes in reshapes that mingle steps and features': {
    nodes: [gru('a', 'x'), drop1('a.Y', 'y'), node('Reshape', ['y', 'sizes'], 'z')],
    initializers: [...weightsOf('a'), integers('sizes', [size, batch, time])],
    x: [time, batch, size],
    output: 'z',
    cell: false,
    never: 'node "z" (Reshape)',
  },
  'an average over the features': {
    nodes: [
      gru('a', 'x'),
      drop1('a.Y', 'y'),
      node('ReduceMean', ['y'], 'mean', a.ints('axes', [2])),
      node('Sub', ['y', 'mean'], 'z'),
    ],
    initializers: weightsOf('a'),
    output: 'z',
    cell: true,
  },
};

describe('a graph with', () => {
  it.each(Object.entries(cases))('%s gives what ONNX Runtime gives', async (_, given) => {
    const file = fileOf(given);
    const x = draw(time, batch, size);
    const feeds = {
      x,
      ...(given.lengths && { lengths: { shape: [batch], data: given.lengths, dtype: 'int32' as const } }),
    };
    const { [given.output]: expected } = await runOnnx(file, feeds);
    const { whole, layers, left } = importOnnx(file);
    if (given.never !== undefined) {
      expect(whole).toBe(false);
      expect(left[0]!.reason).toContain(given.never);
      return;
    }
    expect({ whole, left }).toEqual({ whole: true, left: [] });
    const { layer, notes } = layers[0]!;
    const parts = (layer.options['parts'] as { kind: string }[] | undefined) ?? [layer];
    expect(parts.map(({ kind }) => kind).join(' ')).toBe(given.is ?? 'onnx');
    expect(isCell(layer)).toBe(given.cell);
    if (given.note !== undefined) expect(notes.join('; ')).toContain(given.note);
    const input: Tensor = f32(transposed(x, [1, 0, 2]));
    const output = given.ends ? expected! : transposed(expected!, [1, 0, 2]);
    for (const backend of ['reference', 'wasm'] as const) {
      const model = await layerOf(layers[0]!, backend);
      const result = await model.predict(input, { lengths: given.lengths });
      expectClose(result.output, output, backend);
    }
    if (given.cell && !given.lengths) await expectStreamsAlike(layers[0]!, input, undefined, output);
  });

  it('rows that are mixed comes in parts', () => {
    // what the second layer takes for steps are the first one's rows
    const nodes = [
      gru('a', 'x'),
      drop1('a.Y', 'y'),
      node('Transpose', ['y'], 'turned', a.ints('perm', [1, 0, 2])),
      gru('b', 'turned'),
      drop1('b.Y', 'z'),
    ];
    const { whole, layers, left } = importOnnx(
      fileOf({ nodes, initializers: two, output: 'z', cell: false }),
    );
    expect({ whole, names: layers.map(({ name }) => name) }).toEqual({ whole: false, names: ['a', 'b'] });
    expect(left.length).toBeGreaterThan(0);
  });

  it('two sequences comes in parts, and says what it reads', () => {
    const nodes = [gru('a', 'x'), drop1('a.Y', 'y'), node('Mul', ['y', 'other'], 'z')];
    const inputs = [open('other', ['time', 'batch', size])];
    const { whole, layers, left } = importOnnx(
      fileOf({ nodes, initializers: weightsOf('a'), inputs, output: 'z', cell: false }),
    );
    expect({ whole, names: layers.map(({ name }) => name) }).toEqual({ whole: false, names: ['a'] });
    expect(left[0]!.reason).toContain('a layer takes one sequence, and the input "other"');
  });

  it('lengths in the file that are not all the steps says so, and gives the layer', () => {
    const given: Case = {
      nodes: [withLengths('a', 'x', 'some'), drop1('a.Y', 'y')],
      initializers: [
        ...weightsOf('a'),
        { name: 'some', dims: [batch], dataType: dataTypes.int32, int32Data: [time, 1] },
      ],
      output: 'y',
      cell: true,
    };
    const { layers } = importOnnx(fileOf(given));
    expect(layers[0]!.notes.join('; ')).toContain('sequence_lens: [4, 1]');
  });

  it('a state that a file starts from has it', async () => {
    const start = draw(1, batch, size);
    const given: Case = {
      nodes: [gru('a', 'x', { input: ['x', 'a.W', 'a.R', 'a.B', '', 'start'] }), drop1('a.Y', 'y')],
      initializers: [...weightsOf('a'), tensorOf('start', start, 'raw')],
      output: 'y',
      cell: true,
    };
    const [imported] = importOnnx(fileOf(given)).layers;
    expect(imported!.state!['h']!.shape).toEqual([batch, size]);
    const x = draw(time, batch, size);
    const { y } = await runOnnx(fileOf(given), { x });
    const model = await layerOf(imported!, 'wasm');
    const { output } = await model.predict(f32(transposed(x, [1, 0, 2])), { state: imported!.state });
    expectClose(output, transposed(y!, [1, 0, 2]));
    expectClose(reshaped(imported!.state!['h']! as unknown as OnnxTensor, [1, batch, size]), start);
  });

  it('nothing but a change of axes comes as a layer without weights', () => {
    const { layers, left } = importOnnx(
      fileOf({ nodes: [node('Transpose', ['x'], 'y', a.ints('perm', [1, 0, 2]))], output: 'y', cell: true }),
    );
    expect({ params: layers[0]!.params, left }).toEqual({ params: {}, left: [] });
  });
});
